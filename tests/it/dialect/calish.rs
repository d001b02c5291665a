//! calish: what passes by its documents, what its variants show, and its answers to the octet.

use assay::exchange::Ending;
use assay::oauth::forms;
use assay::scenario::{Action, AuthMethod, Owner};
use serde_json::Value;

use super::claims::{Passing, Shown, assert_passing, assert_variants_show};
use super::emulation::{Emulation, answer, call, step, tokens};
use super::recorded::{recorded, run};

const PLATFORM: &str = "calish";
const BOTH: &str = "READ_BOOKING READ_PROFILE";

const PASSING: Passing<'_> = &[
    (
        "state comes back to the octet",
        &["state/echoed", "state/reserved-characters", "state/quotes-and-backslash", "state/long"],
    ),
    (
        "the code is delivered in the query",
        &["authorize/granted", "ambient/authorization-response"],
    ),
    (
        "a code is bound to its client and its redirect URI",
        &["code/foreign-client", "code/different-redirect-uri"],
    ),
    ("a code works once", &["code/replay", "race/code-redemption"]),
    ("a wrong secret is refused", &["code/wrong-secret", "refresh/wrong-secret"]),
    (
        "the test call takes the token as Bearer, and no tampered one",
        &["resource/test-call", "resource/test-call-with-tampered-token"],
    ),
    (
        "a refresh answer without a refresh token leaves the old one good",
        &["refresh/full-scope-after-narrowing", "lifecycle/model"],
    ),
    ("a refreshed token works, and is another one", &["refresh/once-more"]),
    ("scope names are scopes", &["scope/two-at-authorization", "property/every-resource"]),
];

const fn shown(
    variant: &'static str,
    by: &'static str,
    select: &'static [&'static str],
    requirement: &'static str,
) -> Shown<'static> {
    Shown { variant, by, select, requirement }
}

const VARIANTS: &[Shown<'_>] = &[
    shown(
        "literal-body",
        "ambient/token-response",
        &["refresh/works"],
        "token-response-json-object",
    ),
    shown(
        "unknown-scope-dropped",
        "property/scope-told-when-it-differs",
        &["property/scope-told-when-it-differs"],
        "token-response-scope-when-different",
    ),
    shown(
        "key-and-token",
        "key/beside-a-token",
        &["key/beside-a-token"],
        "bearer-multiple-methods",
    ),
    shown("answers-cached", "ambient/no-store", &["refresh/works"], "token-response-cache-control"),
    shown("no-challenge", "bearer/no-token", &["bearer/no-token"], "bearer-challenge-scheme"),
    shown(
        "unknown-scope-granted",
        "authorize/unknown-scope",
        &["authorize/unknown-scope"],
        "authorize-invalid-scope",
    ),
    shown(
        "comma",
        "scope/two-at-authorization",
        &["scope/two-at-authorization"],
        "scope-space-delimiter",
    ),
    shown("message-errors", "code/tampered", &["code/tampered"], "token-code-malformed"),
    shown(
        "bare-refusal",
        "authorize/denied-consent",
        &["authorize/denied-consent"],
        "authorize-access-denied",
    ),
    shown("state-undefined", "state/absent", &["state/absent"], "state-absent-not-invented"),
    shown("json-body", "code/as-a-form", &["code/as-a-form"], "token-form-read"),
];

#[test]
fn what_passes_by_its_documents_passes() {
    assert_passing(&recorded(PLATFORM).run, PASSING);
}

#[test]
fn each_variant_of_its_table_shows() {
    assert_variants_show(PLATFORM, VARIANTS, &[]);
}

/// The documents leave more open than one reading; a deviation that is gone makes its entry stale.
#[test]
fn a_token_endpoint_that_refreshes_as_well_leaves_a_stale_entry() {
    let select = "dialect/refresh-at-the-token-endpoint";
    let own = run(PLATFORM, &["--variant", "refresh-at-both", select]);
    assert_eq!(own.code, Some(1), "{}", own.shown);
    let stale: Vec<_> = own.run.stale.iter().map(|own| own.scenario.as_str()).collect();
    assert_eq!(stale, [select]);
}

