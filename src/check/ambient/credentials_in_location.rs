//! No redirect carries a token, a secret or a password in its URL.
//!
//! URLs end up in histories, logs and `Referer` (RFC 6750 section 5.3). A `code` is meant to travel
//! there; the fragment of an implicit answer is left to the scenarios about that grant. A token is one
//! by whatever name (`token` under `[dialect.callback]`).

use super::super::subject::{CALLBACK_TOKEN, Mismatch};
use crate::exchange::{Exchange, StepRecord};
use crate::oauth::forms;

pub(super) const ID: &str = "credentials-in-location";
pub(super) const TITLE: &str = "No credential in the URL of a redirect";
pub(super) const VERIFIES: &[&str] =
    &["token-not-in-page-url", "authorize-credentials-not-forwarded"];
pub(super) const CATCHES: &[&str] = &["credential-in-location"];
pub(super) const EXERCISED_BY: &[&str] = &["state/echoed"];

const CREDENTIALS: &[&str] =
    &["access_token", "refresh_token", "id_token", "client_secret", "password"];

pub(super) fn applies(_: &StepRecord, exchange: &Exchange) -> bool {
    exchange.response().is_some_and(|response| response.header("location").is_some())
}

pub(super) fn judge(step: &StepRecord, exchange: &Exchange) -> Vec<Mismatch> {
    let location =
        exchange.response().and_then(|response| response.header("location")).unwrap_or_default();
    let parameters = forms::parse(forms::split_url(location).1.unwrap_or_default());
    let own = step.facts.get(CALLBACK_TOKEN).map(String::as_str);
    let names = CREDENTIALS.iter().copied().chain(own);
    let shown = names.filter(|name| forms::first(&parameters, name).is_some());
    shown
        .map(|name| {
            let mismatch = Mismatch::new(
                "a redirect without credentials",
                format!("`{name}` in the query of Location"),
            );
            // RFC 9700 section 2.1: what the user typed is not sent on.
            let typed = name == "password";
            mismatch.of(if typed {
                "authorize-credentials-not-forwarded"
            } else {
                "token-not-in-page-url"
            })
        })
        .collect()
}
