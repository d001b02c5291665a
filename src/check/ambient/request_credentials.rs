//! No call that a resource answers has its credentials in the URL.
//!
//! URLs end up in logs and histories. A secret of the client never goes there (RFC 6749 section
//! 2.3.1); a token does so only as a last resort, and then the answer is kept out of shared caches
//! (RFC 6750 section 2.3). Looked at by whatever names the target file has for them under
//! `[dialect.credential]`; a call that is refused, or
//! that also has an `Authorization` field, says nothing.

use super::super::subject::{Mismatch, QUERY_SECRET, QUERY_TOKEN};
use crate::exchange::{Endpoint, Exchange, StepRecord};
use crate::oauth::forms;

pub(super) const ID: &str = "request-credentials";
pub(super) const TITLE: &str = "No credential in the URL of a call that a resource answers";
pub(super) const VERIFIES: &[&str] =
    &["client-auth-query-credentials-refused", "bearer-query-method", "bearer-query-cache-private"];
pub(super) const CATCHES: &[&str] = &["query-token-accepted"];
pub(super) const EXERCISED_BY: &[&str] = &["bearer/token-in-query"];

pub(super) fn applies(_: &StepRecord, exchange: &Exchange) -> bool {
    let served = exchange.response().is_some_and(|own| (200..300).contains(&own.status));
    exchange.endpoint == Endpoint::Resource && served
}

pub(super) fn judge(step: &StepRecord, exchange: &Exchange) -> Vec<Mismatch> {
    // Beside a token in its header field the one in the URL may well have been ignored.
    if exchange.request.headers.iter().any(|(name, _)| name == "authorization") {
        return Vec::new();
    }
    let query = forms::split_url(&exchange.request.url).1.unwrap_or_default();
    let sent = forms::parse(query);
    let mut found = Vec::new();
    for (standard, fact, requirement) in [
        ("access_token", QUERY_TOKEN, "bearer-query-method"),
        ("client_secret", QUERY_SECRET, "client-auth-query-credentials-refused"),
    ] {
        let names = [Some(standard), step.facts.get(fact).map(String::as_str)];
        for name in names.into_iter().flatten().filter(|name| forms::first(&sent, name).is_some()) {
            let mismatch = Mismatch::new("a header field", format!("`{name}` in the URL"));
            found.push(mismatch.of(requirement));
        }
    }
    if !found.is_empty() {
        found.extend(shared(exchange));
    }
    found
}

/// Whether a cache may hand the answer to somebody else.
fn shared(exchange: &Exchange) -> Option<Mismatch> {
    let response = exchange.response()?;
    let kept = |directive: &str| response.has_directive("cache-control", directive);
    if kept("private") || kept("no-store") {
        return None;
    }
    let actual = response.header("cache-control").unwrap_or("no Cache-Control");
    Some(Mismatch::new("Cache-Control: private", actual).of("bearer-query-cache-private"))
}
