//! The page does not hold the given text as it was sent.
//!
//! Used with markup in a request parameter: escaped it is harmless, as it was sent it is script
//! (RFC 6749 section 10.14). Only HTML is looked at; a JSON or plain text body is not rendered.

use super::{Argument, Arguments, Mismatch, Subject};

pub(super) const ID: &str = "page-lacks";
pub(super) const ARGUMENTS: &[Argument] =
    &[Argument::required("text", "what must not stand there unescaped")];

pub(super) fn judge(subject: &Subject<'_>, arguments: &Arguments) -> Vec<Mismatch> {
    let text = arguments.text("text");
    let mut pages = subject
        .step
        .exchanges
        .iter()
        .filter_map(|exchange| exchange.response())
        .filter(|own| own.is_html());
    if pages.any(|page| page.body.contains(text)) {
        return vec![Mismatch::new(
            format!("{text:?} escaped or left out"),
            "the page holds it as it was sent",
        )];
    }
    Vec::new()
}
