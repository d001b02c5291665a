//! The answer carries a challenge of the given scheme.
//!
//! All `WWW-Authenticate` fields are read, each may hold several challenges, and scheme names
//! ignore case (RFC 9110 sections 11.1 and 11.6.1).

use super::{Argument, Arguments, Mismatch, Subject};

pub(super) const ID: &str = "challenge-scheme";
pub(super) const ARGUMENTS: &[Argument] = &[Argument::required("scheme", "`Bearer`, `Basic`, ...")];

pub(super) fn judge(subject: &Subject<'_>, arguments: &Arguments) -> Vec<Mismatch> {
    let scheme = arguments.text("scheme");
    let challenges = subject.response().map(|response| response.challenges()).unwrap_or_default();
    if challenges.iter().any(|challenge| challenge.is(scheme)) {
        return Vec::new();
    }
    let schemes: Vec<&str> = challenges.iter().map(|challenge| challenge.scheme.as_str()).collect();
    let actual = match schemes.as_slice() {
        [] => "no WWW-Authenticate".to_owned(),
        schemes => format!("WWW-Authenticate: {}", schemes.join(", ")),
    };
    vec![Mismatch::new(format!("WWW-Authenticate with a {scheme} challenge"), actual)]
}
