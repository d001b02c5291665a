//! A redirect that answers a form with a password has a status that does not send the form on.
//!
//! 307 and 308 make the browser repeat the password to the next host; 303 never does, 302 by custom
//! only (RFC 9700 section 4.12).

use super::super::subject::Mismatch;
use crate::exchange::{Endpoint, Exchange, StepRecord, password_fields};

pub(super) const ID: &str = "redirect-status";
pub(super) const TITLE: &str = "Status of every redirect that answers a form with a password";
pub(super) const VERIFIES: &[&str] = &["authorize-307-not-used", "authorize-303-preferred"];
pub(super) const CATCHES: &[&str] = &["login-redirect-307", "login-redirect-302"];
pub(super) const EXERCISED_BY: &[&str] = &["state/echoed"];

pub(super) fn applies(step: &StepRecord, exchange: &Exchange) -> bool {
    exchange.endpoint == Endpoint::OwnerPage
        && exchange.request.method == "POST"
        && exchange.response().is_some_and(|own| own.header("location").is_some())
        && carries_password(step, exchange)
}

/// Whether a field of the form was one for a password on the pages that came before.
fn carries_password(step: &StepRecord, exchange: &Exchange) -> bool {
    let sent = exchange.request.form();
    let pages = step.exchanges.iter().filter_map(Exchange::response).filter(|own| own.is_html());
    let mut asked = pages.flat_map(|page| password_fields(&page.body));
    asked.any(|name| sent.iter().any(|(own, _)| *own == name))
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
