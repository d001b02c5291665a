//! Calls of protected resources: credentials in their places, and what goes along or before.

use assay::exchange::Ending;
use assay::scenario::{Action, Auth, Step};
use serde_json::json;
use wiremock::ResponseTemplate;

use super::desk::{done, own_token, platform, platform_with, run, step, target, with};
use crate::owner::stage::{Stage, form};

const QUERY: &str = r#"
    [dialect.credential]
    token         = { query = "apiKey" }
    client_secret = { query = "secretKey" }
"#;

/// The call of the first resource, after a token, with a field of the scenario's own.
async fn called(more: &str, field: Option<&str>) -> crate::owner::stage::Ask {
    let stage = platform().await;
    let mut call = step(Action::Resource);
    if let Some(field) = field {
        let values = assay::scenario::OneOrMany(vec![field.to_owned()]);
        call.header.insert("Authorization".to_owned(), values);
    }
    done(target(&stage, more), &[own_token(), call]).await;
    stage.only("GET /things").await
}

#[tokio::test]
async fn a_token_goes_to_its_place_with_the_secret_beside_it() {
    let ask = called(QUERY, None).await;
    let sent = form(&[("apiKey", "stage-access-token"), ("secretKey", "web-secret")]);
    assert_eq!((ask.parameters(), ask.header("authorization")), (sent, String::new()));
    let ask = called("[dialect.credential]\ntoken = { header = \"X-Key\" }", None).await;
    assert_eq!(ask.header("x-key"), "stage-access-token");
    let ask = called("[dialect.credential]\ntoken = { scheme = \"Token\" }", None).await;
    assert_eq!(ask.header("authorization"), "Token stage-access-token");
    assert_eq!(called("", None).await.header("authorization"), "Bearer stage-access-token");
}

#[tokio::test]
async fn what_a_scenario_makes_of_the_token_goes_there_too() {
    let ask = called(QUERY, Some("Bearer ${token.access_token_tampered}")).await;
    let sent = ask.parameters().into_iter().find(|(name, _)| name == "apiKey");
    assert!(sent.is_some_and(|(_, token)| token != "stage-access-token" && token.len() == 18));
    // What is no bearer token is no token elsewhere either.
    let ask = called(QUERY, Some("Other ${token.access_token}")).await;
    assert_eq!(ask.header("authorization"), "Other stage-access-token");
}

#[tokio::test]
async fn a_call_without_a_token_has_none_anywhere() {
    let stage = platform().await;
    let mut call = step(Action::Resource);
    call.drop_header.push("authorization".to_owned());
    done(target(&stage, QUERY), &[own_token(), call]).await;
    let sent = stage.only("GET /things").await.parameters();
    assert_eq!(sent, form(&[("secretKey", "web-secret")]));
}

#[tokio::test]
async fn a_scenario_may_send_another_secret() {
    let stage = platform().await;
    let auth =
        Auth { method: None, id: None, secret: Some("not-the-secret".to_owned()), scheme: None };
    let call = Step { auth: Some(auth), ..step(Action::Resource) };
    done(target(&stage, QUERY), &[own_token(), call]).await;
    let sent = stage.only("GET /things").await.parameters();
    assert!(sent.contains(&("secretKey".to_owned(), "not-the-secret".to_owned())), "{sent:?}");
}

const CHANNEL: &str = r#"
    [scopes]
    allowed = ["read", "write"]

    [dialect]
    headers = { X-Channel = "assay" }

    [[dialect.before]]
    url   = "/announce"
    scope = "write"
    json  = '{"name":"assay"}'
"#;

#[tokio::test]
async fn what_must_come_first_comes_once_and_with_a_token_of_its_own() {
    let stage = platform().await;
    let call = || step(Action::Resource);
    let mut again = call();
    again.name = Some("again".to_owned());
    let mut bare = call();
    bare.name = Some("bare".to_owned());
    bare.drop_header.push("x-channel".to_owned());
    let transcript = done(target(&stage, CHANNEL), &[own_token(), call(), again, bare]).await;
    let lines = stage.lines().await;
    let things = lines.iter().filter(|line| *line == "GET /things").count();
    assert_eq!((lines.iter().filter(|line| *line == "POST /announce").count(), things), (1, 3));
    let announced = stage.only("POST /announce").await;
    assert_eq!(
        (announced.body.as_str(), announced.header("x-channel").as_str()),
        ("{\"name\":\"assay\"}", "assay")
    );
    assert_eq!(announced.header("authorization"), "Bearer stage-access-token");
    let asked: Vec<_> = stage.asked().await;
    let scope = asked.iter().find(|ask| ask.path == "/authorize").map(|ask| ask.parameters());
    assert!(scope.is_some_and(|own| own.contains(&("scope".to_owned(), "write".to_owned()))));
    let channels: Vec<String> = asked
        .iter()
        .filter(|ask| ask.path == "/things")
        .map(|ask| ask.header("x-channel"))
        .collect();
    assert_eq!(channels, ["assay", "assay", ""]);
    // It is part of the record, and the answer to the step is still the answer of the resource.
    let first = &transcript.steps[1];
    assert!(first.exchanges.len() > 2, "{first:?}");
    assert!(first.answer().is_some_and(|own| own.request.url.ends_with("/things")));
}

