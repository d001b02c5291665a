//! A list member of the JSON answer, if it is there, includes a value.

use serde_json::Value;

use super::{Argument, Arguments, Mismatch, Subject};

pub(super) const ID: &str = "member-includes";
pub(super) const ARGUMENTS: &[Argument] = &[
    Argument::required("name", "the member's name"),
    Argument::required("value", "the item that it must hold"),
];

pub(super) fn judge(subject: &Subject<'_>, arguments: &Arguments) -> Vec<Mismatch> {
    let (name, value) = (arguments.text("name"), arguments.text("value"));
    let Ok(json) = subject.json() else { return Vec::new() };
    match json.member(name) {
        Some(Value::Array(items)) if !items.iter().any(|item| item == value) => {
            vec![Mismatch::new(
                format!("`{name}` that lists {value}"),
                Value::Array(items.clone()).to_string(),
            )]
        }
        _ => Vec::new(),
    }
}
