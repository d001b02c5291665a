//! JSON answers are labelled `application/json`.
//!
//! Token answers and errors (RFC 6749 sections 5.1 and 5.2), introspection answers (RFC 7662 section
//! 2.2) and metadata (RFC 8414 section 3.2). Parameters such as `charset` are tolerated.

use super::super::subject::Mismatch;
use super::metadata_document::is_about_the_server;
use crate::exchange::{Endpoint, Exchange, StepRecord};

pub(super) const ID: &str = "json-content-type";
pub(super) const TITLE: &str = "Media type of every JSON answer";
pub(super) const VERIFIES: &[&str] = &[
    "token-response-content-type",
    "token-error-content-type",
    "introspection-status-200",
    "disc-content-type-json",
];
pub(super) const CATCHES: &[&str] =
    &["token-response-as-text", "error-as-html", "metadata-wrong-content-type"];
pub(super) const EXERCISED_BY: &[&str] =
    &["token/client-credentials", "token/unsupported-grant-type", "metadata/well-known"];

pub(super) fn applies(_: &StepRecord, exchange: &Exchange) -> bool {
    requirement(exchange).is_some()
}

pub(super) fn judge(_: &StepRecord, exchange: &Exchange) -> Vec<Mismatch> {
    let (Some(requirement), Some(response)) = (requirement(exchange), exchange.response()) else {
        return Vec::new();
    };
    let kind = response.media_type();
    if kind == "application/json" {
        return Vec::new();
    }
    let actual = if kind.is_empty() { "no Content-Type".to_owned() } else { kind };
    vec![Mismatch::new("Content-Type: application/json", actual).of(requirement)]
}

/// The requirement about this exchange's media type, if it must be JSON at all. Other statuses than
/// these come from the HTTP layer (405, 415, 429, 5xx) and may have any body.
fn requirement(exchange: &Exchange) -> Option<&'static str> {
    let response = exchange.response()?;
    let status = response.status;
    match (exchange.endpoint, exchange.request.method.as_str(), status) {
        (Endpoint::Token, "POST", 200) => Some("token-response-content-type"),
        (Endpoint::Token, "POST", 400 | 401) => Some("token-error-content-type"),
        (Endpoint::Introspection, "POST", 200) => Some("introspection-status-200"),
        // A page for every path is no metadata document under a wrong name.
        (Endpoint::Metadata, _, 200)
            if is_about_the_server(exchange) && response.json().is_ok() =>
        {
            Some("disc-content-type-json")
        }
        _ => None,
    }
}
