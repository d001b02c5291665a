//! The granted, or reported, scope holds at least the given one; a server may add scopes of its own.

use super::{Argument, Arguments, Mismatch, Subject};

pub(super) const ID: &str = "scope-includes";
pub(super) const ARGUMENTS: &[Argument] =
    &[Argument::required("scope", "the scope that must be part of it")];

pub(super) fn judge(subject: &Subject<'_>, arguments: &Arguments) -> Vec<Mismatch> {
    let wanted = subject.parse_scope(arguments.text("scope"));
    let Some(scope) = subject.scope() else { return Vec::new() };
    if wanted.beyond(&scope).is_empty() {
        return Vec::new();
    }
    vec![Mismatch::new(format!("a scope that includes {wanted}"), subject.scope_in_words(&scope))]
}
