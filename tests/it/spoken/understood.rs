//! Answers in the words of the platform: understood when they are recorded, and judged the same from
//! the record alone.

use assay::exchange::{Ending, Transcript};
use assay::scenario::{Action, Catalog, Judge, Owner};
use assay::target::Target;
use assay::verdict::{Grading, Verdict};
use serde_json::json;
use wiremock::ResponseTemplate;

use super::desk::{done, platform_with, run, step, target};
use crate::owner::stage::{Stage, page, to};

/// A platform whose token endpoint refuses with a status and a body.
async fn refusing(status: u16, body: serde_json::Value) -> Stage {
    platform_with(move |ask| {
        let refusal = || ResponseTemplate::new(status).set_body_json(body.clone());
        (ask.path == "/token").then(refusal)
    })
    .await
}

/// What a scenario of the catalog comes to, judged from a record without secrets that went through
/// a file.
async fn judged(id: &str, target: Target) -> (Verdict, Vec<String>) {
    let catalog = Catalog::load(&[]).expect("the catalog");
    let scenario = &catalog.scenarios[id];
    let redactor = target.redactor();
    let transcript = run(target, &scenario.steps).await;
    let told = redactor.knowing(&transcript).transcript(&transcript);
    let text = serde_json::to_string(&told).expect("JSON");
    let read: Transcript = serde_json::from_str(&text).expect("a transcript");
    let gradings: Vec<Grading> = vec![catalog.suites["oauth20"].grading.clone()];
    let judge = Judge { registry: &catalog.registry, gradings: &gradings };
    let (live, recorded) = (judge.scenario(scenario, &transcript), judge.scenario(scenario, &read));
    assert_eq!(live.verdict, recorded.verdict, "{live:?} {recorded:?}");
    let actual = recorded.findings.into_iter().map(|own| own.actual).collect();
    (recorded.verdict, actual)
}

const WORDS: &str = r#"
    [dialect]
    errors      = ["error", "error.code", "message"]
    error_codes = { "Unauthorized" = ["invalid_client", "invalid_grant"], "no" = "invalid_grant" }
"#;

#[tokio::test]
async fn a_refusal_in_words_of_its_own_is_the_refusal_that_it_stands_for() {
    for (status, body) in [
        (400, json!({ "error": "no" })),
        (400, json!({ "error": { "code": "invalid_grant" } })),
        (401, json!({ "message": "Unauthorized" })),
    ] {
        let stage = refusing(status, body.clone()).await;
        let own = judged("code/unknown", target(&stage, WORDS)).await;
        assert_eq!(own, (Verdict::Pass, Vec::new()), "{body}");
        let without = judged("code/unknown", target(&stage, "")).await;
        assert_ne!(without.0, Verdict::Pass, "{body}: {without:?}");
    }
}

#[tokio::test]
async fn a_word_that_stands_for_something_else_is_told() {
    let stage = refusing(400, json!({ "message": "grant_type invalid" })).await;
    let (verdict, actual) = judged("code/unknown", target(&stage, WORDS)).await;
    assert_eq!((verdict, actual), (Verdict::Warn, vec!["error grant_type invalid".to_owned()]));
}

#[tokio::test]
async fn a_page_for_people_is_still_no_refusal() {
    let stage =
        platform_with(|ask| (ask.path == "/token").then(|| page("<title>Unauthorized</title>")))
            .await;
    let (verdict, _) = judged("code/unknown", target(&stage, WORDS)).await;
    assert_eq!(verdict, Verdict::Inconclusive);
}

const RETURNED: &str = r#"
    [dialect.callback]
    granted = "success=true"
    refused = "success=false"
    token   = "apiKey"

    [dialect.credential]
    token = { query = "apiKey" }
"#;

#[tokio::test]
async fn an_authorization_may_bring_the_token_itself() {
    let answer = "https://client.example/callback?success=true&apiKey=stage-api-key&state=s";
    let stage = platform_with(move |ask| (ask.path == "/authorize").then(|| to(answer))).await;
    let target = target(&stage, RETURNED);
    let redactor = target.redactor();
    let steps = [step(Action::Authorize), step(Action::Resource)];
    let transcript = done(target, &steps).await;
    assert_eq!(transcript.steps[0].ending, Ending::Code(answer.to_owned()));
    for name in ["latest.access_token", "authorize.access_token"] {
        assert_eq!(transcript.steps[0].facts[name], "stage-api-key");
    }
    assert_eq!(transcript.steps[0].facts["latest.scope"], "read");
    assert_eq!(stage.only("GET /things").await.query, "apiKey=stage-api-key");
    let told = serde_json::to_string(&redactor.knowing(&transcript).transcript(&transcript));
    assert!(!told.expect("JSON").contains("stage-api-key"));
}

#[tokio::test]
async fn a_refusal_at_the_callback_means_that_access_was_denied() {
    let answer = "https://client.example/callback?success=false";
    let stage = platform_with(move |ask| match ask.line().as_str() {
        "GET /authorize" => Some(page(
            "<title>Install</title><form method=post action=/decide>\
             <button name=d value=yes>Allow</button><button name=d value=no>Deny</button></form>",
        )),
        "POST /decide" => Some(to(answer)),
        _ => None,
    })
    .await;
    let mut denied = step(Action::Authorize);
    denied.owner = Some(Owner::Denies);
    let transcript = run(target(&stage, RETURNED), &[denied]).await;
    let record = &transcript.steps[0];
    assert_eq!(record.ending, Ending::Error(answer.to_owned()));
    let answer = record.answer().expect("an answer");
    assert_eq!(answer.error_codes(), ["access_denied"]);
    let judged = judged("authorize/denied-consent", target(&stage, RETURNED)).await;
    assert_eq!(judged, (Verdict::Pass, Vec::new()));
}

#[tokio::test]
async fn scopes_are_compared_as_the_platform_writes_them() {
    let separated = "[scopes]\nallowed = [\"read\", \"write\"]\nseparator = \",\"";
    let stage = platform_with(|ask| {
        let token = json!({
            "access_token": "stage-access-token", "token_type": "Bearer", "scope": "write,read",
            "expires_in": 60, "refresh_token": "stage-refresh-token",
        });
        (ask.path == "/token").then(|| ResponseTemplate::new(200).set_body_json(token))
    })
    .await;
    let (verdict, findings) = judged("refresh/works", target(&stage, separated)).await;
    assert_eq!((verdict, findings), (Verdict::Pass, Vec::new()));
    // More than was asked for is no one word with a comma in it.
    let (_, findings) = judged("scope/first-alone", target(&stage, separated)).await;
    assert!(findings.iter().any(|own| own.ends_with("which adds write")), "{findings:?}");
}
