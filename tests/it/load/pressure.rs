//! Servers that cannot take the load, and say so or not.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use assay::measurement::Outcome;

use super::binary::turn;
use super::desk::{Desk, basic_credentials};
use super::scripted::{Play, Scripted, answer, token};

#[tokio::test]
async fn a_server_too_slow_for_the_load_is_met_without_a_pile_up() {
    let turn = turn().await;
    // The first request is the rehearsal.
    let slow = |number| match number {
        1 => Play::Send(token(number)),
        _ => Play::Late(Duration::from_secs(5), token(number)),
    };
    let server = Scripted::start(move |number, _| slow(number)).await;
    let desk = Desk::by_hand(&server.origin, "timeout = 2");
    let began = Instant::now();
    let shape = ["--rate", "50", "--duration", "2s", "--connections", "2"];
    let said = desk.load(&turn, "plain", &shape).await;
    let took = began.elapsed();
    assert!(took < Duration::from_secs(20), "it ends after the deadline of what is under way");
    // No answer came in time, so nothing is established.
    let report = said.report_of(3);
    let counts = &report.counts;
    assert_eq!(counts.asked, 100, "what was asked for is known: {counts:?}");
    assert!(counts.not_sent >= 90, "{counts:?}");
    assert_eq!(counts.started, counts.requests + counts.unfinished, "{counts:?}");
    assert_eq!(counts.of(Outcome::NoAnswer), counts.requests, "{counts:?}");
    assert_eq!(report.semantic(), 0);
    assert!(report.timeline.iter().map(|point| point.not_sent).sum::<u64>() >= counts.not_sent);
    assert!(server.heard().len() < 10, "two connections: {}", server.heard().len());
}

#[tokio::test]
async fn a_broken_threshold_on_what_was_not_sent_fails_the_run() {
    let turn = turn().await;
    let server = Scripted::start(|number, _| match number {
        1 => Play::Send(token(number)),
        _ => Play::Late(Duration::from_millis(200), token(number)),
    })
    .await;
    let desk = Desk::by_hand(&server.origin, "timeout = 1");
    let shape = ["--rate", "50", "--duration", "2s", "--connections", "1"];
    let shape = [shape.as_slice(), &["--threshold", "not-sent<1%"]].concat();
    let report = desk.load(&turn, "plain", &shape).await.report_of(1);
    assert!(report.counts.not_sent > 0 && report.counts.of(Outcome::Ok) > 0, "{report:?}");
}

#[tokio::test]
async fn a_server_that_asks_for_a_pause_gets_it() {
    let turn = turn().await;
    let refused: Arc<OnceLock<Instant>> = Arc::default();
    let own = Arc::clone(&refused);
    let server = Scripted::start(move |number, _| {
        if number == 20 {
            own.get_or_init(Instant::now);
            return Play::Send(answer("429 Too Many Requests", "retry-after: 1\r\n", "{}"));
        }
        Play::Send(token(number))
    })
    .await;
    let desk = Desk::by_hand(&server.origin, "");
    let shape = ["--rate", "50", "--duration", "2500ms"];
    let report = desk.load(&turn, "plain", &shape).await.report_of(0);
    let counts = &report.counts;
    assert_eq!(counts.of(Outcome::Throttled), 1, "{counts:?}");
    assert_eq!(counts.statuses.get(&429), Some(&1), "{counts:?}");
    assert!((40..=60).contains(&counts.held_back), "a second of 50: {counts:?}");
    assert_eq!((counts.asked, counts.not_sent), (125, 0), "{counts:?}");
    is_quiet(&server, *refused.get().expect("it was refused"));
}

#[tokio::test]
async fn canaries_and_journeys_under_way_obey_the_pause_too() {
    let turn = turn().await;
    let refused: Arc<OnceLock<Instant>> = Arc::default();
    let own = Arc::clone(&refused);
    let server = Scripted::start(move |number, request| {
        let right = request.contains(&basic_credentials());
        // Not the canary: what it asks is counted apart.
        if right && number >= 20 && own.set(Instant::now()).is_ok() {
            return Play::Send(answer("429 Too Many Requests", "retry-after: 1\r\n", "{}"));
        }
        if !right {
            let challenge = "www-authenticate: Basic realm=\"x\"\r\n";
            let body = r#"{"error":"invalid_client"}"#;
            return Play::Send(answer("401 Unauthorized", challenge, body));
        }
        Play::Late(Duration::from_millis(500), token(number))
    })
    .await;
    let desk = Desk::by_hand(&server.origin, "");
    let plain = std::fs::read_to_string(desk.path("suites/load/plain.toml")).expect("the profile");
    let (head, step) = plain.split_once("[[journey.step]]").expect("a step");
    let head = format!("canaries = [\"wrong-secret\"]\n{head}");
    let steps = format!("[[journey.step]]\nas = \"first\"{step}[[journey.step]]{step}");
    desk.write("suites/load/two.toml", &format!("{head}{steps}"));
    let shape = ["--rate", "20", "--duration", "2500ms", "--connections", "32"];
    let report = desk.load(&turn, "two", &shape).await.report_of(0);
    assert_eq!(report.counts.of(Outcome::Throttled), 1, "{:?}", report.counts);
    assert!(report.canaries.iter().all(|own| own.asked > 0 && own.asked == own.held), "{report:?}");
    is_quiet(&server, *refused.get().expect("it was refused"));
}

#[tokio::test]
async fn what_waits_for_a_connection_when_the_pause_is_asked_for_is_held_back_too() {
    let turn = turn().await;
    let refused: Arc<OnceLock<Instant>> = Arc::default();
    let own = Arc::clone(&refused);
    // 25 a second at the most where 50 are asked for: a queue builds up.
    let server = Scripted::start(move |number, _| match number {
        1 => Play::Send(token(number)),
        20 => {
            own.get_or_init(Instant::now);
            Play::Send(answer("429 Too Many Requests", "retry-after: 1\r\n", "{}"))
        }
        _ => Play::Late(Duration::from_millis(40), token(number)),
    })
    .await;
    let desk = Desk::by_hand(&server.origin, "");
    let shape = ["--rate", "50", "--duration", "2500ms", "--connections", "1"];
    let report = desk.load(&turn, "plain", &shape).await.report_of(0);
    let counts = &report.counts;
    assert_eq!((counts.asked, counts.of(Outcome::Throttled)), (125, 1), "{counts:?}");
    assert!(counts.held_back > 50, "the second, and those that waited: {counts:?}");
    is_quiet(&server, *refused.get().expect("it was refused"));
}

/// Nothing came in the second after `refused`; what was on the wire already has a little time.
fn is_quiet(server: &Scripted, refused: Instant) {
    let since = |at: Instant| at.saturating_duration_since(refused);
    let (from, to) = (Duration::from_millis(250), Duration::from_millis(950));
    let heard = server.heard();
    let early = heard.iter().filter(|own| (from..to).contains(&since(own.at))).count();
    assert_eq!(early, 0, "requests in the pause, of {}", heard.len());
    assert!(heard.iter().any(|own| since(own.at) >= to), "nothing came after the pause");
}
