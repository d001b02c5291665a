//! Authorization and token requests in the names, places and formats of the platform.

use assay::scenario::{Action, OneOrMany};

use super::desk::{done, own_token, platform, step, target, with};
use crate::owner::stage::{Ask, form};

const NAMES: &str = r#"
    [scopes]
    allowed   = ["read", "write"]
    separator = ","

    [dialect]
    parameters = { client_id = "app", scope = "permissions", code = "ticket" }
    omit       = ["response_type", "redirect_uri", "code_challenge", "code_challenge_method"]
"#;

/// The parameters but for the state, which is random.
fn but_for_state(ask: &Ask) -> Vec<(String, String)> {
    ask.parameters().into_iter().filter(|(name, _)| name != "state").collect()
}

#[tokio::test]
async fn an_authorization_request_is_the_platforms() {
    let stage = platform().await;
    let asked = with(step(Action::Authorize), &[("scope", "${target.scopes.both}")]);
    done(target(&stage, NAMES), &[asked]).await;
    let sent = but_for_state(&stage.only("GET /authorize").await);
    assert_eq!(sent, form(&[("app", "web"), ("permissions", "read,write")]));
}

#[tokio::test]
async fn what_a_scenario_is_about_is_sent_all_the_same() {
    let stage = platform().await;
    let bent = [("response_type", "token"), ("redirect_uri", "https://other.example/")];
    done(target(&stage, NAMES), &[with(step(Action::Authorize), &bent)]).await;
    let sent = but_for_state(&stage.only("GET /authorize").await);
    for (name, value) in bent {
        assert!(sent.contains(&(name.to_owned(), value.to_owned())), "{name}: {sent:?}");
    }
}

#[tokio::test]
async fn a_plain_step_knows_no_dialect() {
    let stage = platform().await;
    let mut plain = step(Action::Authorize);
    plain.plain = true;
    done(target(&stage, NAMES), &[plain]).await;
    let sent = but_for_state(&stage.only("GET /authorize").await);
    let names: Vec<&str> = sent.iter().map(|(name, _)| name.as_str()).collect();
    let standard = ["response_type", "client_id", "redirect_uri", "scope"];
    assert_eq!(names, [&standard[..], &["code_challenge", "code_challenge_method"]].concat());
}

#[tokio::test]
async fn a_token_request_has_the_platforms_names_and_no_verifier_without_a_challenge() {
    let stage = platform().await;
    done(target(&stage, NAMES), &[step(Action::Authorize), step(Action::Token)]).await;
    let sent = stage.only("POST /token").await.form();
    let expected = form(&[
        ("grant_type", "authorization_code"),
        ("ticket", "stage-code"),
        ("app", "web"),
        ("client_secret", "web-secret"),
    ]);
    assert_eq!(sent, expected);
}

#[tokio::test]
async fn a_token_request_may_be_json_and_then_repeats_what_is_repeated() {
    let stage = platform().await;
    let mut twice = own_token();
    twice.drop.push("scope".to_owned());
    let again = OneOrMany(vec!["password".to_owned()]);
    twice.repeat.insert("grant_type".to_owned(), again);
    done(target(&stage, "[dialect]\nbody = \"json\""), &[twice]).await;
    let ask = stage.only("POST /token").await;
    assert_eq!(ask.header("content-type"), "application/json");
    let first =
        r#"{"grant_type":"client_credentials","client_id":"web","client_secret":"web-secret""#;
    assert_eq!(ask.body, format!("{first},\"grant_type\":\"password\"}}"));
}

const REFRESH: &str = "[dialect.refresh]\nurl = \"/refresh\"\ntoken = ";

#[tokio::test]
async fn a_refresh_goes_to_its_url_with_the_token_in_its_place() {
    for (place, authorization, in_body) in [
        ("\"body\"", "", Some("stage-refresh-token")),
        ("\"authorization\"", "Bearer stage-refresh-token", None),
        ("\"absent\"", "", None),
    ] {
        let stage = platform().await;
        let more = format!("{REFRESH}{place}");
        let steps = [step(Action::Authorize), step(Action::Token), step(Action::Refresh)];
        done(target(&stage, &more), &steps).await;
        let ask = stage.only("POST /refresh").await;
        assert_eq!(ask.header("authorization"), authorization, "{place}");
        let sent = ask.form();
        let sent = sent.iter().find(|(name, _)| name == "refresh_token");
        assert_eq!(sent.map(|(_, value)| value.as_str()), in_body, "{place}");
    }
}

#[tokio::test]
async fn the_token_that_a_scenario_sets_goes_where_the_platform_wants_it() {
    let stage = platform().await;
    let bent = with(step(Action::Refresh), &[("refresh_token", "another-token")]);
    let more = format!("{REFRESH}\"authorization\"");
    done(target(&stage, &more), &[bent]).await;
    let ask = stage.only("POST /refresh").await;
    assert_eq!(ask.header("authorization"), "Bearer another-token");
    assert!(!ask.body.contains("another-token"), "{}", ask.body);
}

#[tokio::test]
async fn a_plain_refresh_is_that_of_the_rfc() {
    let stage = platform().await;
    let mut plain = step(Action::Refresh);
    plain.plain = true;
    let more = format!("{REFRESH}\"authorization\"");
    let steps = [step(Action::Authorize), step(Action::Token), plain];
    done(target(&stage, &more), &steps).await;
    assert_eq!(stage.lines().await.last().map(String::as_str), Some("POST /token"));
    let last = stage.last_body("POST /token").await;
    assert!(last.contains("refresh_token=stage-refresh-token"), "{last}");
}
