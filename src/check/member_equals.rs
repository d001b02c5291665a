//! A member of the JSON answer has the given value, compared by code points.
//!
//! Of a member inside others the name is a path with dots.
//!
//! `optional = "true"` lets the member be absent, and the whole JSON object too.

use super::{Argument, Arguments, Mismatch, Subject};

pub(super) const ID: &str = "member-equals";
pub(super) const ARGUMENTS: &[Argument] = &[
    Argument::required("name", "the member's name, or a path such as `error.code`"),
    Argument::required("value", "the value"),
    Argument { name: "optional", required: false, meaning: "`true`: the member may be absent" },
];

pub(super) fn judge(subject: &Subject<'_>, arguments: &Arguments) -> Vec<Mismatch> {
    let (name, value) = (arguments.text("name"), arguments.text("value"));
    let json = match subject.json() {
        Ok(json) => json,
        Err(_) if arguments.text("optional") == "true" => return Vec::new(),
        Err(mismatch) => return vec![mismatch],
    };
    let expected = format!("{name}: {value:?}");
    match json.at(name) {
        Some(own) if own.as_str() == Some(value) => Vec::new(),
        Some(own) => vec![Mismatch::new(expected, format!("{name}: {own}"))],
        None if arguments.text("optional") == "true" => Vec::new(),
        None => vec![Mismatch::new(expected, format!("no member `{name}`"))],
    }
}
