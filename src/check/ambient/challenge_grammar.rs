//! Every `WWW-Authenticate` field keeps to the grammar, and a Bearer challenge to its rules.
//!
//! Challenges follow RFC 9110 section 11.6.1: parameters are separated by commas. A Bearer challenge
//! of a protected resource has at least one parameter, repeats none of `realm`, `scope`, `error`,
//! `error_description` and `error_uri`, and keeps them to their characters (RFC 6750 section 3).

use super::super::subject::Mismatch;
use crate::exchange::{Endpoint, Exchange, StepRecord};
use crate::oauth::error_code::{BEARER, ErrorCode, is_error_text};
use crate::oauth::scope::is_scope_value;
use crate::oauth::{Challenge, challenge};

pub(super) const ID: &str = "challenge-grammar";
pub(super) const TITLE: &str = "Grammar of every WWW-Authenticate challenge";
pub(super) const VERIFIES: &[&str] = &[
    "challenge-comma-separated",
    "bearer-challenge-has-param",
    "bearer-challenge-realm-once",
    "bearer-challenge-error-once",
    "bearer-challenge-scope-once",
    "bearer-challenge-error-charset",
    "bearer-challenge-error-uri",
    "bearer-challenge-scope-charset",
    "bearer-error-code-defined",
];
pub(super) const CATCHES: &[&str] = &[
    "challenge-without-comma",
    "challenge-without-parameters",
    "challenge-error-twice",
    "challenge-description-quotes",
];
pub(super) const EXERCISED_BY: &[&str] =
    &["bearer/no-token", "bearer/unknown-token", "bearer/insufficient-scope"];

pub(super) fn applies(_: &StepRecord, exchange: &Exchange) -> bool {
    exchange.response().is_some_and(|response| response.header("www-authenticate").is_some())
}

pub(super) fn judge(_: &StepRecord, exchange: &Exchange) -> Vec<Mismatch> {
    let mut found = Vec::new();
    let Some(response) = exchange.response() else { return found };
    for field in response.headers_named("www-authenticate") {
        let (challenges, irregular) = challenge::parse(field);
        for problem in irregular {
            let expected = "challenges as RFC 9110 section 11.6.1 writes them";
            // The field itself stands in the exchange: one habit of a server is one finding.
            found
                .push(Mismatch::new(expected, problem.to_string()).of("challenge-comma-separated"));
        }
        if exchange.endpoint == Endpoint::Resource {
            challenges
                .iter()
                .filter(|own| own.is("Bearer"))
                .for_each(|own| judge_bearer(own, &mut found));
        }
    }
    found
}

fn judge_bearer(challenge: &Challenge, found: &mut Vec<Mismatch>) {
    if challenge.parameters.is_empty() {
        let mismatch = Mismatch::new("Bearer with at least one parameter", "a bare Bearer");
        found.push(mismatch.of("bearer-challenge-has-param"));
    }
    for (name, requirement) in [
        ("realm", "bearer-challenge-realm-once"),
        ("scope", "bearer-challenge-scope-once"),
        ("error", "bearer-challenge-error-once"),
        ("error_description", "bearer-challenge-error-once"),
        ("error_uri", "bearer-challenge-error-once"),
    ] {
        let times = challenge.count(name);
        if times > 1 {
            found.push(
                Mismatch::new(format!("{name} at most once"), format!("{times} times"))
                    .of(requirement),
            );
        }
    }
    for name in ["error", "error_description"] {
        if let Some(text) = challenge.parameter(name).filter(|text| !is_error_text(text)) {
            let expected = format!("{name} within %x20-21 / %x23-5B / %x5D-7E");
            found.push(
                Mismatch::new(expected, format!("{text:?}")).of("bearer-challenge-error-charset"),
            );
        }
    }
    if let Some(error) =
        challenge.parameter("error").filter(|own| !ErrorCode::new(*own).is_defined_in(BEARER))
    {
        let expected = "a code of RFC 6750 section 3.1 or of a registered extension";
        found.push(
            Mismatch::new(expected, format!("error={error:?}")).of("bearer-error-code-defined"),
        );
    }
    if let Some(uri) = challenge.parameter("error_uri").filter(|uri| !uri.contains("://")) {
        found.push(Mismatch::new("an absolute error_uri", uri).of("bearer-challenge-error-uri"));
    }
    if let Some(scope) = challenge.parameter("scope").filter(|scope| !is_scope_value(scope)) {
        found.push(
            Mismatch::new("scope tokens with single spaces", format!("{scope:?}"))
                .of("bearer-challenge-scope-charset"),
        );
    }
}
