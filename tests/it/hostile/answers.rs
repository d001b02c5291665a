//! Answers of the token endpoint that establish nothing, as a user sees them: verdict, reason, exit
//! code.

use std::time::Duration;

use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::binary::{Desk, Outcome, target};
use super::raw::{Play, Raw, answer};

pub(super) const ISSUED: &str = "token/client-credentials";

/// Runs scenarios against a server that answers everything alike.
pub(super) async fn answered(answer: ResponseTemplate, select: &[&str]) -> Outcome {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(answer).mount(&server).await;
    Desk::new(&target(&server.uri())).outcome(select).await
}

/// Runs the plain token request against a server of raw octets.
pub(super) async fn played(plays: Vec<Play>) -> Outcome {
    let raw = Raw::always(plays).await;
    Desk::new(&target(raw.origin())).outcome(&[ISSUED]).await
}

pub(super) fn good() -> ResponseTemplate {
    ResponseTemplate::new(200).insert_header("cache-control", "no-store").set_body_raw(
        r#"{"access_token":"Zm9vYmFyYmF6cXV4MDEyMzQ1Njc4OWFiY2RlZmdoaWo","token_type":"Bearer","expires_in":3600,"scope":"read"}"#,
        "application/json",
    )
}

fn is_not_established(outcome: &Outcome, words: &str) {
    assert_eq!(outcome.verdict(ISSUED), "inconclusive", "{outcome:?}");
    assert!(outcome.reason(ISSUED).contains(words), "{}", outcome.reason(ISSUED));
    // A page under a status that owes JSON is a finding of its own; nothing else may be one.
    let failed = outcome.with_verdict("fail");
    assert!(failed.iter().all(|id| *id == "ambient/json-content-type"), "{failed:?}");
    let code = if failed.is_empty() { 3 } else { 1 };
    assert_eq!(outcome.said.code, Some(code), "{:?}", outcome.said);
    // The exchange stands below the reason, with a line that repeats it.
    assert!(outcome.said.out.contains("POST http://127.0.0.1:"), "{}", outcome.said.out);
    assert!(outcome.said.out.contains("/token -> "), "{}", outcome.said.out);
    assert!(outcome.said.out.contains("curl -i -X POST"), "{}", outcome.said.out);
}

#[tokio::test]
async fn a_right_answer_passes_so_that_the_others_can_fail() {
    let outcome = answered(good(), &[ISSUED]).await;
    assert_eq!(outcome.verdict(ISSUED), "pass", "{outcome:?}");
    assert_eq!(outcome.said.code, Some(0), "{:?}", outcome.said);
}

#[tokio::test]
async fn a_crash_or_a_throttle_is_never_a_verdict() {
    let mut page = ResponseTemplate::new(502);
    page = page.set_body_raw("<html><title>Bad gateway</title></html>", "text/html");
    for (status, answer) in [
        (500, ResponseTemplate::new(500)),
        (429, ResponseTemplate::new(429).insert_header("retry-after", "1")),
        (503, ResponseTemplate::new(503).set_body_raw("busy", "text/plain")),
        (502, page),
    ] {
        let outcome = answered(answer, &[ISSUED]).await;
        is_not_established(&outcome, &status.to_string());
    }
}

#[tokio::test]
async fn no_scenario_passes_or_fails_where_everything_crashes() {
    for status in [500, 429] {
        let crash = ResponseTemplate::new(status);
        let outcome = answered(crash, &[]).await;
        let counted = |verdict: &str| outcome.with_verdict(verdict);
        assert_eq!(counted("pass"), [""; 0], "{status}");
        assert_eq!(counted("warn"), [""; 0], "{status}");
        assert_eq!(counted("fail"), [""; 0], "{status}");
        assert!(counted("inconclusive").len() > 100, "{:?}", outcome.json["summary"]);
        assert_eq!(outcome.said.code, Some(3));
    }
}

#[tokio::test]
async fn no_scenario_passes_where_nothing_is_served() {
    let outcome = answered(ResponseTemplate::new(404), &[]).await;
    assert_eq!(outcome.with_verdict("pass"), [""; 0]);
    assert_ne!(outcome.said.code, Some(0));
}

