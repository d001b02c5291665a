//! Every introspection answer has the members and types of RFC 7662 section 2.2.
//!
//! `active` is there and a boolean; `scope` is one string; `exp`, `iat` and `nbf` are integers;
//! `client_id`, `username`, `token_type`, `sub`, `iss` and `jti` are strings. Only `active` is
//! demanded; the rest is judged where it is.

use serde_json::Value;

use super::super::subject::Mismatch;
use crate::exchange::{Endpoint, Exchange, StepRecord};

pub(super) const ID: &str = "introspection-response";
pub(super) const TITLE: &str = "Members and types of every introspection answer";
pub(super) const VERIFIES: &[&str] = &[
    "introspection-active-boolean",
    "introspection-scope-string",
    "introspection-timestamps-integers",
    "introspection-string-members",
];
pub(super) const CATCHES: &[&str] =
    &["introspection-active-string", "introspection-exp-string", "introspection-scope-array"];
pub(super) const EXERCISED_BY: &[&str] = &["introspection/live-token"];

pub(super) fn applies(_: &StepRecord, exchange: &Exchange) -> bool {
    exchange.endpoint == Endpoint::Introspection
        && exchange.request.method == "POST"
        && exchange.response().is_some_and(|response| response.status == 200 && !response.is_html())
}

pub(super) fn judge(_: &StepRecord, exchange: &Exchange) -> Vec<Mismatch> {
    let Some(Ok(json)) = exchange.response().map(|response| response.json()) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    if !matches!(json.member("active"), Some(Value::Bool(_))) {
        let actual =
            json.member("active").map_or("no `active`".to_owned(), |own| format!("active: {own}"));
        found.push(Mismatch::new("a boolean `active`", actual).of("introspection-active-boolean"));
    }
    let mut expect =
        |names: &[&str], kind: &str, right: fn(&Value) -> bool, requirement: &'static str| {
            for name in names {
                if let Some(value) =
                    json.member(name).filter(|value| !value.is_null() && !right(value))
                {
                    found.push(
                        Mismatch::new(format!("{name}: {kind}"), format!("{name}: {value}"))
                            .of(requirement),
                    );
                }
            }
        };
    expect(&["scope"], "a string", Value::is_string, "introspection-scope-string");
    let integer = |value: &Value| value.is_i64() || value.is_u64();
    expect(&["exp", "iat", "nbf"], "an integer", integer, "introspection-timestamps-integers");
    let strings = ["client_id", "username", "token_type", "sub", "iss", "jti"];
    expect(&strings, "a string", Value::is_string, "introspection-string-members");
    found
}
