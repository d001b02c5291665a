//! The token answer says that the access token lives as long as the server's documents say.
//!
//! A few seconds less are right: the time that is left, counted when the answer was written.

use super::{Argument, Arguments, Mismatch, Subject};

pub(super) const ID: &str = "lifetime-stated";
pub(super) const ARGUMENTS: &[Argument] =
    &[Argument::required("seconds", "how long access tokens live by the documents")];

/// What may have run down on the way.
const SECONDS_LESS: u64 = 5;

pub(super) fn judge(subject: &Subject<'_>, arguments: &Arguments) -> Vec<Mismatch> {
    let documented = arguments.text("seconds");
    let expected = format!("expires_in: {documented}");
    let json = match subject.json() {
        Ok(json) => json,
        Err(mismatch) => return vec![mismatch],
    };
    let Some(stated) = json.member("expires_in") else {
        return vec![Mismatch::new(expected, "no `expires_in`")];
    };
    let seconds = stated.as_u64().zip(documented.parse::<u64>().ok());
    let near = |(own, whole): (u64, u64)| own <= whole && own.saturating_add(SECONDS_LESS) >= whole;
    if seconds.is_some_and(near) {
        return Vec::new();
    }
    vec![Mismatch::new(expected, format!("expires_in: {stated}"))]
}
