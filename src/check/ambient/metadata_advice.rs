//! The metadata document lists nothing unsafe, and what clients need to choose.
//!
//! JWT client authentication comes with its algorithms, and `none` is never one (RFC 8414 section 2);
//! `signed_metadata` is a signed JWT with `iss` (section 2.1); PKCE can be found out, `plain` and
//! response types that issue tokens at the authorization endpoint are not offered (RFC 9700 section
//! 2.1); `protected_resources` are URLs (RFC 9728 section 4).

use serde_json::Value;

use super::super::subject::Mismatch;
use super::metadata_document;
use super::signed_metadata;
use crate::exchange::{Exchange, Json, StepRecord};

pub(super) const ID: &str = "metadata-advice";
pub(super) const TITLE: &str = "Safe choices in the metadata document";
pub(super) const VERIFIES: &[&str] = &[
    "metadata-token-auth-alg-present",
    "metadata-token-auth-alg-no-none",
    "metadata-revocation-auth-alg",
    "metadata-introspection-auth-alg",
    "metadata-signed-metadata-valid",
    "metadata-signed-metadata-not-nested",
    "metadata-pkce-methods-published",
    "metadata-pkce-detectable",
    "metadata-no-plain-listed",
    "metadata-no-token-response-type",
    "metadata-grant-types-default",
    "metadata-protected-resources-type",
];
pub(super) const CATCHES: &[&str] = &["metadata-lists-alg-none"];
pub(super) const EXERCISED_BY: &[&str] = &["metadata/well-known"];

pub(super) fn applies(step: &StepRecord, exchange: &Exchange) -> bool {
    metadata_document::applies(step, exchange)
}

pub(super) fn judge(_: &StepRecord, exchange: &Exchange) -> Vec<Mismatch> {
    let Some(Ok(json)) = exchange.response().map(|response| response.json()) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    judge_algorithms(&json, &mut found);
    judge_pkce(&json, &mut found);
    judge_offers(&json, &mut found);
    signed_metadata::judge(
        &json,
        ["metadata-signed-metadata-valid", "metadata-signed-metadata-not-nested"],
        &mut found,
    );
    found
}

fn judge_algorithms(json: &Json, found: &mut Vec<Mismatch>) {
    for (endpoint, missing, none) in [
        ("token", "metadata-token-auth-alg-present", "metadata-token-auth-alg-no-none"),
        ("revocation", "metadata-revocation-auth-alg", "metadata-revocation-auth-alg"),
        ("introspection", "metadata-introspection-auth-alg", "metadata-introspection-auth-alg"),
    ] {
        let methods = format!("{endpoint}_endpoint_auth_methods_supported");
        let algorithms = format!("{endpoint}_endpoint_auth_signing_alg_values_supported");
        let by_jwt =
            ["private_key_jwt", "client_secret_jwt"].iter().any(|own| lists(json, &methods, own));
        if by_jwt && json.member(&algorithms).is_none() {
            found.push(Mismatch::new(format!("a member `{algorithms}`"), "none").of(missing));
        }
        if lists(json, &algorithms, "none") {
            found.push(
                Mismatch::new("signing algorithms alone", format!("none in {algorithms}")).of(none),
            );
        }
    }
}

fn judge_pkce(json: &Json, found: &mut Vec<Mismatch>) {
    let name = "code_challenge_methods_supported";
    let codes = json.text("authorization_endpoint").is_some();
    if json.member(name).is_none() && codes {
        for requirement in ["metadata-pkce-methods-published", "metadata-pkce-detectable"] {
            found.push(Mismatch::new(format!("a member `{name}`"), "none").of(requirement));
        }
    }
    if lists(json, name, "plain") {
        found.push(Mismatch::new("S256 alone", "plain").of("metadata-no-plain-listed"));
    }
}

fn judge_offers(json: &Json, found: &mut Vec<Mismatch>) {
    let types = json.member("response_types_supported").and_then(Value::as_array);
    for offered in types.into_iter().flatten().filter_map(Value::as_str) {
        if offered.split(' ').any(|word| word == "token") {
            let mismatch =
                Mismatch::new("no response type with an access token", format!("{offered:?}"));
            found.push(mismatch.of("metadata-no-token-response-type"));
        }
    }
    // Left out means authorization_code and implicit, and both take an authorization endpoint.
    if json.member("grant_types_supported").is_none()
        && json.text("authorization_endpoint").is_none()
    {
        let expected = "grant_types_supported where there is no authorization endpoint";
        found.push(Mismatch::new(expected, "none").of("metadata-grant-types-default"));
    }
    let is_resource =
        |own: &Value| own.as_str().is_some_and(|url| url.contains("://") && !url.contains('#'));
    if let Some(resources) = json.member("protected_resources")
        && !resources.as_array().is_some_and(|own| own.iter().all(is_resource))
    {
        let mismatch = Mismatch::new("an array of URLs without fragment", resources.to_string());
        found.push(mismatch.of("metadata-protected-resources-type"));
    }
}

fn lists(json: &Json, name: &str, value: &str) -> bool {
    json.member(name)
        .and_then(Value::as_array)
        .is_some_and(|own| own.iter().any(|item| item == value))
}
