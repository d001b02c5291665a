//! An access token from the authorization endpoint has the form of the implicit grant.
//!
//! It stands in the fragment with its `token_type` and the `state` of the request, and no refresh
//! token comes with it; an error of that response type stands in the fragment too (RFC 6749 sections
//! 4.2.2 and 4.2.2.1). That the grant is offered at all is another requirement's concern.

use super::super::subject::{Mismatch, asks_for_token};
use crate::exchange::{Ending, Exchange, StepRecord};
use crate::oauth::forms;

pub(super) const ID: &str = "implicit-response";
pub(super) const TITLE: &str = "Form of every answer to a request for an access token";
pub(super) const VERIFIES: &[&str] = &[
    "implicit-token-in-fragment",
    "implicit-token-type",
    "implicit-no-refresh-token",
    "implicit-state",
    "implicit-error-in-fragment",
];
pub(super) const CATCHES: &[&str] = &["implicit-live"];
pub(super) const EXERCISED_BY: &[&str] = &["authorize/implicit"];

pub(super) fn applies(step: &StepRecord, exchange: &Exchange) -> bool {
    let ended = matches!(step.ending, Ending::Code(_) | Ending::Error(_));
    ended && step.answer() == Some(exchange) && asks_for_token(step)
}

pub(super) fn judge(step: &StepRecord, _: &Exchange) -> Vec<Mismatch> {
    let (Ending::Code(url) | Ending::Error(url)) = &step.ending else { return Vec::new() };
    let (_, query, fragment) = forms::split_url(url);
    let query = forms::parse(query.unwrap_or_default());
    let fragment = forms::parse(fragment.unwrap_or_default());
    let mut found = Vec::new();
    if forms::first(&query, "access_token").is_some() {
        let mismatch = Mismatch::new("access_token in the fragment", "access_token in the query");
        found.push(mismatch.of("implicit-token-in-fragment"));
    }
    // unsupported_response_type says that the server has no such grant, and then no such rule.
    let error = forms::first(&query, "error")
        .filter(|own| *own == "invalid_scope" || *own == "access_denied");
    if let Some(error) = error {
        let mismatch =
            Mismatch::new("error in the fragment", format!("error={error} in the query"));
        found.push(mismatch.of("implicit-error-in-fragment"));
    }
    if forms::first(&fragment, "access_token").is_some() {
        judge_members(step, &fragment, &mut found);
    }
    found
}

fn judge_members(step: &StepRecord, fragment: &[forms::Parameter], found: &mut Vec<Mismatch>) {
    if forms::first(fragment, "token_type").is_none() {
        found.push(
            Mismatch::new("token_type beside access_token", "none").of("implicit-token-type"),
        );
    }
    if forms::first(fragment, "refresh_token").is_some() {
        let mismatch = Mismatch::new("no refresh token", "refresh_token in the fragment");
        found.push(mismatch.of("implicit-no-refresh-token"));
    }
    let sent = step.facts.get("authorize.state").map(String::as_str);
    let returned = forms::first(fragment, "state");
    if sent.is_some() && returned != sent {
        let actual = format!("state={}", returned.unwrap_or_default());
        found.push(Mismatch::new("the state of the request", actual).of("implicit-state"));
    }
}
