//! The granted, or reported, scope is exactly the given one; order and repetition do not matter.
//!
//! A token answer without `scope` counts as "what was requested" (RFC 6749 section 5.1); an
//! introspection answer without it makes no statement.

use super::{Argument, Arguments, Mismatch, Subject};

pub(super) const ID: &str = "scope-equals";
pub(super) const ARGUMENTS: &[Argument] =
    &[Argument::required("scope", "the scope, space-separated")];

pub(super) fn judge(subject: &Subject<'_>, arguments: &Arguments) -> Vec<Mismatch> {
    let wanted = subject.parse_scope(arguments.text("scope"));
    match subject.scope() {
        Some(scope) if scope != wanted => {
            vec![Mismatch::new(format!("scope {wanted}"), subject.scope_in_words(&scope))]
        }
        _ => Vec::new(),
    }
}
