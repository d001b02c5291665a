//! An inactive introspection answer holds nothing but `active`.
//!
//! More would tell the caller about tokens that it has no business with (RFC 7662 section 2.2).

use super::{Argument, Arguments, Mismatch, Subject};

pub(super) const ID: &str = "inactive-minimal";
pub(super) const ARGUMENTS: &[Argument] = &[];

pub(super) fn judge(subject: &Subject<'_>, _: &Arguments) -> Vec<Mismatch> {
    let Ok(json) = subject.json() else { return Vec::new() };
    let members = json.object().into_iter().flat_map(|object| object.keys());
    let extra: Vec<&str> = members.map(String::as_str).filter(|name| *name != "active").collect();
    if extra.is_empty() {
        return Vec::new();
    }
    vec![Mismatch::new("only the member `active`", format!("also {}", extra.join(", ")))]
}
