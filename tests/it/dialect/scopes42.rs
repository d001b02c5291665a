//! scopes42: what passes by its documents, what its variants show, and its answers to the octet.

use assay::exchange::{Ending, StepRecord};
use assay::runner::Flow;
use assay::scenario::Action;
use serde_json::{Value, json};

use super::claims::{
    Passing, Shown, assert_green_by_entries, assert_passing, assert_variants_show,
};
use super::emulation::{Emulation, answer, call, step, tokens};
use super::recorded::{recorded, run};

const PLATFORM: &str = "scopes42";

const PASSING: Passing<'_> = &[
    ("scopes are separated by a space", &["property/wrong-separator-is-one-unknown-scope"]),
    (
        "each endpoint opens to exactly its scope, and says 403 otherwise",
        &["property/every-resource", "property/resource-answers-exactly-its-scope"],
    ),
    (
        "the test call takes any token, and nothing else",
        &[
            "resource/test-call",
            "resource/test-call-without-token",
            "resource/test-call-with-tampered-token",
        ],
    ),
    ("403, not 401, with the scope that is needed", &["bearer/insufficient-scope"]),
    (
        "body and header of a 403 name the same scope",
        &["bearer/needed-scope-in-body", "bearer/insufficient-scope"],
    ),
    (
        "an alias and what it stands for are one set",
        &["property/aliases-grant-their-expansion", "property/scope-named-alike-everywhere"],
    ),
    ("order and repetition do not matter", &["property/scope-order-and-repetition-do-not-matter"]),
    (
        "an unknown scope is invalid_scope",
        &["property/granted-scope-within-requested-and-allowed", "property/scope-case-matters"],
    ),
    ("reserved scopes are taken, and open nothing", &["property/every-resource"]),
    ("narrowing never widens", &["scope/left-out-at-consent"]),
    (
        "a refresh does not widen",
        &["refresh/widened-scope", "property/refreshed-scope-within-granted"],
    ),
    (
        "a personal access token is as good as an access token with its scopes",
        &["key/opens-its-resource", "key/outside-its-scopes", "key/tampered", "key/introspected"],
    ),
    ("narrowing a personal access token takes effect", &["key/narrowed"]),
    (
        "widening one takes effect, with the password of the account alone",
        &["key/widened", "key/widened-without-confirmation"],
    ),
    ("a part of an alias does not allow the alias", &["scope/alias-beyond-the-client"]),
    ("an alias allows each of its parts", &["scope/part-of-the-alias-of-the-client"]),
    ("all of its parts allow an alias", &["property/aliases-grant-their-expansion"]),
];

const VARIANTS: &[Shown<'_>] = &[
    Shown {
        variant: "nested-errors-at-oauth",
        by: "ambient/token-error",
        select: &["refresh/widened-scope"],
        requirement: "token-error-member-required",
    },
    Shown {
        variant: "expansion-not-told",
        by: "property/scope-told-when-it-differs",
        select: &["property/scope-told-when-it-differs"],
        requirement: "token-response-scope-when-different",
    },
    Shown {
        variant: "error-without-token",
        by: "bearer/no-token",
        select: &["bearer/no-token"],
        requirement: "bearer-no-token-no-error-code",
    },
    Shown {
        variant: "own-codes-in-challenge",
        by: "ambient/challenge-grammar",
        select: &["bearer/unknown-token"],
        requirement: "bearer-error-code-defined",
    },
    Shown {
        variant: "literal-subset",
        by: "property/aliases-grant-their-expansion",
        select: &["property/aliases-grant-their-expansion"],
        requirement: "scope-as-documented",
    },
    Shown {
        variant: "state-dropped",
        by: "state/echoed",
        select: &["state/echoed"],
        requirement: "state-echoed-success",
    },
    Shown {
        variant: "answers-cached",
        by: "ambient/no-store",
        select: &["refresh/narrowed-scope"],
        requirement: "token-response-cache-control",
    },
    Shown {
        variant: "no-challenge",
        by: "bearer/no-token",
        select: &["bearer/no-token"],
        requirement: "bearer-challenge-scheme",
    },
];

#[test]
fn what_passes_by_its_documents_passes() {
    assert_passing(&recorded(PLATFORM).run, PASSING);
}

#[test]
fn it_is_green_because_of_its_entries_alone() {
    assert_green_by_entries(PLATFORM, "authorize/unknown-scope", "scope-error-redirected");
}

#[test]
fn each_variant_of_its_table_shows() {
    assert_variants_show(PLATFORM, VARIANTS, &[]);
}

