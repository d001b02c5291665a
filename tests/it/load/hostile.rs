//! Servers that behave at rest and misbehave under load: every run ends, errors are counted for
//! what they are, and none of them is called a lie.

use assay::measurement::{LoadVerdict, Measurement, Outcome};

use super::binary::turn;
use super::desk::Desk;
use super::scripted::{Lines, Play, Scripted, answer, token, token_body};

/// Loads a server that is right once, for the rehearsal, and then follows the script.
async fn under_load(
    script: impl Fn(usize) -> Play + Send + Sync + 'static,
) -> (Measurement, Lines) {
    let turn = turn().await;
    let server = Scripted::start(move |number, _| match number {
        1 => Play::Send(token(number)),
        number => script(number),
    })
    .await;
    let desk = Desk::by_hand(&server.origin, "timeout = 2");
    let shape = ["--rate", "50", "--duration", "1s"];
    let said = desk.load(&turn, "plain", &shape).await;
    let report = said.report();
    let code = match report.verdict().verdict {
        LoadVerdict::Pass => 0,
        LoadVerdict::Fail => 1,
        LoadVerdict::NotEstablished => 3,
    };
    assert_eq!(said.code, Some(code), "{}", said.err);
    assert_eq!(report.semantic(), 0, "a mere error is no lie: {:?}", report.violations);
    assert_eq!(report.counts.asked, 50, "{:?}", report.counts);
    assert_eq!((report.counts.requests, report.counts.unfinished), (50, 0), "{:?}", report.counts);
    (report, server.is_left_alone().await)
}

#[tokio::test]
async fn connections_that_end_with_every_answer_are_opened_anew() {
    let last = |number| Play::Last(answer("200 OK", "connection: close\r\n", &token_body(number)));
    let (report, lines) = under_load(last).await;
    assert_eq!(report.counts.of(Outcome::Ok), 50, "{:?}", report.counts);
    assert_eq!(report.verdict().verdict, LoadVerdict::Pass);
    assert_eq!(report.connections.opened, 50, "{:?}", report.connections);
    assert!(lines.opened > 50, "{lines:?}");
}

#[tokio::test]
async fn connections_that_end_unannounced_between_two_requests_are_opened_anew() {
    let (report, _) = under_load(|number| Play::Last(token(number))).await;
    let counts = &report.counts;
    // A request may cross the end of its connection; it is not sent again, since the server may
    // have acted on it.
    assert!(counts.of(Outcome::Ok) >= 40, "{counts:?}");
    assert_eq!(counts.of(Outcome::Ok) + counts.of(Outcome::NoAnswer), 50, "{counts:?}");
}

#[tokio::test]
async fn truncated_json_is_an_error_and_no_lie() {
    let cut = |number| {
        let body = token_body(number);
        Play::Send(answer("200 OK", "", &body[..body.len() / 2]))
    };
    let (report, _) = under_load(cut).await;
    assert_eq!(report.counts.of(Outcome::HttpError), 50, "{:?}", report.counts);
    assert_eq!(report.counts.statuses.get(&200), Some(&50), "{:?}", report.counts);
    assert_eq!(report.verdict().verdict, LoadVerdict::NotEstablished);
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_no_answer() {
    let broken = |number| {
        let whole = token(number);
        Play::Last(whole[..whole.len() - 20].to_vec())
    };
    let (report, _) = under_load(broken).await;
    assert_eq!(report.counts.of(Outcome::NoAnswer), 50, "{:?}", report.counts);
    let words: Vec<&String> = report.counts.no_answer.keys().collect();
    assert!(words.iter().all(|own| own.contains("broke off")), "{words:?}");
}

#[tokio::test]
async fn a_server_error_for_every_other_request_is_half_of_them() {
    let half = |number: usize| match number.is_multiple_of(2) {
        true => Play::Send(answer("500 Internal Server Error", "", "oops")),
        false => Play::Send(token(number)),
    };
    let (report, _) = under_load(half).await;
    let counts = &report.counts;
    assert_eq!((counts.of(Outcome::HttpError), counts.of(Outcome::Ok)), (25, 25), "{counts:?}");
    assert_eq!(counts.statuses.get(&500), Some(&25), "{counts:?}");
    assert!((counts.error_rate() - 0.5).abs() < 1e-9);
}

#[tokio::test]
async fn oauth_errors_are_counted_by_their_code() {
    let code = |number: usize| {
        let word = if number.is_multiple_of(2) { "invalid_client" } else { "server_error" };
        Play::Send(answer("400 Bad Request", "", &format!(r#"{{"error":"{word}"}}"#)))
    };
    let (report, _) = under_load(code).await;
    let counts = &report.counts;
    assert_eq!(counts.of(Outcome::OauthError), 50, "{counts:?}");
    for word in ["invalid_client", "server_error"] {
        assert_eq!(counts.oauth_errors.get(word), Some(&25), "{counts:?}");
    }
}

#[tokio::test]
async fn a_body_without_measure_is_not_read_to_its_end() {
    let huge = |_| {
        let body = format!(r#"{{"access_token":"{}"}}"#, "x".repeat(2 << 20));
        Play::Send(answer("200 OK", "", &body))
    };
    let (report, _) = under_load(huge).await;
    assert_eq!(report.counts.of(Outcome::HttpError), 50, "{:?}", report.counts);
}

#[tokio::test]
async fn resets_are_counted_as_no_answer_and_the_run_goes_on() {
    let reset = |number: usize| match number.is_multiple_of(2) {
        true => Play::Reset,
        false => Play::Send(token(number)),
    };
    let (report, _) = under_load(reset).await;
    let counts = &report.counts;
    assert_eq!((counts.of(Outcome::NoAnswer), counts.of(Outcome::Ok)), (25, 25), "{counts:?}");
    assert!(report.connections.opened >= 20, "{:?}", report.connections);
}

#[tokio::test]
async fn what_is_no_http_is_no_answer() {
    let (report, _) = under_load(|_| Play::Last(b"SSH-2.0-OpenSSH_9.6\r\n\r\n".to_vec())).await;
    assert_eq!(report.counts.of(Outcome::NoAnswer), 50, "{:?}", report.counts);
    assert!(report.counts.statuses.is_empty(), "{:?}", report.counts);
}
