//! The kill matrix of the load profiles: each turns red on every fault that it names.

use std::collections::BTreeSet;

use assay::load::{Pace, Profile};
use assay::reference::Fault;
use futures::future::join_all;

use super::binary::{Served, turn};
use super::desk::Desk;
use super::profiles::built_in;

#[test]
fn every_fault_that_only_load_shows_is_named_by_a_profile_and_every_named_one_exists() {
    let profiles = built_in();
    let named: BTreeSet<&str> =
        profiles.iter().flat_map(|own| &own.catches).map(String::as_str).collect();
    let under_load = Fault::ALL.iter().filter(|own| own.only_under_load()).map(|own| own.id());
    let under_load: BTreeSet<&str> = under_load.collect();
    assert_eq!(named, under_load, "left: named under catches; right: seen only under load");
}

#[tokio::test]
async fn every_profile_turns_red_on_each_fault_that_it_names() {
    let profiles = built_in();
    // What it names, `mixed` names too; it is about length.
    let fast = profiles.iter().filter(|own| own.name != "soak");
    let pairs: Vec<(&Profile, &str)> =
        fast.flat_map(|own| own.catches.iter().map(move |fault| (own, fault.as_str()))).collect();
    assert!(pairs.len() >= 18, "{} pairs", pairs.len());
    let survivors = join_all(pairs.into_iter().map(|(own, fault)| survives(own, fault))).await;
    let survivors: Vec<String> = survivors.into_iter().flatten().collect();
    assert!(survivors.is_empty(), "not caught:\n{}", survivors.join("\n"));
}

/// What came instead of a violation, if the profile does not see the fault.
async fn survives(profile: &Profile, fault: &str) -> Option<String> {
    let turn = turn().await;
    let served = Served::start(&["--fault", fault]).await;
    let desk = Desk::embedded(&served.issuer);
    // Some faults wait for more than 50 requests a second, and canaries are asked once a second.
    let open = ["--rate", "120", "--duration", "1300ms"];
    // Only some of its journeys meet a fault, and every fiftieth answer at that.
    let long = ["--rate", "120", "--duration", "5s"];
    let closed = ["--duration", "1s"];
    let shape = match profile.pace {
        Pace::Open { .. } if profile.journeys.len() > 2 => long.as_slice(),
        Pace::Open { .. } => &open,
        Pace::Closed { .. } => &closed,
    };
    let said = desk.load(&turn, &profile.name, &[shape, &["--ramp", "0s"]].concat()).await;
    let report = said.report();
    let seen = said.code == Some(1) && report.semantic() > 0 && !report.violations.is_empty();
    let kinds: Vec<_> = report.violations.iter().map(|own| (&own.kind, own.count)).collect();
    (!seen).then(|| format!("{}, {fault}: exit code {:?}, {kinds:?}", profile.name, said.code))
}
