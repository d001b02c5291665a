//! A member of the JSON answer is there and differs from an earlier value.
//!
//! Used where something must be issued anew: a rotated refresh token, a fresh access token.

use super::{Argument, Arguments, Mismatch, Subject};

pub(super) const ID: &str = "member-differs";
pub(super) const ARGUMENTS: &[Argument] = &[
    Argument::required("name", "the member's name"),
    Argument::required("from", "the value that it must not have"),
];

pub(super) fn judge(subject: &Subject<'_>, arguments: &Arguments) -> Vec<Mismatch> {
    let name = arguments.text("name");
    let expected = format!("a new `{name}`");
    match subject.response().and_then(|response| response.json_text(name)) {
        Some(value) if value != arguments.text("from") => Vec::new(),
        Some(_) => vec![Mismatch::new(expected, format!("the same `{name}` as before"))],
        None => vec![Mismatch::new(expected, format!("no `{name}`"))],
    }
}
