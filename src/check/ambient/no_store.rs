//! Answers that hold tokens or codes are not stored by caches.
//!
//! `Cache-Control: no-store` and `Pragma: no-cache` on token answers (RFC 6749 section 5.1). Its
//! words reach any answer with sensitive information, so introspection answers about live tokens
//! and redirects with a code are looked at too.

use super::super::subject::Mismatch;
use crate::exchange::{Ending, Endpoint, Exchange, StepRecord};

pub(super) const ID: &str = "no-store";
pub(super) const TITLE: &str = "No caching of answers that hold credentials";
pub(super) const VERIFIES: &[&str] = &[
    "token-response-cache-control",
    "token-response-pragma",
    "introspection-cache-control",
    "authorize-redirect-cache-control",
];
pub(super) const CATCHES: &[&str] = &[
    "token-response-without-no-store",
    "token-response-without-pragma",
    "introspection-cacheable",
];
pub(super) const EXERCISED_BY: &[&str] = &["token/client-credentials", "introspection/live-token"];

pub(super) fn applies(step: &StepRecord, exchange: &Exchange) -> bool {
    kind(step, exchange).is_some()
}

pub(super) fn judge(step: &StepRecord, exchange: &Exchange) -> Vec<Mismatch> {
    let (Some(requirement), Some(response)) = (kind(step, exchange), exchange.response()) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    if !response.has_directive("cache-control", "no-store") {
        let actual = response
            .header("cache-control")
            .map_or("no Cache-Control".to_owned(), |own| format!("Cache-Control: {own}"));
        found.push(Mismatch::new("Cache-Control: no-store", actual).of(requirement));
    }
    if requirement == "token-response-cache-control"
        && !response.has_directive("pragma", "no-cache")
    {
        let actual = response
            .header("pragma")
            .map_or("no Pragma".to_owned(), |own| format!("Pragma: {own}"));
        found.push(Mismatch::new("Pragma: no-cache", actual).of("token-response-pragma"));
    }
    found
}

fn kind(step: &StepRecord, exchange: &Exchange) -> Option<&'static str> {
    let response = exchange.response()?;
    let json = || response.json().ok();
    match exchange.endpoint {
        Endpoint::Token if response.status == 200 => {
            json()?.member("access_token").map(|_| "token-response-cache-control")
        }
        Endpoint::Introspection if response.status == 200 => {
            (json()?.member("active")?.as_bool()?).then_some("introspection-cache-control")
        }
        Endpoint::Authorization | Endpoint::OwnerPage => {
            let with_code =
                matches!(step.ending, Ending::Code(_)) && step.answer() == Some(exchange);
            with_code.then_some("authorize-redirect-cache-control")
        }
        _ => None,
    }
}
