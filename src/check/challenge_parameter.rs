//! The challenge has a parameter, and it is not empty.

use super::{Argument, Arguments, Mismatch, Subject};

pub(super) const ID: &str = "challenge-parameter";
pub(super) const ARGUMENTS: &[Argument] = &[Argument::required("name", "the parameter's name")];

pub(super) fn judge(subject: &Subject<'_>, arguments: &Arguments) -> Vec<Mismatch> {
    let name = arguments.text("name");
    let challenge = subject.challenge();
    let expected = format!("a challenge with {name}");
    match challenge.as_ref().map(|own| own.parameter(name)) {
        Some(Some(text)) if !text.is_empty() => Vec::new(),
        Some(_) => vec![Mismatch::new(expected, format!("a challenge without {name}"))],
        None => vec![Mismatch::new(expected, "no challenge")],
    }
}
