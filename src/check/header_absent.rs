//! No answer of the step carries a header field of that name.

use super::{Argument, Arguments, Mismatch, Subject};

pub(super) const ID: &str = "header-absent";
pub(super) const ARGUMENTS: &[Argument] = &[Argument::required("name", "the field's name")];

pub(super) fn judge(subject: &Subject<'_>, arguments: &Arguments) -> Vec<Mismatch> {
    let name = arguments.text("name");
    let responses = subject.step.exchanges.iter().filter_map(|exchange| exchange.response());
    let found = responses.filter_map(|response| response.header(name)).next();
    let mismatch = |value: &str| Mismatch::new(format!("no {name}"), format!("{name}: {value}"));
    found.map(mismatch).into_iter().collect()
}
