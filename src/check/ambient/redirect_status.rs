//! A redirect that answers a form has a status that does not send the form on.
//!
//! 307 and 308 make the browser repeat the password to the next host; 303 never does, 302 by custom
//! only (RFC 9700 section 4.12).

use super::super::subject::Mismatch;
use crate::exchange::{Endpoint, Exchange, StepRecord};

pub(super) const ID: &str = "redirect-status";
pub(super) const TITLE: &str = "Status of every redirect that answers a form";
pub(super) const VERIFIES: &[&str] = &["authorize-307-not-used", "authorize-303-preferred"];
pub(super) const CATCHES: &[&str] = &["login-redirect-307", "login-redirect-302"];
pub(super) const EXERCISED_BY: &[&str] = &["state/echoed"];

pub(super) fn applies(_: &StepRecord, exchange: &Exchange) -> bool {
    exchange.endpoint == Endpoint::OwnerPage
        && exchange.request.method == "POST"
        && exchange.response().is_some_and(|own| own.header("location").is_some())
}

pub(super) fn judge(_: &StepRecord, exchange: &Exchange) -> Vec<Mismatch> {
    let status = exchange.response().map_or(0, |response| response.status);
    let requirement = match status {
        307 | 308 => "authorize-307-not-used",
        301 | 302 => "authorize-303-preferred",
        _ => return Vec::new(),
    };
    vec![Mismatch::new("status 303", format!("status {status}")).of(requirement)]
}
