//! Every token answer has the shape of RFC 6749 section 5.1.
//!
//! Status 200 and a JSON object with `access_token` and `token_type` at its top level, tokens of
//! printable ASCII (a Bearer token within b64token, RFC 6750 section 2.1), `expires_in` as a positive
//! number, `scope` as one string.

use serde_json::Value;

use super::super::subject::Mismatch;
use crate::exchange::{Endpoint, Exchange, Json, StepRecord};
use crate::oauth::scope::is_scope_value;

pub(super) const ID: &str = "token-response";
pub(super) const TITLE: &str = "Shape of every token answer";
pub(super) const VERIFIES: &[&str] = &[
    "token-response-status-200",
    "token-response-json-object",
    "token-response-access-token",
    "token-response-access-token-charset",
    "token-response-bearer-b64token",
    "token-response-token-type",
    "token-response-token-type-syntax",
    "token-response-expires-in",
    "token-response-expires-in-number",
    "token-response-bearer-lifetime-limited",
    "token-response-bearer-lifetime-1h",
    "token-response-scope-string",
    "token-response-refresh-token-string",
];
pub(super) const CATCHES: &[&str] = &[
    "token-response-status-201",
    "token-response-nested",
    "access-token-missing",
    "token-type-missing",
    "token-type-unknown",
    "expires-in-string",
    "expires-in-missing",
    "scope-as-array",
    "access-token-with-quotes",
];
pub(super) const EXERCISED_BY: &[&str] = &["token/client-credentials"];

/// RFC 6750 section 5.3: one hour or less, in seconds.
const HOUR: u64 = 3600;

pub(super) fn applies(_: &StepRecord, exchange: &Exchange) -> bool {
    let Some(response) = exchange.response() else { return false };
    let success = (200..300).contains(&response.status) && !response.is_html();
    exchange.endpoint == Endpoint::Token
        && exchange.request.method == "POST"
        && success
        && !response.json().is_ok_and(|json| json.member("error").is_some())
}

pub(super) fn judge(_: &StepRecord, exchange: &Exchange) -> Vec<Mismatch> {
    let Some(response) = exchange.response() else { return Vec::new() };
    let mut found = Vec::new();
    if response.status != 200 {
        found.push(
            Mismatch::new("status 200", format!("status {}", response.status))
                .of("token-response-status-200"),
        );
    }
    let Some(json) = response.json().ok().filter(|json| json.object().is_some()) else {
        found.push(
            Mismatch::new("a JSON object", "something else").of("token-response-json-object"),
        );
        return found;
    };
    judge_access_token(&json, &mut found);
    judge_token_type(&json, &mut found);
    // A null is a missing member, and another requirement's concern.
    let member = |name: &str| json.member(name).filter(|value| !value.is_null());
    match member("expires_in") {
        None => {
            for requirement in
                ["token-response-expires-in", "token-response-bearer-lifetime-limited"]
            {
                let mismatch = Mismatch::new("a member `expires_in`", "no `expires_in`");
                found.push(mismatch.of(requirement));
            }
        }
        Some(value) if value.as_u64().is_some_and(|seconds| seconds > HOUR) => {
            let mismatch =
                Mismatch::new("expires_in of an hour or less", format!("expires_in: {value}"));
            found.push(mismatch.of("token-response-bearer-lifetime-1h"));
        }
        Some(value) if value.as_u64().is_some_and(|seconds| seconds > 0) => {}
        Some(value) => {
            let mismatch = Mismatch::new(
                "expires_in: a positive whole number",
                format!("expires_in: {value}"),
            );
            found.push(mismatch.of("token-response-expires-in-number"));
        }
    }
    match member("scope") {
        None => {}
        // An empty scope string says that nothing was granted; the grammar has no word for that.
        Some(Value::String(scope)) if scope.is_empty() || is_scope_value(scope) => {}
        Some(other) => {
            let mismatch =
                Mismatch::new("scope: space-separated scope tokens", format!("scope: {other}"));
            found.push(mismatch.of("token-response-scope-string"));
        }
    }
    if let Some(value) = member("refresh_token")
        && !value.as_str().is_some_and(is_printable)
    {
        let mismatch = Mismatch::new("refresh_token: a printable string", "something else");
        found.push(mismatch.of("token-response-refresh-token-string"));
    }
    found
}

fn judge_access_token(json: &Json, found: &mut Vec<Mismatch>) {
    let Some(token) = json.text("access_token").filter(|token| !token.is_empty()) else {
        let nested = json
            .object()
            .into_iter()
            .flatten()
            .any(|(_, member)| member.get("access_token").is_some());
        let (actual, requirement) = if nested {
            ("access_token inside another member", "token-response-json-object")
        } else {
            ("no string `access_token`", "token-response-access-token")
        };
        found.push(Mismatch::new("access_token at the top level", actual).of(requirement));
        return;
    };
    if !is_printable(token) {
        let mismatch =
            Mismatch::new("an access token of printable ASCII", "other characters in it");
        found.push(mismatch.of("token-response-access-token-charset"));
    } else if json.text("token_type").is_some_and(|kind| kind.eq_ignore_ascii_case("bearer"))
        && !is_b64token(token)
    {
        let mismatch = Mismatch::new("a Bearer token within b64token", "other characters in it");
        found.push(mismatch.of("token-response-bearer-b64token"));
    }
}

fn judge_token_type(json: &Json, found: &mut Vec<Mismatch>) {
    match json.text("token_type").filter(|kind| !kind.is_empty()) {
        None => {
            let mismatch = Mismatch::new("a member `token_type`", "no string `token_type`");
            found.push(mismatch.of("token-response-token-type"));
        }
        // RFC 6749 section 8.1: a registered name or an absolute URI. Names ignore case (section 5.1).
        Some(kind)
            if ["bearer", "dpop", "pop", "n_a", "mac"]
                .contains(&kind.to_ascii_lowercase().as_str()) => {}
        Some(kind) if kind.contains(':') => {}
        Some(kind) => {
            let mismatch =
                Mismatch::new("a registered token_type or a URI", format!("token_type: {kind:?}"));
            found.push(mismatch.of("token-response-token-type-syntax"));
        }
    }
}

fn is_printable(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| (0x20..=0x7E).contains(&b))
}

/// `b64token = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="` (RFC 6750 section 2.1).
fn is_b64token(token: &str) -> bool {
    let body = token.trim_end_matches('=');
    !body.is_empty() && body.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~+/".contains(&b))
}
