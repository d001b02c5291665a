//! Bodies of the token endpoint that are no token answers: what they are found to breach, and that
//! none of them crashes anything.

use serde_json::Value;
use wiremock::ResponseTemplate;

use super::answers::{ISSUED, answered, played};
use super::binary::Outcome;
use super::raw::{Play, json};

/// The requirements that the findings of all results cite.
fn cited(outcome: &Outcome) -> Vec<&str> {
    let findings = outcome.results().iter().filter_map(|own| own["findings"].as_array());
    findings.flatten().filter_map(|own| own["requirement"].as_str()).collect()
}

#[tokio::test]
async fn an_endless_answer_passes_for_nothing() {
    let head =
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{\"access_token\":\"".to_vec();
    let outcome = played(vec![Play::Send(head), Play::Flood(vec![b'x'; 1 << 16])]).await;
    assert_eq!(outcome.verdict(ISSUED), "inconclusive", "it was cut by us: {:?}", outcome.said);
    assert_eq!(outcome.said.code, Some(3));
    let reply = &outcome.result(ISSUED)["transcript"]["steps"][0]["exchanges"][0]["reply"];
    assert_eq!(reply["response"]["cut"], Value::Bool(true));
}

#[tokio::test]
async fn json_that_breaks_off_fails_and_is_shown() {
    for body in [
        r#"{"access_token":"abcdefghijklm"#,
        "{",
        "",
        "\u{feff}{}",
        r#"{"access_token":"abcdefgh"} x"#,
    ] {
        let answer = ResponseTemplate::new(200).set_body_raw(body, "application/json");
        let outcome = answered(answer, &[ISSUED]).await;
        assert_eq!(outcome.verdict(ISSUED), "fail", "{body}: {outcome:?}");
        assert!(cited(&outcome).contains(&"token-response-access-token"), "{body}");
        assert_eq!(outcome.said.code, Some(1), "{body}");
    }
}

#[tokio::test]
async fn members_of_the_wrong_type_fail() {
    for body in [
        r#"{"access_token":7,"token_type":"Bearer"}"#,
        r#"{"access_token":["abcdefgh"],"token_type":{"a":1},"expires_in":"soon","scope":["read"]}"#,
        r#"{"access_token":null,"token_type":null}"#,
        r#"[{"access_token":"abcdefgh"}]"#,
        r#""abcdefgh""#,
        "7",
    ] {
        let answer = ResponseTemplate::new(200).set_body_raw(body, "application/json");
        let outcome = answered(answer, &[ISSUED]).await;
        assert_eq!(outcome.said.code, Some(1), "{body}: {:?}", outcome.said);
        assert!(
            outcome.with_verdict("fail").len() > 1,
            "{body}: {:?}",
            outcome.with_verdict("fail")
        );
    }
}

#[tokio::test]
async fn a_repeated_member_is_seen() {
    let body = r#"{"access_token":"Zm9vYmFyYmF6cXV4MDEyMzQ1Njc4OWFiY2RlZmdoaWo","token_type":"Bearer","expires_in":60,"scope":"read","scope":"write"}"#;
    let answer = ResponseTemplate::new(200)
        .insert_header("cache-control", "no-store")
        .set_body_raw(body, "application/json");
    let outcome = answered(answer, &[ISSUED]).await;
    assert_eq!(outcome.verdict("ambient/json-members-once"), "fail");
    assert!(cited(&outcome).contains(&"token-response-members-once"));
    assert!(outcome.said.out.contains("scope more than once"), "{}", outcome.said.out);
    assert_eq!(outcome.said.code, Some(1));
}

#[tokio::test]
async fn octets_that_are_no_utf_8_are_no_token() {
    let mut octets = json("200 OK", r#"{"access_token":"abcdefgh?","token_type":"Bearer"}"#);
    for octet in octets.iter_mut().filter(|octet| **octet == b'?') {
        *octet = 0xff;
    }
    let outcome = played(vec![Play::Send(octets)]).await;
    assert_eq!(outcome.said.code, Some(1), "{:?}", outcome.said);
    let reply = &outcome.result(ISSUED)["transcript"]["steps"][0]["exchanges"][0]["reply"];
    assert_eq!(reply["response"]["not_utf8"], Value::Bool(true));
}

#[tokio::test]
async fn json_nested_without_end_crashes_nothing() {
    let deep = format!("{}{}", r#"{"a":"#.repeat(100_000), "[".repeat(100_000));
    let answer = ResponseTemplate::new(200).set_body_raw(deep, "application/json");
    let outcome = answered(answer, &[ISSUED]).await;
    assert_eq!(outcome.said.code, Some(1), "{:?}", outcome.said.code);
}

#[tokio::test]
async fn numbers_beyond_all_bounds_crash_nothing() {
    for number in ["1e400", "-1", "18446744073709551616", "1.5", "9".repeat(400).as_str()] {
        let body = format!(
            r#"{{"access_token":"Zm9vYmFyYmF6cXV4MDEyMzQ1Njc4OWFiY2RlZmdoaWo","token_type":"Bearer","expires_in":{number}}}"#
        );
        let answer = ResponseTemplate::new(200).set_body_raw(body, "application/json");
        let outcome = answered(answer, &[ISSUED]).await;
        assert!(matches!(outcome.said.code, Some(0 | 1)), "{number}: {:?}", outcome.said);
    }
}