#[test]
fn an_alias_that_leaks_is_found_by_the_properties_of_scope() {
    let own = run(PLATFORM, &["--variant", "alias-leaks-read", "property/"]);
    let red: Vec<_> = own
        .run
        .results
        .iter()
        .filter(|own| own.findings.iter().any(|finding| finding.known.is_none()))
        .map(|own| own.id.as_str())
        .collect();
    assert!(red.contains(&"property/aliases-grant-their-expansion"), "{red:?}");
    assert!(red.contains(&"property/granted-scope-within-requested-and-allowed"), "{red:?}");
    assert_eq!(own.code, Some(1), "{}", own.shown);
}

#[tokio::test]
async fn too_little_scope_is_answered_to_the_octet() {
    let emulation = Emulation::start(PLATFORM, &[]).await;
    let mut flow = emulation.flow();
    tokens(&mut flow, "bookings:read").await;
    let refused = called(&mut flow, "POST", "/v1/bookings").await;
    let response = answer(&refused);
    assert_eq!(response.status, 403);
    let challenge = r#"Bearer error="insufficient_scope" scope="bookings:create""#;
    assert_eq!(response.header("www-authenticate"), Some(challenge));
    let body: Value = serde_json::from_str(&response.body).expect("JSON");
    let request_id = body["error"]["request_id"].as_str().expect("an id");
    assert!(request_id.starts_with("req_"), "{request_id}");
    let message = "This action requires the 'bookings:create' scope";
    let details = r#"{"required_scope":"bookings:create"}"#;
    let expected = format!(
        r#"{{"error":{{"code":"insufficient_scope","message":"{message}","details":{details},"request_id":"{request_id}"}}}}"#
    );
    assert_eq!(response.body, expected);
}

#[tokio::test]
async fn the_test_call_names_what_an_alias_came_to() {
    let emulation = Emulation::start(PLATFORM, &[]).await;
    let mut flow = emulation.flow();
    tokens(&mut flow, "bookings:write").await;
    let told = called(&mut flow, "GET", "/v1/_ping").await;
    let body: Value = serde_json::from_str(&answer(&told).body).expect("JSON");
    let expanded =
        json!(["bookings:create", "bookings:cancel", "bookings:reschedule", "bookings:update"]);
    assert_eq!(body["data"]["scopes"], expanded);
    assert_eq!((&body["data"]["auth_type"], &body["data"]["ok"]), (&json!("oauth"), &json!(true)));
    assert_eq!(body["data"]["client_id"], "s42-app");
    let mut with_key = call(&label(&flow, "GET", "/v1/_ping"));
    with_key.key = Some("scoped".to_owned());
    let told = flow.step(&with_key).await;
    let body: Value = serde_json::from_str(&answer(&told).body).expect("JSON");
    assert_eq!(body["data"]["auth_type"], "pat");
    assert_eq!(body["data"].get("client_id"), None);
}

#[tokio::test]
async fn a_scope_that_the_client_may_not_have_is_a_direct_400() {
    let emulation = Emulation::start(PLATFORM, &[]).await;
    let record = emulation.flow().step(&step(Action::Authorize, Some("bookings:no"))).await;
    assert_eq!((answer(&record).status, &record.ending), (400, &Ending::Page), "{record:?}");
    assert_eq!(
        record.answer().map(|own| own.error_codes()),
        Some(vec!["invalid_scope".to_owned()])
    );
}

#[tokio::test]
async fn the_metadata_list_every_scope_there_is() {
    let emulation = Emulation::start(PLATFORM, &[]).await;
    let record = emulation.flow().step(&step(Action::Metadata, None)).await;
    let body: Value = serde_json::from_str(&answer(&record).body).expect("JSON");
    assert_eq!(body["scopes_supported"].as_array().map(Vec::len), Some(29));
    for (member, path) in [
        ("authorization_endpoint", "/v1/oauth/authorize"),
        ("token_endpoint", "/v1/oauth/token"),
        ("revocation_endpoint", "/v1/oauth/revoke"),
        ("introspection_endpoint", "/v1/oauth/introspect"),
    ] {
        assert!(body[member].as_str().is_some_and(|own| own.ends_with(path)), "{body}");
    }
    assert_eq!(body["code_challenge_methods_supported"], json!(["S256"]));
    assert_eq!(body["response_types_supported"], json!(["code"]));
}

async fn called(flow: &mut Flow<'_>, method: &str, path: &str) -> StepRecord {
    let step = call(&label(flow, method, path));
    flow.step(&step).await
}

fn label(flow: &Flow<'_>, method: &str, path: &str) -> String {
    let resources = &flow.target().resources;
    let found = resources.iter().find(|own| own.method == method && own.url.ends_with(path));
    found.expect("a resource").label()
}
