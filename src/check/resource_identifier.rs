//! The `resource` of protected resource metadata is the one that was asked for.
//!
//! `metadata` is the URL of the document: without the well-known string it must be `resource`
//! (RFC 9728 section 3.3). `called` is the URL whose challenge led there: it must be `resource`
//! itself. A base URL of the resource is a lesser finding, since many deployments publish one
//! document for a whole server.

use super::{Argument, Arguments, Mismatch, Subject};

pub(super) const ID: &str = "resource-identifier";
pub(super) const ARGUMENTS: &[Argument] = &[
    Argument { name: "metadata", required: false, meaning: "the URL of the document" },
    Argument { name: "called", required: false, meaning: "the URL that was called" },
];

const WELL_KNOWN: &str = "/.well-known/oauth-protected-resource";

pub(super) fn judge(subject: &Subject<'_>, arguments: &Arguments) -> Vec<Mismatch> {
    let Some(resource) =
        subject.json().ok().and_then(|json| json.text("resource").map(str::to_owned))
    else {
        return vec![Mismatch::new("a member `resource`", "none")];
    };
    let own = resource.trim_end_matches('/');
    let metadata = arguments.text("metadata");
    // A document that lies elsewhere says nothing about where it was derived from.
    if metadata.contains(WELL_KNOWN)
        && metadata.replacen(WELL_KNOWN, "", 1).trim_end_matches('/') != own
    {
        let expected = format!("resource: {}", metadata.replacen(WELL_KNOWN, "", 1));
        return vec![Mismatch::new(expected, format!("resource: {resource}"))];
    }
    let called = arguments.text("called");
    if called.is_empty() || called.trim_end_matches('/') == own {
        return Vec::new();
    }
    let mismatch = Mismatch::new(format!("resource: {called}"), format!("resource: {resource}"));
    let base = called.strip_prefix(own).is_some_and(|rest| rest.starts_with(['/', '?']));
    vec![if base { mismatch.wrong_code() } else { mismatch }]
}
