//! No JSON answer repeats a member.
//!
//! Parsers disagree on which of two members wins, so a repetition lets two readers see two answers
//! (RFC 6749 section 3.2 for token answers, RFC 8414 section 3.2 for metadata).

use super::super::subject::Mismatch;
use crate::exchange::{Endpoint, Exchange, StepRecord};

pub(super) const ID: &str = "json-members-once";
pub(super) const TITLE: &str = "No repeated member in a JSON answer";
pub(super) const VERIFIES: &[&str] = &["token-response-members-once", "disc-json-object"];
pub(super) const CATCHES: &[&str] = &["duplicate-member", "metadata-duplicate-member"];
pub(super) const EXERCISED_BY: &[&str] = &["token/client-credentials", "metadata/well-known"];

pub(super) fn applies(_: &StepRecord, exchange: &Exchange) -> bool {
    let json_speaking = matches!(
        exchange.endpoint,
        Endpoint::Token | Endpoint::Revocation | Endpoint::Introspection | Endpoint::Metadata
    );
    json_speaking
        && exchange.response().is_some_and(|response| response.media_type() == "application/json")
}

pub(super) fn judge(_: &StepRecord, exchange: &Exchange) -> Vec<Mismatch> {
    let Some(Ok(json)) = exchange.response().map(|response| response.json()) else {
        return Vec::new();
    };
    if json.repeated.is_empty() {
        return Vec::new();
    }
    let requirement = match exchange.endpoint {
        Endpoint::Metadata => "disc-json-object",
        _ => "token-response-members-once",
    };
    let actual = format!("{} more than once", json.repeated.join(", "));
    vec![Mismatch::new("each member once", actual).of(requirement)]
}
