//! An access token that is a JWT is signed.
//!
//! Whoever holds a token with the algorithm `none`, or without a signature, can write another scope or
//! another name into it (RFC 6750 section 5.2, RFC 7519 section 6). Whether the signature is right is
//! not looked at: the key is the resource servers' business. Tokens of other kinds are left alone.

use super::super::subject::Mismatch;
use crate::exchange::{Endpoint, Exchange, StepRecord};
use crate::oauth::jwt;

pub(super) const ID: &str = "unsigned-token";
pub(super) const TITLE: &str = "Signature of access tokens that are JWTs";
pub(super) const VERIFIES: &[&str] = &["token-jwt-signed"];
pub(super) const CATCHES: &[&str] = &["token-unsigned"];
pub(super) const EXERCISED_BY: &[&str] = &["token/client-credentials"];

pub(super) fn applies(_: &StepRecord, exchange: &Exchange) -> bool {
    token(exchange).is_some()
}

pub(super) fn judge(_: &StepRecord, exchange: &Exchange) -> Vec<Mismatch> {
    let Some(token) = token(exchange) else { return Vec::new() };
    let Some(algorithm) = jwt::algorithm(&token) else { return Vec::new() };
    let unsigned = algorithm.eq_ignore_ascii_case("none") || token.ends_with('.');
    if !unsigned {
        return Vec::new();
    }
    let actual = format!(
        "alg={algorithm:?}, {}",
        if token.ends_with('.') { "no signature" } else { "a third part" }
    );
    vec![Mismatch::new("a signature", actual).of("token-jwt-signed")]
}

fn token(exchange: &Exchange) -> Option<String> {
    let response = exchange.response().filter(|own| own.status == 200)?;
    let is_token = exchange.endpoint == Endpoint::Token;
    is_token.then(|| response.json_text("access_token"))?
}
