//! The challenge gives no error code and no detail.
//!
//! A request without authentication information is answered by a bare challenge: `error`,
//! `error_description` and `error_uri` stay away (RFC 6750 section 3.1).

use super::{Argument, Arguments, Mismatch, Subject};

pub(super) const ID: &str = "challenge-without-error";
pub(super) const ARGUMENTS: &[Argument] = &[];

pub(super) fn judge(subject: &Subject<'_>, _: &Arguments) -> Vec<Mismatch> {
    let Some(challenge) = subject.challenge() else { return Vec::new() };
    let told = ["error", "error_description", "error_uri"]
        .into_iter()
        .filter_map(|name| challenge.parameter(name).map(|value| format!("{name}=\"{value}\"")));
    told.map(|actual| Mismatch::new("a challenge without error information", actual)).collect()
}
