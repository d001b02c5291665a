//! What was served, the token's grant covers.
//!
//! For calls that had to be refused unless the server granted more than was asked for, which it may
//! do if it says so (RFC 6749 section 3.3).

use super::{Argument, Arguments, Mismatch, Subject};

pub(super) const ID: &str = "grant-includes";
pub(super) const ARGUMENTS: &[Argument] = &[
    Argument::required("granted", "the scope of the token"),
    Argument::required("scope", "what the call takes"),
];

pub(super) fn judge(subject: &Subject<'_>, arguments: &Arguments) -> Vec<Mismatch> {
    let granted = subject.parse_scope(arguments.text("granted"));
    let missing = subject.parse_scope(arguments.text("scope")).beyond(&granted);
    if missing.is_empty() {
        return Vec::new();
    }
    let status = subject.response().map_or(0, |response| response.status);
    vec![Mismatch::new(
        format!("a refusal, since the token was granted {granted}"),
        format!("status {status} to a call that takes {}", missing.join(" ")),
    )]
}
