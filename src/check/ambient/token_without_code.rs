//! What comes back from consent is a code, and no token.
//!
//! A token in the redirect needs no proof of whoever uses it, so nothing but `state` binds it to the
//! browser that began (RFC 9700 sections 2.1.1, 2.1.2 and 4.7), and without an `expires_in` nobody
//! knows when it ends (RFC 6750 section 5.2). Looked at are the implicit grant and consent that hands
//! out a key (`token` under `[dialect.callback]`).

use super::super::subject::{CALLBACK_TOKEN, Mismatch};
use crate::exchange::{Ending, Exchange, StepRecord};
use crate::oauth::forms;

pub(super) const ID: &str = "token-without-code";
pub(super) const TITLE: &str = "A token that comes back from consent without a code";
pub(super) const VERIFIES: &[&str] =
    &["answer-bound-by-proof", "answer-bound-by-state", "token-response-bearer-lifetime-limited"];
pub(super) const CATCHES: &[&str] = &["implicit-live"];
pub(super) const EXERCISED_BY: &[&str] = &["authorize/implicit"];

pub(super) fn applies(step: &StepRecord, exchange: &Exchange) -> bool {
    matches!(step.ending, Ending::Code(_) | Ending::Error(_)) && step.answer() == Some(exchange)
}

pub(super) fn judge(step: &StepRecord, _: &Exchange) -> Vec<Mismatch> {
    let Some(returned) = returned(step) else { return Vec::new() };
    let mut found = Vec::new();
    let mut cite = |requirement, expected: &str, actual: &str| {
        found.push(Mismatch::new(expected, actual).of(requirement));
    };
    cite("answer-bound-by-proof", "a code that takes a proof", "the token itself");
    if forms::first(&returned, "state").is_none() {
        cite(
            "answer-bound-by-state",
            "a refusal of a request without state",
            "a token, bound to nothing",
        );
    }
    if forms::first(&returned, "expires_in").is_none() {
        cite(
            "token-response-bearer-lifetime-limited",
            "`expires_in` beside the token",
            "no `expires_in`",
        );
    }
    found
}

/// The parameters of a redirect that holds a token.
fn returned(step: &StepRecord) -> Option<Vec<forms::Parameter>> {
    let (Ending::Code(url) | Ending::Error(url)) = &step.ending else { return None };
    let (_, query, fragment) = forms::split_url(url);
    let names = [Some("access_token"), step.facts.get(CALLBACK_TOKEN).map(String::as_str)];
    let mut places = [query, fragment].into_iter().flatten().map(forms::parse);
    places.find(|own| names.iter().flatten().any(|name| forms::first(own, name).is_some()))
}
