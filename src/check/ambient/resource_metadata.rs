//! The metadata of a protected resource have the members and types of RFC 9728 section 2.
//!
//! `resource` is there, an https URL (loopback addresses are let off) without fragment and better
//! without query; lists are arrays of strings and not empty, except that `bearer_methods_supported`
//! may be; methods are `header`, `body` and `query`; `none` is no signing algorithm; `signed_metadata`
//! is a signed JWT; members for people also exist without a language tag.

use serde_json::Value;

use super::super::subject::Mismatch;
use super::published_urls::is_plain;
use super::signed_metadata;
use crate::exchange::{Endpoint, Exchange, Json, StepRecord};
use crate::oauth::scope::is_scope_token;

pub(super) const ID: &str = "resource-metadata";
pub(super) const TITLE: &str = "Members and types of protected resource metadata";
pub(super) const VERIFIES: &[&str] = &[
    "prm-status-content-type",
    "prm-resource-required",
    "prm-resource-url-form",
    "prm-resource-no-query",
    "prm-authorization-servers-issuers",
    "prm-jwks-uri-https",
    "prm-scopes-supported",
    "prm-bearer-methods-values",
    "prm-no-alg-none",
    "prm-resource-name",
    "prm-untagged-human-readable",
    "prm-empty-values-omitted",
    "prm-multi-valued-arrays",
    "prm-signed-metadata",
    "prm-signed-metadata-not-nested",
];
pub(super) const CATCHES: &[&str] = &["resource-metadata-without-resource"];
pub(super) const EXERCISED_BY: &[&str] = &["resource-metadata/document"];

const LISTS: &[&str] = &[
    "authorization_servers",
    "scopes_supported",
    "bearer_methods_supported",
    "resource_signing_alg_values_supported",
    "authorization_details_types_supported",
    "dpop_signing_alg_values_supported",
];

pub(super) fn applies(_: &StepRecord, exchange: &Exchange) -> bool {
    exchange.endpoint == Endpoint::Metadata
        && exchange.request.url.contains("/.well-known/oauth-protected-resource")
        && exchange.response().is_some_and(|response| response.status == 200)
}

pub(super) fn judge(_: &StepRecord, exchange: &Exchange) -> Vec<Mismatch> {
    let Some(response) = exchange.response() else { return Vec::new() };
    let json = response.json().ok().filter(|json| json.object().is_some());
    let kind = response.media_type();
    let mut found = Vec::new();
    if json.is_none() || kind != "application/json" {
        let actual = if json.is_none() { "a body that is no JSON object" } else { kind.as_str() };
        found.push(
            Mismatch::new("a JSON object, application/json", actual).of("prm-status-content-type"),
        );
    }
    if let Some(json) = json {
        judge_resource(&json, &mut found);
        judge_lists(&json, &mut found);
        judge_people(&json, &mut found);
        let cited = ["prm-signed-metadata", "prm-signed-metadata-not-nested"];
        signed_metadata::judge(&json, cited, &mut found);
    }
    found
}

fn judge_resource(json: &Json, found: &mut Vec<Mismatch>) {
    let Some(resource) = json.text("resource").filter(|own| !own.is_empty()) else {
        found.push(Mismatch::new("a member `resource`", "none").of("prm-resource-required"));
        return;
    };
    if !resource.contains("://") || is_plain(resource) || resource.contains('#') {
        let mismatch =
            Mismatch::new("an https URL without fragment", format!("resource: {resource}"));
        found.push(mismatch.of("prm-resource-url-form"));
    }
    if resource.contains('?') {
        let mismatch = Mismatch::new("a URL without query", format!("resource: {resource}"));
        found.push(mismatch.of("prm-resource-no-query"));
    }
    if let Some(uri) = json.text("jwks_uri").filter(|uri| is_plain(uri)) {
        found.push(Mismatch::new("jwks_uri: an https URL", uri).of("prm-jwks-uri-https"));
    }
}

fn judge_lists(json: &Json, found: &mut Vec<Mismatch>) {
    for name in LISTS {
        match json.member(name) {
            None => {}
            Some(Value::Array(items))
                if items.is_empty() && *name != "bearer_methods_supported" =>
            {
                let mismatch = Mismatch::new(format!("{name} left out"), "an empty array");
                found.push(mismatch.of("prm-empty-values-omitted"));
            }
            Some(Value::Array(items)) if items.iter().all(Value::is_string) => {}
            Some(other) => {
                let mismatch =
                    Mismatch::new(format!("{name}: an array of strings"), other.to_string());
                found.push(mismatch.of("prm-multi-valued-arrays"));
            }
        }
    }
    judge_items(
        json,
        "authorization_servers",
        "prm-authorization-servers-issuers",
        found,
        &|own| own.contains("://") && !is_plain(own) && !own.contains(['?', '#']),
    );
    judge_items(json, "bearer_methods_supported", "prm-bearer-methods-values", found, &|own| {
        matches!(own, "header" | "body" | "query")
    });
    judge_items(json, "resource_signing_alg_values_supported", "prm-no-alg-none", found, &|own| {
        own != "none"
    });
    judge_items(json, "scopes_supported", "prm-scopes-supported", found, &is_scope_token);
    if json.member("scopes_supported").is_none() {
        found.push(Mismatch::new("a member `scopes_supported`", "none").of("prm-scopes-supported"));
    }
}

fn judge_items(
    json: &Json,
    name: &str,
    requirement: &'static str,
    found: &mut Vec<Mismatch>,
    is_right: &dyn Fn(&str) -> bool,
) {
    let items = json.member(name).and_then(Value::as_array).into_iter().flatten();
    for item in items.filter_map(Value::as_str).filter(|item| !is_right(item)) {
        let mismatch =
            Mismatch::new(format!("{name} as RFC 9728 section 2 has it"), format!("{item:?}"));
        found.push(mismatch.of(requirement));
    }
}

fn judge_people(json: &Json, found: &mut Vec<Mismatch>) {
    let names: Vec<&String> = json.object().into_iter().flatten().map(|(name, _)| name).collect();
    let base = |name: &str| name.split_once('#').map(|(base, _)| base.to_owned());
    let mut tagged: Vec<String> = names.iter().filter_map(|name| base(name)).collect();
    tagged.dedup();
    for name in tagged.into_iter().filter(|name| json.member(name).is_none()) {
        let mismatch = Mismatch::new(format!("`{name}` beside `{name}#...`"), "no such member");
        found.push(mismatch.of("prm-untagged-human-readable"));
    }
    if !names.iter().any(|name| name.split('#').next() == Some("resource_name")) {
        found.push(Mismatch::new("a member `resource_name`", "none").of("prm-resource-name"));
    }
}
