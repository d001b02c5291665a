//! How long revocations take, measured against servers of which it is known.

use std::time::Duration;

use assay::reference::Fault;
use assay::runner::Conducted;

use super::{breached, conducted, figure};

const TRIALS: [&str; 2] = ["lag/access-token-revocation", "lag/refresh-token-revocation"];

/// A figure in milliseconds.
fn milliseconds(own: &Conducted, name: &str) -> f64 {
    let value = figure(own, name);
    value.strip_suffix(" ms").and_then(|own| own.parse().ok()).unwrap_or_else(|| panic!("{value}"))
}

/// Measured, and within a tenth of the truth, which lies between two bounds.
fn is_close(own: &Conducted, view: &str, (least, most): (f64, f64)) {
    let median = milliseconds(own, &format!("{view}: time to inactive, p50"));
    let spacing = milliseconds(own, &format!("{view}: measured to within, p50"));
    // On a machine with other things to do polls lie further apart, and the figures say so.
    let late = 2.0 * (spacing - 0.05 * least).max(0.0);
    let told = format!("{median} ms, to within {spacing} ms: {:?}", own.experiment.figures);
    assert!(median >= 0.9 * least - late && median <= 1.1 * most + late, "{view}: {told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_right_server_knows_at_once() {
    for id in TRIALS {
        let own = conducted(id, &[], 3, |_| {}).await;
        assert_eq!((breached(&own), own.reason.as_deref()), (vec![], None), "{id}");
        for view in ["introspection", "resource"] {
            assert_eq!(figure(&own, &format!("{view}: still active after, max")), "never");
            let flapped = figure(&own, &format!("{view}: inactive, then active again"));
            assert_eq!(flapped, "0 of 3 rounds");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cache_of_300_ms_is_measured_within_a_tenth() {
    for id in TRIALS {
        let own = conducted(id, &[Fault::IntrospectionAnswerCached], 5, |_| {}).await;
        assert_eq!(breached(&own)[0], expected(id), "{id}");
        // What is cached was looked up between the sending of the first look and its answer.
        let age = |what: &str| {
            let name = "before the revocation was answered, the first look was";
            milliseconds(&own, &format!("{name} {what}, p50"))
        };
        is_close(&own, "introspection", (300.0 - age("sent"), 300.0 - age("answered")));
        assert_eq!(figure(&own, "resource: still active after, max"), "never");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replica_that_learns_200_ms_late_is_measured_within_a_tenth_and_told_from_a_cache() {
    for id in TRIALS {
        let own = conducted(id, &[Fault::ReplicaLearnsLate], 5, |_| {}).await;
        assert_eq!(breached(&own)[0], expected(id), "{id}");
        for view in ["introspection", "resource"] {
            is_close(&own, view, (200.0, 200.0));
            let flapped = figure(&own, &format!("{view}: inactive, then active again"));
            assert_ne!(flapped, "0 of 5 rounds", "{id}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_threshold_of_the_target_file_makes_the_verdict() {
    let faults = [Fault::IntrospectionAnswerCached];
    let own =
        conducted(TRIALS[0], &faults, 2, |target| target.lag.at_most = Duration::from_secs(1));
    assert_eq!(breached(&own.await), Vec::<&str>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_never_dies_is_watched_for_a_while_and_then_told() {
    let own = conducted(TRIALS[0], &[Fault::RevocationDoesNothing], 1, |_| {}).await;
    assert_eq!(breached(&own), ["revocation-immediate", "bearer-revoked-token"]);
    let never = figure(&own, "introspection: time to inactive, p50");
    assert_eq!(never, "longer than was watched");
    assert!(milliseconds(&own, "introspection: still active after, max") > 1900.0);
    let own = conducted(TRIALS[1], &[Fault::RevocationDoesNotCascade], 1, |_| {}).await;
    assert_eq!((breached(&own), own.reason.as_deref()), (vec![], None));
}

/// What the introspection of the revoked token itself breaches, or that of its access token.
fn expected(id: &str) -> &'static str {
    match id {
        "lag/access-token-revocation" => "revocation-immediate",
        _ => "revocation-refresh-cascades-access",
    }
}
