//! Every 401 of the token, revocation and introspection endpoints carries a challenge.
//!
//! RFC 9110 section 15.5.2 wants `WWW-Authenticate` on each 401; RFC 6749 section 5.2 demands it
//! where the client used the `Authorization` header and leaves 400 open where it did not.

use super::super::subject::Mismatch;
use crate::exchange::{Endpoint, Exchange, StepRecord};

pub(super) const ID: &str = "client-challenge";
pub(super) const TITLE: &str = "Challenge on every 401 to a client";
pub(super) const VERIFIES: &[&str] = &["client-auth-401-has-challenge"];
pub(super) const CATCHES: &[&str] = &["wrong-secret-without-challenge"];
pub(super) const EXERCISED_BY: &[&str] = &["client-auth/wrong-secret-basic"];

pub(super) fn applies(_: &StepRecord, exchange: &Exchange) -> bool {
    let client_facing = matches!(
        exchange.endpoint,
        Endpoint::Token | Endpoint::Revocation | Endpoint::Introspection
    );
    client_facing && exchange.response().is_some_and(|response| response.status == 401)
}

pub(super) fn judge(_: &StepRecord, exchange: &Exchange) -> Vec<Mismatch> {
    let challenged =
        exchange.response().is_some_and(|response| response.header("www-authenticate").is_some());
    if challenged {
        return Vec::new();
    }
    vec![
        Mismatch::new("401 with WWW-Authenticate", "no WWW-Authenticate")
            .of("client-auth-401-has-challenge"),
    ]
}
