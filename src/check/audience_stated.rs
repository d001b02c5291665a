//! The introspection answer, or the token itself, says whom the token is for.
//!
//! `aud` names at least one audience; `*` is none. Which word stands for a resource is up to the server
//! (RFC 8707 section 2), so the words are not compared. `claimed` are the audiences that a JWT names
//! itself; they count where the answer is silent.

use super::{Argument, Arguments, Mismatch, Subject, audience};

pub(super) const ID: &str = "audience-stated";
pub(super) const ARGUMENTS: &[Argument] = &[Argument {
    name: "claimed",
    required: false,
    meaning: "the audiences that the token names itself",
}];

pub(super) fn judge(subject: &Subject<'_>, arguments: &Arguments) -> Vec<Mismatch> {
    let stated = audience::of(subject, arguments);
    if stated.iter().any(|own| !own.is_empty() && own != "*") {
        return Vec::new();
    }
    let actual = if stated.is_empty() {
        "no `aud`".to_owned()
    } else {
        format!("aud: {}", stated.join(" "))
    };
    vec![Mismatch::new("an `aud` that names whom the token is for", actual)]
}
