//! The challenge's `scope` attribute, if it is there, names the scope that was missing.
//!
//! The attribute is optional (RFC 6750 section 3); a wrong one sends the client for a token that
//! will not do either. Without the attribute there is nothing to find.

use super::{Argument, Arguments, Mismatch, Subject};
use crate::oauth::Scope;

pub(super) const ID: &str = "challenge-scope";
pub(super) const ARGUMENTS: &[Argument] =
    &[Argument::required("includes", "the scope token that the resource needs")];

pub(super) fn judge(subject: &Subject<'_>, arguments: &Arguments) -> Vec<Mismatch> {
    let wanted = arguments.text("includes");
    let challenge = subject.challenge();
    let Some(scope) = challenge.as_ref().and_then(|challenge| challenge.parameter("scope")) else {
        return Vec::new();
    };
    if Scope::parse(scope).contains(wanted) {
        return Vec::new();
    }
    vec![Mismatch::new(format!("scope that includes {wanted}"), format!("scope=\"{scope}\""))]
}
