//! The granted, or reported, scope does not include a token.

use super::{Argument, Arguments, Mismatch, Subject};

pub(super) const ID: &str = "scope-lacks";
pub(super) const ARGUMENTS: &[Argument] = &[Argument::required("token", "the scope token")];

pub(super) fn judge(subject: &Subject<'_>, arguments: &Arguments) -> Vec<Mismatch> {
    let token = arguments.text("token");
    match subject.scope() {
        Some(scope) if scope.contains(token) => {
            vec![Mismatch::new(format!("a scope without {token}"), subject.scope_in_words(&scope))]
        }
        _ => Vec::new(),
    }
}
