//! The metadata document has the members and types of RFC 8414 section 2.
//!
//! `issuer`, `token_endpoint` and, with an authorization endpoint, `response_types_supported` are
//! there; members with several values are arrays of strings, and none is empty (section 3.2). Only
//! registered PKCE methods are listed.

use serde_json::Value;

use super::super::subject::Mismatch;
use crate::exchange::{Endpoint, Exchange, Json, StepRecord};

pub(super) const ID: &str = "metadata-document";
pub(super) const TITLE: &str = "Members and types of the metadata document";
pub(super) const VERIFIES: &[&str] = &[
    "metadata-issuer-present",
    "metadata-token-endpoint",
    "metadata-authorization-endpoint",
    "metadata-response-types-present",
    "metadata-multi-valued-arrays",
    "metadata-empty-arrays-omitted",
    "metadata-pkce-methods-registered",
    "iss-flag-boolean",
];
pub(super) const CATCHES: &[&str] = &[
    "metadata-issuer-missing",
    "metadata-token-endpoint-missing",
    "metadata-response-types-missing",
    "metadata-scopes-as-string",
    "metadata-empty-array",
    "metadata-unknown-pkce-method",
];
pub(super) const EXERCISED_BY: &[&str] = &["metadata/well-known"];

const LISTS: &[&str] = &[
    "scopes_supported",
    "response_types_supported",
    "response_modes_supported",
    "grant_types_supported",
    "token_endpoint_auth_methods_supported",
    "token_endpoint_auth_signing_alg_values_supported",
    "ui_locales_supported",
    "revocation_endpoint_auth_methods_supported",
    "revocation_endpoint_auth_signing_alg_values_supported",
    "introspection_endpoint_auth_methods_supported",
    "introspection_endpoint_auth_signing_alg_values_supported",
    "code_challenge_methods_supported",
];

pub(super) fn applies(_: &StepRecord, exchange: &Exchange) -> bool {
    is_about_the_server(exchange)
        && exchange.response().is_some_and(|response| {
            response.status == 200 && response.json().is_ok_and(|json| json.object().is_some())
        })
}

/// Whether an exchange asks for metadata of the authorization server, not of a resource or its keys.
pub(super) fn is_about_the_server(exchange: &Exchange) -> bool {
    let url = &exchange.request.url;
    let paths = ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"];
    exchange.endpoint == Endpoint::Metadata && paths.iter().any(|path| url.contains(path))
}

pub(super) fn judge(_: &StepRecord, exchange: &Exchange) -> Vec<Mismatch> {
    let Some(Ok(json)) = exchange.response().map(|response| response.json()) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    judge_members(&json, &mut found);
    for name in LISTS {
        match json.member(name) {
            None => {}
            Some(Value::Array(items)) if items.is_empty() => {
                found.push(
                    Mismatch::new(format!("{name} left out"), "an empty array")
                        .of("metadata-empty-arrays-omitted"),
                );
            }
            Some(Value::Array(items)) if items.iter().all(Value::is_string) => {}
            Some(other) => {
                let mismatch =
                    Mismatch::new(format!("{name}: an array of strings"), other.to_string());
                found.push(mismatch.of("metadata-multi-valued-arrays"));
            }
        }
    }
    let methods = json.member("code_challenge_methods_supported").and_then(Value::as_array);
    for method in methods.into_iter().flatten().filter_map(Value::as_str) {
        if !matches!(method, "S256" | "plain") {
            let mismatch = Mismatch::new("S256 or plain", format!("{method:?}"));
            found.push(mismatch.of("metadata-pkce-methods-registered"));
        }
    }
    found
}

fn judge_members(json: &Json, found: &mut Vec<Mismatch>) {
    let has = |name: &str| json.text(name).is_some_and(|value| !value.is_empty());
    let lists = |name: &str, value: &str| {
        json.member(name)
            .and_then(Value::as_array)
            .is_some_and(|own| own.iter().any(|item| item == value))
    };
    let mut demand = |name: &str, requirement: &'static str| {
        if !has(name) {
            found.push(
                Mismatch::new(format!("a member `{name}`"), format!("no `{name}`")).of(requirement),
            );
        }
    };
    demand("issuer", "metadata-issuer-present");
    // Section 2: unless only the implicit grant is supported.
    let grants = json.member("grant_types_supported").and_then(Value::as_array);
    if grants.is_none_or(|own| own.iter().any(|grant| grant != "implicit")) {
        demand("token_endpoint", "metadata-token-endpoint");
    }
    if json.member("grant_types_supported").is_none()
        || lists("grant_types_supported", "authorization_code")
    {
        demand("authorization_endpoint", "metadata-authorization-endpoint");
    }
    // Erratum 7793 (reported): without an authorization endpoint there is no response type to list.
    if has("authorization_endpoint") && json.member("response_types_supported").is_none() {
        let mismatch =
            Mismatch::new("a member `response_types_supported`", "no `response_types_supported`");
        found.push(mismatch.of("metadata-response-types-present"));
    }
    if let Some(flag) = json
        .member("authorization_response_iss_parameter_supported")
        .filter(|own| !own.is_boolean())
    {
        found.push(Mismatch::new("a boolean", flag.to_string()).of("iss-flag-boolean"));
    }
}
