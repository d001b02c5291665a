//! The error code in the body of a refusal is one that clients know.
//!
//! RFC 6750 section 3 defines codes for the challenge alone. Where a body repeats one as `error`, a
//! client reads it like any other: `invalid_token` and `insufficient_scope` tell it what to do, a word
//! of the platform's own does not, and a code where no credential came says that one was bad
//! (section 3.1). A body without a string `error` is left alone.

use super::super::subject::{CREDENTIALS, Mismatch};
use crate::exchange::{Endpoint, Exchange, StepRecord};
use crate::oauth::error_code::{BEARER, ErrorCode};
use crate::oauth::forms;

pub(super) const ID: &str = "resource-error-code";
pub(super) const TITLE: &str = "Error code in the body of a refusal by a protected resource";
pub(super) const VERIFIES: &[&str] = &["resource-error-code-known", "resource-no-token-no-code"];
pub(super) const CATCHES: &[&str] = &["resource-error-codes-of-its-own"];
pub(super) const EXERCISED_BY: &[&str] = &["bearer/no-token", "bearer/unknown-token"];

pub(super) fn applies(_: &StepRecord, exchange: &Exchange) -> bool {
    let refused = exchange.response().is_some_and(|own| matches!(own.status, 401 | 403));
    exchange.endpoint == Endpoint::Resource && refused
}

pub(super) fn judge(step: &StepRecord, exchange: &Exchange) -> Vec<Mismatch> {
    let Some(code) = code(exchange) else { return Vec::new() };
    if !has_credential(step, exchange) {
        let actual = format!("error={code:?}");
        return vec![
            Mismatch::new("no error code, as no credential came", actual)
                .of("resource-no-token-no-code"),
        ];
    }
    if ErrorCode::new(&code).is_defined_in(BEARER) {
        return Vec::new();
    }
    let expected = "invalid_request, invalid_token, insufficient_scope or a registered code";
    vec![Mismatch::new(expected, format!("error={code:?}")).of("resource-error-code-known")]
}

fn code(exchange: &Exchange) -> Option<String> {
    exchange.response()?.json_text("error")
}

/// Whether anything came that may be a credential; a body may hold one (RFC 6750 section 2.2).
fn has_credential(step: &StepRecord, exchange: &Exchange) -> bool {
    let request = &exchange.request;
    let query = forms::parse(forms::split_url(&request.url).1.unwrap_or_default());
    let own = step.facts.get(CREDENTIALS).map(String::as_str).unwrap_or_default();
    let mut names = ["access_token", "authorization"].into_iter().chain(own.split(' '));
    let sent = |name: &str| forms::first(&query, name).is_some() || request.header(name).is_some();
    request.body.is_some() || names.any(sent)
}