#[tokio::test]
async fn a_crash_in_place_of_a_refusal_is_no_refusal() {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(|request: &Request| {
            let header = request.headers.get("authorization").map(|value| value.as_bytes());
            // web:marked-client-secret
            if header == Some(b"Basic d2ViOm1hcmtlZC1jbGllbnQtc2VjcmV0") {
                good()
            } else {
                ResponseTemplate::new(500)
                    .set_body_raw(r#"{"error":"invalid_client"}"#, "application/json")
            }
        })
        .mount(&server)
        .await;
    let ids = ["client-auth/wrong-secret-basic", "client-auth/missing"];
    let outcome = Desk::new(&target(&server.uri())).outcome(&ids).await;
    for id in ids {
        assert_eq!(outcome.verdict(id), "inconclusive", "{:?}", outcome.result(id));
        assert!(outcome.reason(id).contains("500"), "{}", outcome.reason(id));
    }
}

#[tokio::test]
async fn a_throttle_in_place_of_a_refusal_is_no_refusal() {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(|request: &Request| {
            let known =
                String::from_utf8_lossy(&request.body).contains("grant_type=client_credentials");
            if known && request.headers.contains_key("authorization") {
                good()
            } else {
                ResponseTemplate::new(429)
                    .set_body_raw(r#"{"error":"slow_down"}"#, "application/json")
            }
        })
        .mount(&server)
        .await;
    let ids = ["token/unsupported-grant-type", "token/missing-grant-type"];
    let outcome = Desk::new(&target(&server.uri())).outcome(&ids).await;
    for id in ids {
        assert_eq!(outcome.verdict(id), "inconclusive", "{:?}", outcome.result(id));
        assert!(outcome.reason(id).contains("429"), "{}", outcome.reason(id));
    }
    assert!(outcome.with_verdict("fail").is_empty(), "{:?}", outcome.with_verdict("fail"));
    assert_eq!(outcome.said.code, Some(3));
}

#[tokio::test]
async fn a_page_where_json_should_be_is_no_answer() {
    let page = "<!doctype html><title>Sign in to the guest network</title>";
    let outcome =
        answered(ResponseTemplate::new(200).set_body_raw(page, "text/html"), &[ISSUED]).await;
    is_not_established(&outcome, "HTML page");
}

#[tokio::test]
async fn a_slow_answer_runs_into_the_deadlines_of_the_target_file() {
    let late = good().set_delay(Duration::from_secs(60));
    is_not_established(&answered(late, &[ISSUED]).await, "timeout: no answer within 1 s");
    let head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{".to_vec();
    let slow = Play::Drip(vec![b' '; 600], Duration::from_millis(100));
    let outcome = played(vec![Play::Send(head), slow]).await;
    is_not_established(&outcome, "timeout: no end of the answer within 2 s");
}

#[tokio::test]
async fn a_dropped_connection_is_no_answer() {
    is_not_established(&played(vec![Play::Reset]).await, "no answer from the token endpoint");
    is_not_established(&played(Vec::new()).await, "no answer from the token endpoint");
    let short =
        b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"access_token\":\"abcdefgh".to_vec();
    is_not_established(&played(vec![Play::Send(short)]).await, "broke off");
}

#[tokio::test]
async fn a_flood_of_headers_is_no_answer() {
    let many: String = (0..2000).map(|at| format!("x-flood-{at}: {at}\r\n")).collect();
    let flood = answer(
        "200 OK",
        &many,
        r#"{"access_token":"Zm9vYmFyYmF6cXV4MDEyMzQ1Njc4OWFiY2RlZmdoaWo"}"#,
    );
    let outcome = played(vec![Play::Send(flood)]).await;
    is_not_established(&outcome, "no answer from the token endpoint");
}

#[tokio::test]
async fn credentials_never_follow_a_redirect_of_the_token_endpoint() {
    let thief = MockServer::start().await;
    for status in [302, 307, 308] {
        let location = format!("{}/token", thief.uri());
        let answer = ResponseTemplate::new(status).insert_header("location", location.as_str());
        let outcome = answered(answer, &["token/", "bearer/", "revocation/"]).await;
        assert_eq!(outcome.verdict(ISSUED), "fail", "{status}: {:?}", outcome.result(ISSUED));
        assert_eq!(outcome.said.code, Some(1), "{status}");
    }
    assert!(thief.received_requests().await.unwrap_or_default().is_empty());
}

#[tokio::test]
async fn a_token_never_follows_a_redirect_of_a_resource() {
    let thief = MockServer::start().await;
    let location = format!("{}/resource", thief.uri());
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(move |request: &Request| match request.url.path() {
            "/token" => good(),
            _ => ResponseTemplate::new(307).insert_header("location", location.as_str()),
        })
        .mount(&server)
        .await;
    // Nobody logs in here: every path but the token endpoint's leads away.
    let alone = "[capabilities]\ndeny = [\"grant:authorization_code\"]\n";
    let target = format!("{}\n{alone}", target(&server.uri()));
    let outcome = Desk::new(&target).outcome(&["bearer/"]).await;
    let asked = server.received_requests().await.unwrap_or_default();
    let called = asked.iter().filter(|own| own.url.path() == "/resource");
    let shown = called.filter(|own| own.headers.contains_key("authorization")).count();
    assert!(shown > 0, "the token was shown to the resource: {outcome:?}");
    let passed = outcome.with_verdict("pass");
    assert!(!passed.iter().any(|id| id.starts_with("bearer/")), "{passed:?}");
    assert!(thief.received_requests().await.unwrap_or_default().is_empty());
}
