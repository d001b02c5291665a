//! The answer carries a challenge, whatever its scheme.

use super::{Argument, Arguments, Mismatch, Subject};

pub(super) const ID: &str = "challenge-present";
pub(super) const ARGUMENTS: &[Argument] = &[];

pub(super) fn judge(subject: &Subject<'_>, _: &Arguments) -> Vec<Mismatch> {
    match subject.challenge() {
        Some(_) => Vec::new(),
        None => vec![Mismatch::new("WWW-Authenticate with a challenge", "no WWW-Authenticate")],
    }
}
