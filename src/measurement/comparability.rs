//! What makes two runs hard to compare.
//!
//! In: two records. Out: remarks for the comparison. None of them changes a verdict: the reader
//! decides whether another machine was the point of the comparison or its flaw.

use std::net::IpAddr;

use url::{Host, Url};

use super::comparison::{FEWEST_BLOCKS, FIGURES, Figure, endpoints};
use super::record::{Machine, Measurement, Model};
use crate::exchange::Endpoint;

/// How many samples must lie beyond a percentile in a usual block.
const SUPPORT: f64 = 10.0;

/// Everything that a reader of the comparison should know, worst first.
pub(super) fn remarks(baseline: &Measurement, current: &Measurement) -> Vec<String> {
    let mut found = Vec::new();
    for (which, run) in [("the earlier run", baseline), ("this run", current)] {
        if !run.generator.limited_by.is_empty() {
            let why = run.generator.limited_by.join("; ");
            found.push(format!("the generator, not the server, was the limit in {which}: {why}"));
        }
        if run.interrupted {
            found.push(format!("{which} was stopped before its end"));
        }
        let blocks = run.blocks.len();
        if blocks < FEWEST_BLOCKS {
            found.push(format!(
                "{which} has {blocks} blocks, and {FEWEST_BLOCKS} are needed: hold longer"
            ));
        }
        let thin = thin(run);
        if !thin.is_empty() {
            found.push(format!(
                "in {which}, fewer than ten samples of a usual block lie beyond {}",
                thin.join(", ")
            ));
        }
    }
    found.extend(differences(baseline, current));
    found
}

fn differences(baseline: &Measurement, current: &Measurement) -> Vec<String> {
    let (then, now) = (&baseline.environment, &current.environment);
    let mut found = Vec::new();
    let mut differ = |what: &str, then: String, now: String| {
        if then != now {
            found.push(format!("another {what}: {then} then, {now} now"));
        }
    };
    differ("target", then.target.clone(), now.target.clone());
    differ("issuer", place(then.issuer.as_deref()), place(now.issuer.as_deref()));
    differ("load profile", then.profile.clone(), now.profile.clone());
    differ("protocol", then.protocol.clone(), now.protocol.clone());
    differ("machine", machine(&then.machine), machine(&now.machine));
    differ("version of assay", then.tool_version.clone(), now.tool_version.clone());
    let (before, after) = (shape(baseline), shape(current));
    let same_words = before == after;
    differ("shape", before, after);
    if same_words && baseline.shape != current.shape {
        found.push("another shape: stages, queue, think time, workers or verified share".into());
    }
    if then.profile == now.profile && then.profile_digest != now.profile_digest {
        found.push(format!("the load profile {} has changed in between", now.profile));
    }
    found.extend(only_in(baseline, current, "now"));
    found.extend(only_in(current, baseline, "then"));
    found
}

/// Endpoints of `one` that `other` was not asked at.
fn only_in(one: &Measurement, other: &Measurement, when: &str) -> Vec<String> {
    let others = endpoints(other);
    let missing = endpoints(one).into_iter().filter(|own| !others.contains(own));
    missing.map(|own| format!("{own}: no requests {when}")).collect()
}

/// Percentiles that a usual block does not support, such as `p99 (token endpoint)`.
fn thin(run: &Measurement) -> Vec<String> {
    let mut found = Vec::new();
    for endpoint in endpoints(run) {
        let usual = usual_count(run, endpoint);
        for (name, figure) in FIGURES {
            let Figure::Percentile(percent) = figure else { continue };
            if usual as f64 * (100.0 - percent) / 100.0 < SUPPORT {
                found.push(format!("{name} ({endpoint})"));
            }
        }
    }
    found
}

/// Good answers of one endpoint in the middlemost block.
fn usual_count(run: &Measurement, endpoint: Endpoint) -> u64 {
    let series = run.blocks.iter().flat_map(|own| &own.series);
    let mut counts: Vec<u64> =
        series.filter(|own| own.endpoint == endpoint).map(|own| own.ok).collect();
    counts.sort_unstable();
    counts.get(counts.len() / 2).copied().unwrap_or_default()
}

/// An issuer without the port on this machine, which is another one in every run of the embedded
/// server.
fn place(issuer: Option<&str>) -> String {
    let Some(issuer) = issuer else { return "none".into() };
    let Ok(mut url) = Url::parse(issuer) else { return issuer.into() };
    let own = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        None => false,
    };
    if own && url.set_port(None).is_ok() { url.into() } else { issuer.into() }
}

fn machine(own: &Machine) -> String {
    let processor = own.processor.as_deref().unwrap_or("an unknown processor");
    let memory = own.memory_mb.map_or(String::new(), |megabytes| format!(", {megabytes} MB"));
    format!("{} {}, {} cores of {processor}{memory}", own.os, own.arch, own.cores)
}

fn shape(run: &Measurement) -> String {
    let own = &run.shape;
    match (own.model, own.rate) {
        (Model::Open, Some(rate)) => format!("open, {rate} journeys a second"),
        (Model::Open, None) => "open".into(),
        (Model::Closed, _) => format!("closed, {} virtual users", own.virtual_users),
    }
}
