//! The introspection answer says whether the token is active.
//!
//! `active` is a JSON boolean (RFC 7662 section 2.2). A string or a number is neither yes nor no.

use serde_json::Value;

use super::{Argument, Arguments, Mismatch, Subject};

pub(super) const ID: &str = "active";
pub(super) const ARGUMENTS: &[Argument] = &[Argument::required("is", "`true` or `false`")];

pub(super) fn judge(subject: &Subject<'_>, arguments: &Arguments) -> Vec<Mismatch> {
    let expected = arguments.text("is");
    let json = match subject.json() {
        Ok(json) => json,
        Err(mismatch) => return vec![mismatch],
    };
    match json.member("active") {
        Some(Value::Bool(active)) if active.to_string() == expected => Vec::new(),
        Some(other) => {
            vec![Mismatch::new(format!("active: {expected}"), format!("active: {other}"))]
        }
        None => vec![Mismatch::new(format!("active: {expected}"), "no member `active`")],
    }
}
