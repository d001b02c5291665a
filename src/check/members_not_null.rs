//! No member of the JSON answer is null.
//!
//! A member without a value is left out (OAuth 2.1 Appendix C.3); `null` breaks clients that read
//! strictly.

use super::{Argument, Arguments, Mismatch, Subject};

pub(super) const ID: &str = "members-not-null";
pub(super) const ARGUMENTS: &[Argument] = &[];

pub(super) fn judge(subject: &Subject<'_>, _: &Arguments) -> Vec<Mismatch> {
    let json = match subject.json() {
        Ok(json) => json,
        Err(mismatch) => return vec![mismatch],
    };
    let members = json.object().into_iter().flatten().filter(|(_, value)| value.is_null());
    members
        .map(|(name, _)| Mismatch::new(format!("`{name}` left out"), format!("{name}: null")))
        .collect()
}
