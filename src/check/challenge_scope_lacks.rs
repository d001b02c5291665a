//! The challenge's `scope` attribute, if it is there, does not name a scope.

use super::{Argument, Arguments, Mismatch, Subject};
use crate::oauth::Scope;

pub(super) const ID: &str = "challenge-scope-lacks";
pub(super) const ARGUMENTS: &[Argument] = &[Argument::required("token", "the scope token")];

pub(super) fn judge(subject: &Subject<'_>, arguments: &Arguments) -> Vec<Mismatch> {
    let token = arguments.text("token");
    let challenge = subject.challenge();
    match challenge.as_ref().and_then(|own| own.parameter("scope")) {
        Some(scope) if Scope::parse(scope).contains(token) => {
            vec![Mismatch::new(format!("a scope without {token}"), format!("scope=\"{scope}\""))]
        }
        _ => Vec::new(),
    }
}
