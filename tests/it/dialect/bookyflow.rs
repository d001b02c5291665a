//! bookyflow: what passes by its documents, what its variants show, and its answers to the octet.

use assay::exchange::Response;
use assay::oauth::jwt;
use assay::runner::Flow;
use assay::scenario::{Action, Step};
use serde_json::Value;

use super::claims::{Passing, Shown, assert_passing, assert_variants_show};
use super::emulation::{Emulation, answer, call, step};
use super::recorded::recorded;

const PLATFORM: &str = "bookyflow";
const UNAUTHORIZED: &str =
    r#"{"error": "unauthorized", "error_description": "Invalid or expired token"}"#;
const FORBIDDEN: &str = r#"{"error": "forbidden", "error_description": "Insufficient scope"}"#;

const PASSING: Passing<'_> = &[
    (
        "the response has access_token, token_type and expires_in",
        &["ambient/token-response", "token/client-credentials"],
    ),
    ("expires_in is 3600", &["token/documented-lifetime"]),
    ("no refresh token for client_credentials", &["token/client-credentials"]),
    (
        "scopes are separated by a space",
        &["property/wrong-separator-is-one-unknown-scope", "scope/both-in-reverse"],
    ),
    ("requests are forms", &["token/charset-parameter", "ambient/json-content-type"]),
    ("a token works until it expires", &["bearer/expired-token"]),
    (
        "other grants are unsupported_grant_type",
        &["token/unsupported-grant-type", "token/unknown-extension-grant"],
    ),
    ("endpoints without authentication need no token", &["resource/open-without-token"]),
    ("subsets of the scopes are honoured", &["property/every-resource", "scope/second-alone"]),
    ("a token is a JWT of three parts, and signed", &["token/signed-jwt"]),
];

const VARIANTS: &[Shown<'_>] = &[
    Shown {
        variant: "codes-in-challenge",
        by: "ambient/challenge-grammar",
        select: &["bearer/unknown-token"],
        requirement: "bearer-error-code-defined",
    },
    Shown {
        variant: "codes-in-challenge",
        by: "ambient/challenge-grammar",
        select: &["bearer/insufficient-scope"],
        requirement: "bearer-error-code-defined",
    },
    Shown {
        variant: "scope-missing-other-code",
        by: "scope/omitted",
        select: &["scope/omitted"],
        requirement: "scope-omitted-default-or-error",
    },
    Shown {
        variant: "own-codes-at-token",
        by: "ambient/token-error",
        select: &["token/unsupported-grant-type"],
        requirement: "token-error-code-known",
    },
    Shown {
        variant: "answers-cached",
        by: "ambient/no-store",
        select: &["token/client-credentials"],
        requirement: "token-response-cache-control",
    },
    Shown {
        variant: "narrowed-silently",
        by: "property/scope-told-when-it-differs",
        select: &["property/scope-told-when-it-differs"],
        requirement: "token-response-scope-when-different",
    },
];

#[test]
fn what_passes_by_its_documents_passes() {
    assert_passing(&recorded(PLATFORM).run, PASSING);
}

#[test]
fn each_variant_of_its_table_shows() {
    assert_variants_show(PLATFORM, VARIANTS, &[]);
}

#[tokio::test]
async fn a_token_answer_is_the_documented_one() {
    let emulation = Emulation::start(PLATFORM, &[]).await;
    let record = emulation.flow().step(&token("read write")).await;
    let response = answer(&record);
    let body: Value = serde_json::from_str(&response.body).expect("JSON");
    let access_token = body["access_token"].as_str().expect("a token");
    let expected = format!(
        r#"{{"access_token": "{access_token}", "token_type": "Bearer", "expires_in": 3600}}"#
    );
    assert_eq!(response.body, expected);
    // {"typ":"JWT","alg":"RS256"}
    assert!(access_token.starts_with("eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9."), "{access_token}");
    assert_eq!(jwt::algorithm(access_token).as_deref(), Some("RS256"));
    let claims = jwt::claims(access_token).expect("a JWT");
    let lives = claims["exp"].as_i64().zip(claims["iat"].as_i64()).map(|(exp, iat)| exp - iat);
    assert_eq!(lives, Some(3600));
}

#[tokio::test]
async fn each_of_the_four_parameters_is_needed() {
    let emulation = Emulation::start(PLATFORM, &[]).await;
    for (missing, status) in
        [("grant_type", 400), ("client_id", 401), ("client_secret", 401), ("scope", 400)]
    {
        let mut request = token("read");
        request.drop = vec![missing.to_owned()];
        let record = emulation.flow().step(&request).await;
        assert_eq!(answer(&record).status, status, "without {missing}: {record:?}");
    }
}

#[tokio::test]
async fn refusals_are_answered_to_the_octet_and_without_a_challenge() {
    let emulation = Emulation::start(PLATFORM, &[]).await;
    let mut flow = emulation.flow();
    let mut without = call("first");
    without.drop_header = vec!["authorization".to_owned()];
    let mut wrong = call("first");
    wrong.header.insert("authorization".to_owned(), one("Bearer wrong"));
    flow.step(&token("delete")).await;
    for (asked, status, body) in
        [(without, 401, UNAUTHORIZED), (wrong, 401, UNAUTHORIZED), (call("first"), 403, FORBIDDEN)]
    {
        let refused = flow.step(&asked).await;
        let response = answer(&refused);
        assert_eq!((response.status, response.body.as_str()), (status, body));
        assert_eq!(response.header("www-authenticate"), None);
    }
}

/// Channels belong to the client that announced them: another one gains nothing by the name.
#[tokio::test]
async fn a_channel_counts_for_the_client_that_announced_it() {
    for (variants, status) in [(&[][..], 403), (&["channel-of-anybody"], 200)] {
        let emulation = Emulation::start(PLATFORM, variants).await;
        let mut own = emulation.flow();
        own.step(&token("read")).await;
        assert_eq!(called(&mut own).await.status, 200, "announced by the call before");
        let mut others = emulation.flow();
        let mut foreign = token("read");
        foreign.client = Some("short-lived".to_owned());
        others.step(&foreign).await;
        let mut plain = call("first");
        // The header field as it is, without what must come first.
        plain.plain = true;
        plain.header.insert("x-bookyflow-channel-name".to_owned(), one("assay"));
        let record = others.step(&plain).await;
        assert_eq!(answer(&record).status, status, "{variants:?}");
    }
}

#[tokio::test]
async fn a_call_that_names_no_channel_is_a_bad_request() {
    let emulation = Emulation::start(PLATFORM, &[]).await;
    let mut flow = emulation.flow();
    flow.step(&token("read")).await;
    let mut plain = call("first");
    plain.plain = true;
    assert_eq!(answer(&flow.step(&plain).await).status, 400);
    let open = flow.step(&call("open")).await;
    assert_eq!(answer(&open).status, 200);
}

async fn called(flow: &mut Flow<'_>) -> Response {
    answer(&flow.step(&call("first")).await).clone()
}

/// A token request of the grant that there is.
fn token(scope: &str) -> Step {
    let mut step = step(Action::Token, Some(scope));
    step.set.insert("grant_type".to_owned(), "client_credentials".to_owned());
    step
}

fn one(text: &str) -> assay::scenario::OneOrMany<String> {
    assay::scenario::OneOrMany(vec![text.to_owned()])
}
