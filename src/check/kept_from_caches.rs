//! The answer is kept out of caches that several people share.
//!
//! `Cache-Control` says `private`, or `no-store`, which is more.

use super::{Argument, Arguments, Mismatch, Subject};

pub(super) const ID: &str = "kept-from-caches";
pub(super) const ARGUMENTS: &[Argument] = &[];

pub(super) fn judge(subject: &Subject<'_>, _: &Arguments) -> Vec<Mismatch> {
    let Some(response) = subject.response() else { return Vec::new() };
    let kept = |directive: &str| response.has_directive("cache-control", directive);
    if kept("private") || kept("no-store") {
        return Vec::new();
    }
    let actual = response.header("cache-control").unwrap_or("no Cache-Control");
    vec![Mismatch::new("Cache-Control: private", actual)]
}
