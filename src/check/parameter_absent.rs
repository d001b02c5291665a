//! The redirect back to the client lacks a parameter.

use super::{Argument, Arguments, Mismatch, Subject};
use crate::oauth::forms;

pub(super) const ID: &str = "parameter-absent";
pub(super) const ARGUMENTS: &[Argument] = &[Argument::required("name", "the parameter's name")];

pub(super) fn judge(subject: &Subject<'_>, arguments: &Arguments) -> Vec<Mismatch> {
    let name = arguments.text("name");
    let parameters = subject.redirect_parameters().unwrap_or_default();
    match forms::first(&parameters, name) {
        Some(value) => {
            vec![Mismatch::new(format!("no parameter `{name}`"), format!("{name}={value}"))]
        }
        None => Vec::new(),
    }
}
