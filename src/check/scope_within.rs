//! The granted, or reported, scope stays within the given one.
//!
//! A token answer without `scope` counts as "what was requested" (RFC 6749 section 5.1), so a
//! silent widening is seen.

use super::{Argument, Arguments, Mismatch, Subject};

pub(super) const ID: &str = "scope-within";
pub(super) const ARGUMENTS: &[Argument] =
    &[Argument::required("granted", "the widest scope that is right")];

pub(super) fn judge(subject: &Subject<'_>, arguments: &Arguments) -> Vec<Mismatch> {
    let granted = subject.parse_scope(arguments.text("granted"));
    let Some(scope) = subject.scope() else { return Vec::new() };
    let beyond = scope.beyond(&granted);
    if beyond.is_empty() {
        return Vec::new();
    }
    vec![Mismatch::new(
        format!("a scope within {granted}"),
        format!("{}, which adds {}", subject.scope_in_words(&scope), beyond.join(" ")),
    )]
}
