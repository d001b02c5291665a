//! The JSON answer has a member.

use super::{Argument, Arguments, Mismatch, Subject};

pub(super) const ID: &str = "member-present";
pub(super) const ARGUMENTS: &[Argument] = &[Argument::required("name", "the member's name")];

pub(super) fn judge(subject: &Subject<'_>, arguments: &Arguments) -> Vec<Mismatch> {
    let name = arguments.text("name");
    match subject.json() {
        Ok(json) if json.member(name).is_some() => Vec::new(),
        Ok(_) => vec![Mismatch::new(format!("a member `{name}`"), format!("no `{name}`"))],
        Err(mismatch) => vec![mismatch],
    }
}
