//! A scripted platform, its target file, and flows against it.

use assay::exchange::{Ending, Transcript};
use assay::runner::{Context, Flow, Transport};
use assay::scenario::{Action, Step};
use assay::target::Target;
use serde_json::json;
use tokio::sync::mpsc;
use wiremock::ResponseTemplate;

use crate::owner::stage::{Ask, BACK, Stage, read, to};

/// A platform that redirects at once, hands out tokens and lets everybody in.
pub(super) async fn platform() -> Stage {
    platform_with(|_| None).await
}

/// The same, with other answers where `script` has one.
pub(super) async fn platform_with(
    script: impl Fn(&Ask) -> Option<ResponseTemplate> + Send + Sync + 'static,
) -> Stage {
    Stage::start(move |ask| script(ask).unwrap_or_else(|| usual(ask))).await
}

fn usual(ask: &Ask) -> ResponseTemplate {
    match ask.path.as_str() {
        "/authorize" => to(BACK),
        "/token" | "/refresh" => ResponseTemplate::new(200).set_body_json(json!({
            "access_token": "stage-access-token",
            "refresh_token": "stage-refresh-token",
            "token_type": "Bearer",
        })),
        _ => ResponseTemplate::new(200).set_body_json(json!({ "ok": true })),
    }
}

/// A target file for it, of which `more` is a part.
pub(super) fn target(stage: &Stage, more: &str) -> Target {
    let origin = stage.origin();
    read(&format!(
        r#"
        issuer = "{origin}"

        [endpoints]
        authorization = "/authorize"
        token         = "/token"
        introspection = "/introspect"

        [[client]]
        role   = "confidential"
        id     = "web"
        secret = "web-secret"
        auth   = "client_secret_post"
        grants = ["authorization_code", "refresh_token", "client_credentials"]
        redirect_uris = ["https://client.example/callback"]

        [[resource_owner]]
        username = "alice"
        password = "wonderland"

        [[resource]]
        url   = "/things"
        scope = "read"

        {more}
        "#
    ))
}

/// Runs steps against a target.
pub(super) async fn run(target: Target, steps: &[Step]) -> Transcript {
    let transport = Transport::new(&target).expect("a transport");
    let (events, _heard) = mpsc::unbounded_channel();
    let context = Context::new(target, transport, 7, events);
    Flow::new(&context, "spoken/on-stage").run(steps).await
}

/// The same for steps all of which can be made.
pub(super) async fn done(target: Target, steps: &[Step]) -> Transcript {
    let transcript = run(target, steps).await;
    assert_eq!(transcript.steps.len(), steps.len(), "{transcript:?}");
    let impossible = |own: &Ending| matches!(own, Ending::Impossible(_));
    assert!(!transcript.steps.iter().any(|own| impossible(&own.ending)), "{transcript:?}");
    transcript
}

/// A conforming step.
pub(super) fn step(action: Action) -> Step {
    Step::conforming(action)
}

/// A token by client credentials.
pub(super) fn own_token() -> Step {
    with(step(Action::Token), &[("grant_type", "client_credentials")])
}

/// The step with parameters set.
pub(super) fn with(mut step: Step, set: &[(&str, &str)]) -> Step {
    for (name, value) in set {
        step.set.insert((*name).to_owned(), (*value).to_owned());
    }
    step
}
