//! No token travels in a cookie that may be sent in clear.
//!
//! A cookie without `Secure` goes along with plain http requests too (RFC 6750 section 5.3). Known are
//! the tokens of the scenario so far, and those of the same answer.

use super::super::subject::Mismatch;
use crate::exchange::{Exchange, StepRecord};

pub(super) const ID: &str = "token-cookie";
pub(super) const TITLE: &str = "No token in a cookie that may travel in clear";
pub(super) const VERIFIES: &[&str] = &["token-not-in-insecure-cookie"];
pub(super) const CATCHES: &[&str] = &["token-in-cookie"];
pub(super) const EXERCISED_BY: &[&str] = &["token/client-credentials"];

pub(super) fn applies(_: &StepRecord, exchange: &Exchange) -> bool {
    exchange.response().is_some_and(|response| response.header("set-cookie").is_some())
}

pub(super) fn judge(step: &StepRecord, exchange: &Exchange) -> Vec<Mismatch> {
    let Some(response) = exchange.response() else { return Vec::new() };
    let is_token = |name: &str| name.ends_with(".access_token") || name.ends_with(".refresh_token");
    let known =
        step.facts.iter().filter(|(name, _)| is_token(name)).map(|(_, token)| token.clone());
    let members =
        ["access_token", "refresh_token"].into_iter().filter_map(|name| response.json_text(name));
    let tokens: Vec<String> = known.chain(members).filter(|token| token.len() >= 8).collect();
    let mut found = Vec::new();
    for cookie in response.headers_named("set-cookie") {
        let secure = cookie.split(';').skip(1).any(|own| own.trim().eq_ignore_ascii_case("secure"));
        if !secure && tokens.iter().any(|token| cookie.contains(token)) {
            let name = cookie.split('=').next().unwrap_or_default();
            let mismatch = Mismatch::new(
                "a cookie without token, or with Secure",
                format!("a token in {name}"),
            );
            found.push(mismatch.of("token-not-in-insecure-cookie"));
        }
    }
    found
}
