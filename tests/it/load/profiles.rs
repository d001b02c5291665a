//! Every built-in profile, scaled down, against a server that is right.

use assay::exchange::Endpoint;
use assay::load::{Pace, Profile, Profiles};
use assay::measurement::{Measurement, Outcome};
use assay::scenario::{Action, Catalog};
use futures::future::join_all;

use super::binary::{Served, turn};
use super::desk::Desk;

/// Every profile that is compiled in.
pub(super) fn built_in() -> Vec<Profile> {
    let catalog = Catalog::load(&[]).unwrap_or_else(|error| panic!("{error:?}"));
    let profiles = Profiles::load(&[], &catalog.registry);
    profiles.unwrap_or_else(|error| panic!("{error:?}")).iter().cloned().collect()
}

#[tokio::test]
async fn every_profile_passes_against_the_right_server() {
    let profiles = built_in();
    assert!(profiles.len() >= 10, "{} profiles", profiles.len());
    join_all(profiles.iter().map(passes)).await;
}

async fn passes(profile: &Profile) {
    let turn = turn().await;
    let served = Served::start(&[]).await;
    let desk = Desk::embedded(&served.issuer);
    let rate: &[&str] = match profile.pace {
        Pace::Open { .. } => &["--rate", "50"],
        Pace::Closed { .. } => &[],
    };
    let short = ["--duration", "1s", "--ramp", "0s", "--seed", "1"];
    let said = desk.load(&turn, &profile.name, &[&short, rate].concat()).await;
    assert_eq!(said.code, Some(0), "{}: {}", profile.name, said.err);
    let report = said.report();
    assert_eq!(report.environment.profile, profile.name);
    assert!(report.counts.requests > 0, "{}", profile.name);
    assert_eq!(report.counts.of(Outcome::Ok), report.counts.requests, "{}", profile.name);
    assert_eq!(report.semantic(), 0, "{}", profile.name);
    assert_eq!(report.counts.unfinished, 0, "{}", profile.name);
    all_journeys_are_there(profile, &report);
    for canary in &report.canaries {
        let all = canary.asked > 0 && canary.held == canary.asked && canary.skipped.is_none();
        assert!(all, "{}: {canary:?}", profile.name);
    }
    assert_eq!(report.canaries.len(), profile.canaries.len(), "{}", profile.name);
    for threshold in &report.thresholds {
        assert_eq!(threshold.holds, Some(true), "{}: {threshold:?}", profile.name);
    }
}

/// The embedded server can take every journey; each endpoint that one ends at was asked.
fn all_journeys_are_there(profile: &Profile, report: &Measurement) {
    assert!(report.skipped.is_empty(), "{}: {:?}", profile.name, report.skipped);
    let seen: Vec<Endpoint> = report.series.iter().map(|own| own.endpoint).collect();
    for step in profile.journeys.iter().flat_map(|journey| &journey.steps) {
        let endpoint = match step.action {
            Action::Authorize => Endpoint::Authorization,
            Action::Introspect => Endpoint::Introspection,
            Action::Revoke => Endpoint::Revocation,
            _ => Endpoint::Token,
        };
        assert!(seen.contains(&endpoint), "{}: {endpoint:?} is not among {seen:?}", profile.name);
    }
}

#[tokio::test]
async fn a_journey_that_the_target_cannot_take_is_skipped_with_the_reason() {
    let turn = turn().await;
    let served = Served::start(&[]).await;
    let file = "[endpoints]\ntoken = \"ISSUER/token\"\n\n[[client]]\nrole = \"confidential\"\n\
                id = \"conf-client\"\nsecret = \"c0nf: s%cret+/ü\"\n\
                grants = [\"client_credentials\"]\n\n[scopes]\nallowed = [\"read\"]\n";
    let desk = Desk::new(&file.replace("ISSUER", &served.issuer));
    let short = ["--duration", "1s", "--ramp", "0s", "--rate", "20"];
    let report = desk.load(&turn, "mixed", &short).await.report_of(0);
    let skipped: Vec<&str> = report.skipped.iter().map(|own| own.journey.as_str()).collect();
    assert_eq!(skipped, ["live token", "refresh", "revoke"]);
    assert!(report.skipped.iter().all(|own| !own.reason.is_empty()), "{:?}", report.skipped);
    let mute: Vec<&str> = report
        .canaries
        .iter()
        .filter(|own| own.skipped.is_some())
        .map(|own| own.name.as_str())
        .collect();
    assert_eq!(mute, ["revoked-token"]);
    assert!(report.counts.requests > 0);
}