#[tokio::test]
async fn token_answers_have_the_documented_members_and_no_other() {
    let emulation = Emulation::start(PLATFORM, &[]).await;
    let mut flow = emulation.flow();
    let issued = tokens(&mut flow, "READ_BOOKING").await;
    let first = members(&answer(&issued).body, &["access_token", "refresh_token"]);
    let refreshed = flow.step(&step(Action::Refresh, None)).await;
    let second = members(&answer(&refreshed).body, &["access_token"]);
    assert_ne!(first[0], second[0], "a refreshed token is another one");
    // The refresh token is still good, since no other came.
    let again = flow.step(&step(Action::Refresh, None)).await;
    assert_eq!(answer(&again).status, 200);
    let told = flow.step(&call("test")).await;
    assert_eq!(answer(&told).body, r#"{"username":"kim"}"#);
}

#[tokio::test]
async fn the_documents_taken_literally_are_no_json() {
    let emulation = Emulation::start(PLATFORM, &["literal-body"]).await;
    let issued = tokens(&mut emulation.flow(), "READ_BOOKING").await;
    let body = &answer(&issued).body;
    let start = "{ access_token: \u{201c}";
    assert!(body.starts_with(start) && body.contains("\u{201d} refresh_token: \u{201c}"), "{body}");
    assert!(serde_json::from_str::<Value>(body).is_err(), "{body}");
}

#[tokio::test]
async fn the_code_and_the_state_come_back_and_nothing_else() {
    let emulation = Emulation::start(PLATFORM, &[]).await;
    let mut request = step(Action::Authorize, Some(BOTH));
    request.set.insert("state".to_owned(), "a b&c=d/\u{e9}".to_owned());
    request.drop =
        ["response_type", "code_challenge", "code_challenge_method"].map(str::to_owned).into();
    let record = emulation.flow().step(&request).await;
    let Ending::Code(url) = &record.ending else { panic!("no code: {record:?}") };
    let (base, query) = url.split_once('?').expect("a query");
    assert_eq!(base, "https://app.example/calendar/callback");
    let returned = forms::parse(query);
    assert_eq!(returned.iter().map(|own| own.0.as_str()).collect::<Vec<_>>(), ["code", "state"]);
    assert_eq!(returned[1].1, "a b&c=d/\u{e9}");
}

#[tokio::test]
async fn refresh_has_its_own_url_and_takes_the_token_as_bearer() {
    for (variants, plain, works) in
        [(&[][..], false, true), (&[], true, false), (&["refresh-in-body"], true, true)]
    {
        let emulation = Emulation::start(PLATFORM, variants).await;
        let mut flow = emulation.flow();
        tokens(&mut flow, "READ_BOOKING").await;
        let mut refresh = step(Action::Refresh, None);
        refresh.plain = plain;
        refresh.url = flow.target().dialect.refresh.url.clone();
        let record = flow.step(&refresh).await;
        assert_eq!(answer(&record).status == 200, works, "{variants:?}: {record:?}");
    }
}

#[tokio::test]
async fn the_client_s_latest_refresh_token_is_meant_where_none_is_sent() {
    let emulation = Emulation::start(PLATFORM, &["refresh-without-token"]).await;
    let mut flow = emulation.flow();
    tokens(&mut flow, "READ_BOOKING").await;
    let mut refresh = step(Action::Refresh, None);
    refresh.drop = vec!["refresh_token".to_owned()];
    assert_eq!(answer(&flow.step(&refresh).await).status, 200);
}

#[tokio::test]
async fn basic_is_not_read_and_a_key_opens_the_list() {
    let emulation = Emulation::start(PLATFORM, &[]).await;
    let mut flow = emulation.flow();
    flow.step(&step(Action::Authorize, Some("READ_BOOKING"))).await;
    let mut token = step(Action::Token, None);
    let method = Some(AuthMethod::ClientSecretBasic);
    token.auth = Some(assay::scenario::Auth { method, id: None, secret: None, scheme: None });
    let record = flow.step(&token).await;
    assert_eq!(answer(&record).status, 401);
    let mut listed = call("first");
    listed.key = Some("scoped".to_owned());
    assert_eq!(answer(&flow.step(&listed).await).body, r#"{"bookings":[]}"#);
}

#[tokio::test]
async fn the_errors_that_are_found_elsewhere_are_messages() {
    let emulation = Emulation::start(PLATFORM, &["message-errors", "bare-refusal"]).await;
    let mut flow = emulation.flow();
    let mut denied = step(Action::Authorize, Some(BOTH));
    denied.owner = Some(Owner::Denies);
    let record = flow.step(&denied).await;
    assert_eq!(record.ending, Ending::Error("https://app.example/calendar/callback".to_owned()));
    let mut token = step(Action::Token, None);
    token.set.insert("code".to_owned(), "no-such-code".to_owned());
    let refused = flow.step(&token).await;
    assert_eq!(answer(&refused).status, 401);
    assert_eq!(answer(&refused).body, r#"{"message":"Unauthorized"}"#);
}

/// The values of a JSON object that has just these members, in this order.
fn members(body: &str, names: &[&str]) -> Vec<String> {
    let body: Value = serde_json::from_str(body).expect("JSON");
    let object = body.as_object().expect("an object");
    assert_eq!(object.keys().collect::<Vec<_>>(), names);
    object.values().map(|own| own.as_str().expect("a text").to_owned()).collect()
}