#[tokio::test]
async fn without_what_must_come_first_nothing_is_established() {
    let stage =
        platform_with(|ask| (ask.path == "/announce").then(|| ResponseTemplate::new(503))).await;
    let transcript = run(target(&stage, CHANNEL), &[own_token(), step(Action::Resource)]).await;
    let Some(Ending::Impossible(reason)) = transcript.steps.get(1).map(|own| &own.ending) else {
        panic!("{transcript:?}")
    };
    assert!(reason.contains("/announce, which must come first"), "{reason}");
}

const KEYS: &str = r#"
    [scopes]
    allowed = ["read", "write"]

    [[key]]
    name       = "reader"
    value      = "key-of-a-reader"
    scopes     = ["read"]
    credential = { header = "X-Key" }

    [[resource]]
    method = "POST"
    url    = "/write"
    scope  = "write"
    json   = '{"do":"it"}'

    [[resource]]
    url  = "/status"
    open = true
"#;

async fn with_key(call: Step) -> Stage {
    let stage = platform().await;
    done(target(&stage, KEYS), &[own_token(), call]).await;
    stage
}

#[tokio::test]
async fn a_key_goes_to_its_own_place_alone_or_beside_a_token() {
    let keyed = |selector: &str| Step { key: Some(selector.to_owned()), ..step(Action::Resource) };
    let ask = with_key(keyed("scoped")).await.only("GET /things").await;
    assert_eq!(
        (ask.header("x-key").as_str(), ask.header("authorization").as_str()),
        ("key-of-a-reader", "")
    );
    let both = Step { with_token: true, ..keyed("scoped") };
    let ask = with_key(both).await.only("GET /things").await;
    assert_eq!(ask.header("x-key"), "key-of-a-reader");
    assert_eq!(ask.header("authorization"), "Bearer stage-access-token");
    let ask = with_key(keyed("narrow")).await.only("POST /write").await;
    assert_eq!(
        (ask.header("x-key").as_str(), ask.body.as_str()),
        ("key-of-a-reader", "{\"do\":\"it\"}")
    );
    assert_eq!(ask.header("content-type"), "application/json");
}

#[tokio::test]
async fn introspection_can_be_asked_about_a_key() {
    let asked = Step { key: Some("scoped".to_owned()), ..step(Action::Introspect) };
    let ask = with_key(asked).await.only("POST /introspect").await;
    assert!(ask.sent("token", "key-of-a-reader"), "{}", ask.body);
}

#[tokio::test]
async fn an_open_endpoint_is_called_without_a_token() {
    let call = Step { resource: Some("open".to_owned()), ..step(Action::Resource) };
    let ask = with_key(call).await.only("GET /status").await;
    assert_eq!(ask.header("authorization"), "");
}

#[tokio::test]
async fn a_token_is_obtained_by_the_grant_that_there_is() {
    let stage = platform().await;
    let obtain = with(step(Action::Obtain), &[("scope", "read")]);
    let transcript = done(target(&stage, ""), &[obtain, step(Action::Resource)]).await;
    assert_eq!(stage.lines().await, ["GET /authorize", "POST /token", "GET /things"]);
    assert_eq!(transcript.steps[0].facts["obtain.access_token"], "stage-access-token");
    let mut own = target(&stage, "");
    own.owners.clear();
    done(own, &[step(Action::Obtain)]).await;
    let last = stage.last_body("POST /token").await;
    assert!(last.starts_with("grant_type=client_credentials"), "{last}");
}

#[tokio::test]
async fn no_key_is_left_in_a_record() {
    let stage = platform_with(|ask| {
        let seen = json!({ "you_sent": ask.header("x-key") });
        (ask.path == "/things").then(|| ResponseTemplate::new(200).set_body_json(seen))
    })
    .await;
    let keyed = Step { key: Some("scoped".to_owned()), ..step(Action::Resource) };
    let mut tampered = keyed.clone();
    let values = assay::scenario::OneOrMany(vec!["Bearer ${key.value_tampered}".to_owned()]);
    tampered.header.insert("authorization".to_owned(), values);
    let target = target(&stage, KEYS);
    let redactor = target.redactor();
    let transcript = done(target, &[keyed, tampered]).await;
    let shown = stage.asked().await[1].header("x-key");
    assert!(shown != "key-of-a-reader" && !shown.is_empty(), "{shown}");
    let told = serde_json::to_string(&redactor.knowing(&transcript).transcript(&transcript));
    let told = told.expect("JSON");
    assert!(!told.contains("key-of-a-reader") && !told.contains(&shown), "{told}");
}
