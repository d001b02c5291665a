//! The JSON answer lacks a member.

use super::{Argument, Arguments, Mismatch, Subject};

pub(super) const ID: &str = "member-absent";
pub(super) const ARGUMENTS: &[Argument] = &[Argument::required("name", "the member's name")];

pub(super) fn judge(subject: &Subject<'_>, arguments: &Arguments) -> Vec<Mismatch> {
    let name = arguments.text("name");
    let json = subject.response().and_then(|response| response.json().ok());
    match json.as_ref().and_then(|json| json.member(name)).filter(|own| !own.is_null()) {
        Some(_) => vec![Mismatch::new(format!("no member `{name}`"), format!("`{name}` is there"))],
        None => Vec::new(),
    }
}
