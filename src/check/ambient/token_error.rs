//! Every refusal of the token endpoint has the shape of RFC 6749 section 5.2.
//!
//! Status 400 (401 for `invalid_client`), a JSON object with exactly one known `error` code, error
//! members within their characters, and no token beside them. Refusals of the revocation endpoint
//! look the same (RFC 7009 section 2.2.1).

use serde_json::Value;

use super::super::subject::Mismatch;
use crate::exchange::{Endpoint, Exchange, Json, Response, StepRecord};
use crate::oauth::error_code::{ErrorCode, TOKEN, is_error_text, is_error_uri_text};

pub(super) const ID: &str = "token-error";
pub(super) const TITLE: &str = "Shape of every refusal of the token endpoint";
pub(super) const VERIFIES: &[&str] = &[
    "token-error-status-400",
    "token-error-member-required",
    "token-error-code-known",
    "token-error-charset",
    "token-error-description-charset",
    "token-error-uri-syntax",
    "token-error-no-tokens",
    "revocation-error-format",
];
pub(super) const CATCHES: &[&str] = &[
    "error-status-200",
    "error-status-422",
    "error-member-missing",
    "error-nested",
    "error-code-unregistered",
    "error-description-quotes",
    "error-with-token",
];
pub(super) const EXERCISED_BY: &[&str] =
    &["token/unsupported-grant-type", "token/missing-grant-type", "code/unknown"];

pub(super) fn applies(_: &StepRecord, exchange: &Exchange) -> bool {
    let Some(response) = exchange.response() else { return false };
    if exchange.request.method != "POST" || response.is_html() {
        return false;
    }
    match (exchange.endpoint, response.status) {
        (Endpoint::Token | Endpoint::Revocation, 400 | 401) => true,
        // Other statuses may come from the HTTP layer; they are judged where the body says error.
        (Endpoint::Token, _) => response.json().is_ok_and(|json| json.member("error").is_some()),
        _ => false,
    }
}

pub(super) fn judge(_: &StepRecord, exchange: &Exchange) -> Vec<Mismatch> {
    let Some(response) = exchange.response() else { return Vec::new() };
    let json = response.json().ok().filter(|json| json.object().is_some());
    if exchange.endpoint == Endpoint::Revocation {
        let shaped = json.as_ref().is_some_and(|json| json.text("error").is_some());
        if shaped {
            return Vec::new();
        }
        return vec![
            Mismatch::new("a JSON object with `error`", shown(response))
                .of("revocation-error-format"),
        ];
    }
    let Some(json) = json else {
        return vec![
            Mismatch::new("a JSON object with `error`", shown(response))
                .of("token-error-member-required"),
        ];
    };
    let mut found = Vec::new();
    judge_code(&json, response, &mut found);
    judge_texts(&json, &mut found);
    for name in ["access_token", "refresh_token"] {
        if json.member(name).is_some() {
            found.push(
                Mismatch::new("an error without tokens", format!("`{name}` beside it"))
                    .of("token-error-no-tokens"),
            );
        }
    }
    found
}

fn judge_code(json: &Json, response: &Response, found: &mut Vec<Mismatch>) {
    let code = match json.member("error") {
        Some(Value::String(code)) if !code.is_empty() => code,
        other => {
            let actual =
                other.map_or("no member `error`".to_owned(), |own| format!("error: {own}"));
            found.push(Mismatch::new("one error code", actual).of("token-error-member-required"));
            return;
        }
    };
    if !is_error_text(code) {
        found.push(
            Mismatch::new("error in its characters", format!("{code:?}")).of("token-error-charset"),
        );
    }
    if !ErrorCode::new(code).is_defined_in(TOKEN) {
        let mismatch = Mismatch::new(
            "a code of RFC 6749 section 5.2 or a registered one",
            format!("error {code}"),
        );
        // Useful, frequent and not in the list of section 5.2: the suites weigh it less.
        let lesser = matches!(code.as_str(), "server_error" | "temporarily_unavailable");
        let mismatch = mismatch.of("token-error-code-known");
        found.push(if lesser { mismatch.wrong_code() } else { mismatch });
    }
    let right = match code.as_str() {
        "invalid_client" => matches!(response.status, 400 | 401),
        // The HTTP layer may be more exact about the request itself.
        code if TOKEN.contains(&code) => {
            matches!(response.status, 400 | 405 | 406 | 411 | 413 | 415 | 429)
        }
        // Extensions choose their own status; success is none of them.
        _ => response.status >= 400,
    };
    if !right {
        let mismatch =
            Mismatch::new(format!("{code} with status 400"), format!("status {}", response.status));
        found.push(mismatch.of("token-error-status-400"));
    }
}

fn judge_texts(json: &Json, found: &mut Vec<Mismatch>) {
    if let Some(text) = json.text("error_description").filter(|text| !is_error_text(text)) {
        let expected = "error_description within %x20-21 / %x23-5B / %x5D-7E";
        found.push(
            Mismatch::new(expected, format!("{text:?}")).of("token-error-description-charset"),
        );
    }
    if let Some(uri) = json.text("error_uri").filter(|uri| !is_error_uri_text(uri)) {
        found.push(
            Mismatch::new("error_uri that is a URI", format!("{uri:?}"))
                .of("token-error-uri-syntax"),
        );
    }
}

fn shown(response: &Response) -> String {
    let start: String = response.body.chars().take(60).collect();
    if start.is_empty() { "an empty body".to_owned() } else { format!("{start:?}") }
}
