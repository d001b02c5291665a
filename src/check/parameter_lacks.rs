//! A parameter of the redirect back to the client does not contain a text, be it plain or
//! base64url-encoded.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::{Argument, Arguments, Mismatch, Subject};
use crate::oauth::forms;

pub(super) const ID: &str = "parameter-lacks";
pub(super) const ARGUMENTS: &[Argument] = &[
    Argument::required("name", "the parameter's name"),
    Argument::required("text", "what it must not contain"),
];

pub(super) fn judge(subject: &Subject<'_>, arguments: &Arguments) -> Vec<Mismatch> {
    let (name, text) = (arguments.text("name"), arguments.text("text"));
    let parameters = subject.redirect_parameters().unwrap_or_default();
    let Some(value) = forms::first(&parameters, name) else { return Vec::new() };
    // A structured code is base64url parts between dots (RFC 7519 section 3).
    let decoded = value.split('.').filter_map(|part| URL_SAFE_NO_PAD.decode(part).ok());
    let holds = value.contains(text)
        || decoded
            .map(|octets| String::from_utf8_lossy(&octets).into_owned())
            .any(|part| part.contains(text));
    if holds {
        vec![Mismatch::new(
            format!("a `{name}` that does not disclose the value"),
            "it contains it",
        )]
    } else {
        Vec::new()
    }
}
