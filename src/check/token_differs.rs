//! The access token that a step brought differs from an earlier one.
//!
//! Looked at is what the step left, whether a token answer brought it or the redirect itself.

use super::{Argument, Arguments, Mismatch, Subject};

pub(super) const ID: &str = "token-differs";
pub(super) const ARGUMENTS: &[Argument] =
    &[Argument::required("from", "the access token that it must not be")];

pub(super) fn judge(subject: &Subject<'_>, arguments: &Arguments) -> Vec<Mismatch> {
    let expected = "a new access token";
    match subject.step.facts.get(&format!("{}.access_token", subject.step.name)) {
        Some(token) if token != arguments.text("from") => Vec::new(),
        Some(_) => vec![Mismatch::new(expected, "the same access token as before")],
        None => vec![Mismatch::new(expected, "no access token")],
    }
}
