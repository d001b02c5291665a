//! A member of the JSON answer is there and holds something: no empty text, list or object, no `null`.

use serde_json::Value;

use super::{Argument, Arguments, Mismatch, Subject};

pub(super) const ID: &str = "member-filled";
pub(super) const ARGUMENTS: &[Argument] = &[Argument::required("name", "the member's name")];

pub(super) fn judge(subject: &Subject<'_>, arguments: &Arguments) -> Vec<Mismatch> {
    let name = arguments.text("name");
    let json = match subject.json() {
        Ok(json) => json,
        Err(mismatch) => return vec![mismatch],
    };
    let actual = match json.member(name) {
        None => format!("no `{name}`"),
        Some(own) if is_empty(own) => format!("{name}: {own}"),
        Some(_) => return Vec::new(),
    };
    vec![Mismatch::new(format!("a `{name}` that holds something"), actual)]
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}
