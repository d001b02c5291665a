//! The error page tells the person in front of it something.
//!
//! A resource owner who came with a bad request is to be informed (RFC 6749 section 3.1.2.4): a
//! body without any text does not.

use super::{Argument, Arguments, Mismatch, Subject};

pub(super) const ID: &str = "page-informs";
pub(super) const ARGUMENTS: &[Argument] = &[];

pub(super) fn judge(subject: &Subject<'_>, _: &Arguments) -> Vec<Mismatch> {
    let body = subject.response().map_or("", |response| response.body.as_str());
    let mut in_tag = false;
    let text = body.chars().filter(|c| match c {
        '<' => {
            in_tag = true;
            false
        }
        '>' => {
            in_tag = false;
            false
        }
        c => !in_tag && c.is_alphanumeric(),
    });
    if text.count() > 0 {
        Vec::new()
    } else {
        vec![Mismatch::new("a page with a text", "an empty page")]
    }
}
