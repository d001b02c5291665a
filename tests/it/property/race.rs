//! Races: the right server wins each of them once, and real gaps are found.

use std::net::{Ipv4Addr, SocketAddr};

use assay::cli::embedded_target;
use assay::reference::{self, Fault, Settings};
use serde_json::json;

use super::{breached, conducted, figure, staged, tried};

const RACES: [&str; 4] = [
    "race/authorize-consent",
    "race/code-redemption",
    "race/refresh-rotation",
    "race/revoke-while-refreshing",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_right_server_passes_and_the_figures_say_what_that_is_worth() {
    for id in RACES {
        let own = conducted(id, &[], 4, |_| {}).await;
        assert_eq!((breached(&own), own.reason.as_deref()), (vec![], None), "{id}");
        assert_eq!(figure(&own, "rounds"), "4 of 8 requests at once", "{id}");
        assert!(figure(&own, "power").contains("if p is above 52.7 %"), "{id}");
        assert!(!own.transcript.steps.is_empty() && own.experiment.requests > 0, "{id}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_request_of_a_race_for_a_code_wins_on_the_right_server() {
    let own = conducted("race/code-redemption", &[], 3, |target| target.race.requests = 16).await;
    assert_eq!(figure(&own, "successes per round"), "1 ×3");
    assert_eq!(figure(&own, "answers"), "invalid_grant ×45, tokens ×3");
    // The others are replays, and a replay ends what was issued.
    assert_eq!(figure(&own, "won tokens that live"), "0");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn gaps_of_milliseconds_and_of_microseconds_are_found() {
    for (id, fault, requirement) in [
        ("race/code-redemption", Fault::CodeRedeemedAtOnce, "token-code-concurrent-use"),
        (
            "race/code-redemption",
            Fault::CodeRedeemedWithinMicroseconds,
            "token-code-concurrent-use",
        ),
        ("race/refresh-rotation", Fault::RefreshRotationRaces, "refresh-concurrent-rotation"),
        (
            "race/revoke-while-refreshing",
            Fault::RevocationLosesToRefresh,
            "revocation-refresh-token-supported",
        ),
        ("race/authorize-consent", Fault::ConsentsMixedUpAtOnce, "state-echoed-success"),
    ] {
        let own = conducted(id, &[fault], 8, |_| {}).await;
        assert!(breached(&own).contains(&requirement), "{id}, {fault}: {own:?}");
        assert!(figure(&own, "rounds that show it").ends_with(" of 8"), "{id}");
        assert!(!own.experiment.story.is_empty() && own.experiment.case.is_some(), "{id}");
        let shown = own.breaches[0].exchange.expect("an exchange that shows it");
        assert!(own.transcript.exchanges().any(|(number, ..)| number == shown), "{id}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_race_over_tls_is_held_at_its_last_octets_too() {
    let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let faults = [Fault::CodeRedeemedAtOnce].into_iter().collect();
    let make = |issuer| Settings { faults, ..Settings::embedded(issuer) };
    let server = reference::start(any, true, make).await.expect("a server");
    let mut target = embedded_target(&server.issuer);
    target.ca_pem.clone_from(&server.ca_pem);
    let own = tried("race/code-redemption", target, 4, None).await;
    assert_eq!(breached(&own), ["token-code-concurrent-use"], "{own:?}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_successors_are_lawful_within_a_declared_window() {
    let own = conducted("race/refresh-rotation", &[Fault::RefreshRotationRaces], 2, |target| {
        target.policies.refresh_grace = Some(std::time::Duration::from_secs(10));
    })
    .await;
    assert_eq!((breached(&own), own.reason.as_deref()), (vec![], None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_does_not_rotate_is_told_and_not_blamed() {
    let own = conducted("race/refresh-rotation", &[Fault::RefreshNotRotated], 2, |_| {}).await;
    assert_eq!((breached(&own), own.reason.as_deref()), (vec![], None));
    assert_eq!(figure(&own, "seen"), "the server does not rotate refresh tokens");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_race_is_run_again_as_it_was_recorded() {
    let case = json!({"requests": 3, "rounds": 2});
    let id = "race/code-redemption";
    let own = staged(id, &[Fault::CodeReusable], 8, Some(&case), |_| {}).await;
    assert_eq!(figure(&own, "rounds"), "2 of 3 requests at once");
    assert_eq!(figure(&own, "successes per round"), "3 ×2");
    assert_eq!(own.experiment.case, Some(case));
    let nonsense = json!({"requests": 1, "rounds": 2});
    let own = staged(id, &[], 8, Some(&nonsense), |_| {}).await;
    assert!(own.reason.is_some_and(|own| own.contains("cannot be read")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_door_that_is_closed_is_a_reason_and_no_breach() {
    let own = conducted("race/code-redemption", &[Fault::AccessTokenMissing], 8, |_| {}).await;
    assert_eq!(breached(&own), Vec::<&str>::new());
    assert!(own.reason.is_some_and(|own| own.contains("`token`, which must succeed first")));
    assert_eq!((own.experiment.cases, own.transcript.steps.len()), (0, 2));
}
