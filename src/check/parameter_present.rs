//! The redirect back to the client has a parameter.

use super::{Argument, Arguments, Mismatch, Subject};
use crate::oauth::forms;

pub(super) const ID: &str = "parameter-present";
pub(super) const ARGUMENTS: &[Argument] = &[Argument::required("name", "the parameter's name")];

pub(super) fn judge(subject: &Subject<'_>, arguments: &Arguments) -> Vec<Mismatch> {
    let name = arguments.text("name");
    let parameters = subject.redirect_parameters().unwrap_or_default();
    if forms::first(&parameters, name).is_some() {
        return Vec::new();
    }
    vec![Mismatch::new(format!("a parameter `{name}`"), format!("no `{name}` in the query"))]
}
