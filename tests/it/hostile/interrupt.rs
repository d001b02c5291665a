//! Ctrl-C in the middle: what was recorded until then is reported, and marked.

use super::binary::{Desk, Outcome, finish, signal, target};
use super::raw::{Play, Raw, json};

const TOKEN: &str = r#"{"access_token":"Zm9vYmFyYmF6cXV4MDEyMzQ1Njc4OWFiY2RlZmdoaWo","token_type":"Bearer","expires_in":60,"scope":"read"}"#;

/// A server that hangs from the request on that a scenario sends; what it answers before is good.
pub(super) async fn hanging_at(scenario: &'static str) -> Raw {
    Raw::start(move |request| {
        let own = format!("x-assay-scenario: {scenario}\r\n");
        if request.to_ascii_lowercase().contains(&own) {
            vec![Play::Hang]
        } else {
            vec![Play::Send(json("200 OK", TOKEN))]
        }
    })
    .await
}

/// Starts a run, interrupts it at its `request`th request and waits for its end.
async fn interrupted(raw: &Raw, request: usize, select: &[&str]) -> (Desk, Outcome) {
    let patient = "first_byte_timeout = 600\ntimeout = 600\n";
    let text =
        target(raw.origin()).replace("first_byte_timeout = 1\ntimeout            = 2\n", patient);
    assert!(text.contains(patient));
    let desk = Desk::new(&text);
    let junit = format!("junit={}", desk.argument("junit.xml"));
    let child = desk.run(&[select, &["--jobs", "1", "--report", &junit]].concat());
    raw.hears(request).await;
    signal("INT", child.id());
    let said = finish(child).await;
    let json = desk.report(&said);
    (desk, Outcome { said, json })
}

#[tokio::test]
async fn an_interrupted_run_is_reported_and_marked() {
    let raw = hanging_at("token/client-credentials").await;
    let (desk, outcome) = interrupted(&raw, 1, &["token/client-credentials"]).await;
    assert_eq!(outcome.said.code, Some(3), "{:?}", outcome.said);
    assert_eq!(outcome.json["interrupted"], true);
    assert_eq!(outcome.verdict("token/client-credentials"), "inconclusive");
    let reason = outcome.reason("token/client-credentials");
    assert!(reason.contains("interrupted"), "{reason}");
    assert!(outcome.said.out.contains("interrupted"), "{}", outcome.said.out);
    let junit = std::fs::read_to_string(desk.path("junit.xml")).expect("the other report");
    assert!(junit.contains("interrupted"), "{junit}");
}

#[tokio::test]
async fn what_was_recorded_before_the_interruption_is_kept() {
    let ids = ["token/client-credentials", "token/unknown-parameter"];
    let raw = hanging_at(ids[1]).await;
    let (_desk, outcome) = interrupted(&raw, 3, &ids).await;
    let heard = raw.heard();
    assert!(heard.iter().any(|own| own.to_ascii_lowercase().contains(ids[1])), "{heard:?}");
    assert_eq!(outcome.json["interrupted"], true);
    assert_eq!(outcome.verdict(ids[0]), "pass", "{:?}", outcome.result(ids[0]));
    assert_eq!(outcome.verdict(ids[1]), "inconclusive");
    let steps = outcome.result(ids[0])["transcript"]["steps"].as_array().map(Vec::len);
    assert_eq!(steps, Some(1), "its exchange is in the report");
    assert_eq!(outcome.said.code, Some(3));
}

#[tokio::test]
async fn an_interruption_during_discovery_ends_the_command_without_a_verdict() {
    let raw = Raw::always(vec![Play::Hang]).await;
    let desk =
        Desk::new(&format!("issuer = \"{}\"\n[manners]\nfirst_byte_timeout = 600\n", raw.origin()));
    let child = desk.run(&[]);
    raw.hears(1).await;
    signal("INT", child.id());
    let said = finish(child).await;
    assert_ne!(said.code, Some(0), "{said:?}");
    assert_eq!(said.out, "");
}
