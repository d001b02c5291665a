//! A parameter of the redirect back to the client has the given value, byte for byte.
//!
//! Compared after one decoding of the query and never by a URL library, since libraries normalise.

use super::{Argument, Arguments, Mismatch, Subject};
use crate::oauth::forms;

pub(super) const ID: &str = "parameter-equals";
pub(super) const ARGUMENTS: &[Argument] =
    &[Argument::required("name", "the parameter's name"), Argument::required("value", "the value")];

pub(super) fn judge(subject: &Subject<'_>, arguments: &Arguments) -> Vec<Mismatch> {
    let (name, value) = (arguments.text("name"), arguments.text("value"));
    let parameters = subject.redirect_parameters().unwrap_or_default();
    match forms::first(&parameters, name) {
        Some(own) if own == value => Vec::new(),
        Some(own) => vec![Mismatch::new(format!("{name}={value:?}"), format!("{name}={own:?}"))],
        None => vec![Mismatch::new(
            format!("{name}={value:?}"),
            format!("no parameter `{name}` in the query"),
        )],
    }
}
