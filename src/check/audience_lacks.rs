//! The token is not for a resource that nobody asked for.
//!
//! `aud` of the introspection answer, or of the token itself, does not name the given URI. A silent
//! answer shows nothing; a server may also name a resource by another word (RFC 8707 section 2).

use super::{Argument, Arguments, Mismatch, Subject, audience};

pub(super) const ID: &str = "audience-lacks";
pub(super) const ARGUMENTS: &[Argument] = &[
    Argument::required("uri", "the resource that the token must not be for"),
    Argument {
        name: "claimed",
        required: false,
        meaning: "the audiences that the token names itself",
    },
];

pub(super) fn judge(subject: &Subject<'_>, arguments: &Arguments) -> Vec<Mismatch> {
    let uri = arguments.text("uri");
    let stated = audience::of(subject, arguments);
    if !stated.iter().any(|own| own == uri) {
        return Vec::new();
    }
    vec![Mismatch::new(format!("an `aud` without {uri}"), format!("aud: {}", stated.join(" ")))]
}
