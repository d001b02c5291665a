//! Codes and tokens are long enough that nobody guesses them.
//!
//! The number of characters times the bits that each can carry is an upper bound of what a guesser
//! must try: below 128 bits the server breaks RFC 6749 section 10.10 for certain, below 160 bits it
//! does less than that section advises. Nothing follows from more. JWTs carry a signature and are let
//! off.

use super::super::subject::Mismatch;
use crate::exchange::{Ending, Endpoint, Exchange, StepRecord, Strength};
use crate::oauth::forms;

pub(super) const ID: &str = "credential-strength";
pub(super) const TITLE: &str = "Length of every code and token";
pub(super) const VERIFIES: &[&str] = &["credentials-entropy-128", "credentials-entropy-160"];
pub(super) const CATCHES: &[&str] = &["short-credentials"];
pub(super) const EXERCISED_BY: &[&str] = &["token/client-credentials", "state/echoed"];

pub(super) fn applies(step: &StepRecord, exchange: &Exchange) -> bool {
    !credentials(step, exchange).is_empty()
}

pub(super) fn judge(step: &StepRecord, exchange: &Exchange) -> Vec<Mismatch> {
    let credentials = credentials(step, exchange);
    credentials.into_iter().filter_map(|(name, value)| weakness(name, &value)).collect()
}

fn weakness(name: &str, value: &str) -> Option<Mismatch> {
    let pseudonym = value.starts_with("redacted-");
    if value.split('.').count() >= 3 && !pseudonym {
        return None;
    }
    let strength = Strength::of(value)?;
    let bits = strength.bits();
    let (least, requirement) = match bits {
        0..128 => (128, "credentials-entropy-128"),
        128..160 => (160, "credentials-entropy-160"),
        _ => return None,
    };
    let actual = format!("{} characters, at most {bits} bits", strength.characters);
    Some(Mismatch::new(format!("{name} of {least} bits or more"), actual).of(requirement))
}

fn credentials(step: &StepRecord, exchange: &Exchange) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    if let (Ending::Code(url), Some(answer)) = (&step.ending, step.answer())
        && answer == exchange
    {
        let query = forms::parse(forms::split_url(url).1.unwrap_or_default());
        found.extend(forms::first(&query, "code").map(|code| ("a code", code.to_owned())));
    }
    let response = exchange.response().filter(|own| own.status == 200);
    let json =
        response.filter(|_| exchange.endpoint == Endpoint::Token).and_then(|own| own.json().ok());
    let Some(json) = json else { return found };
    for (member, name) in
        [("access_token", "an access token"), ("refresh_token", "a refresh token")]
    {
        found.extend(json.text(member).map(|token| (name, token.to_owned())));
    }
    found
}
