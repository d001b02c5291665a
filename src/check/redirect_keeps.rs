//! The redirect back to the client begins with a redirect URI as it was registered, and goes on
//! with the parameters of the answer.
//!
//! A query that is part of the redirect URI stays, and the answer is added behind it
//! (RFC 6749 section 3.1.2).

use super::{Argument, Arguments, Mismatch, Subject};
use crate::exchange::Ending;

pub(super) const ID: &str = "redirect-keeps";
pub(super) const ARGUMENTS: &[Argument] =
    &[Argument::required("uri", "the redirect URI as it was registered")];

pub(super) fn judge(subject: &Subject<'_>, arguments: &Arguments) -> Vec<Mismatch> {
    let uri = arguments.text("uri");
    let (Ending::Code(url) | Ending::Error(url)) = &subject.step.ending else {
        return Vec::new();
    };
    let separator = if uri.contains('?') { '&' } else { '?' };
    let kept = url.strip_prefix(uri).is_some_and(|rest| rest.starts_with(separator));
    if kept && url.matches('?').count() == 1 {
        return Vec::new();
    }
    vec![Mismatch::new(format!("a redirect to {uri}{separator}..."), url.clone())]
}
