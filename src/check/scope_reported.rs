//! The token answer says which scope it grants.
//!
//! `scope` is required wherever the grant differs from the request (RFC 6749 section 5.1).

use super::{Argument, Arguments, Mismatch, Subject};

pub(super) const ID: &str = "scope-reported";
pub(super) const ARGUMENTS: &[Argument] = &[];

pub(super) fn judge(subject: &Subject<'_>, _: &Arguments) -> Vec<Mismatch> {
    match subject.json() {
        Ok(json) if json.member("scope").is_some() => Vec::new(),
        Ok(_) => vec![Mismatch::new("a member `scope`", "no `scope`, which means: as requested")],
        Err(mismatch) => vec![mismatch],
    }
}
