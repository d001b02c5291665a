//! The challenge names the error.
//!
//! `error` of the Bearer challenge is one of the given codes (RFC 6750 section 3.1).

use super::subject::one_of;
use super::{Argument, Arguments, Mismatch, Subject};

pub(super) const ID: &str = "challenge-error";
pub(super) const ARGUMENTS: &[Argument] =
    &[Argument::required("one_of", "the codes that are right")];

pub(super) fn judge(subject: &Subject<'_>, arguments: &Arguments) -> Vec<Mismatch> {
    let right = arguments.list("one_of");
    let challenge = subject.challenge();
    let error = challenge.as_ref().and_then(|challenge| challenge.parameter("error"));
    if error.is_some_and(|error| right.iter().any(|own| own == error)) {
        return Vec::new();
    }
    let actual = match (challenge.is_some(), error) {
        (false, _) => "no challenge".to_owned(),
        (true, None) => "a challenge without `error`".to_owned(),
        (true, Some(error)) => format!("error=\"{error}\""),
    };
    vec![Mismatch::new(format!("a challenge with error {}", one_of(right)), actual)]
}
