//! A target file, proposed: what a server's metadata show is filled in, the rest explained.
//!
//! In: the issuer, its metadata and the clients that were registered. Out: the text of a file that
//! loads as it is; what nobody but a person can know stands in it as a comment.

mod client;
mod page;
mod quoted;
mod wanted;

use crate::oauth::Metadata;

pub use client::{ProposedClient, ProposedSecret};
pub use wanted::Wanted;

/// Everything that a proposal is made of.
#[derive(Debug)]
pub struct Proposal<'p> {
    /// The issuer as it was given.
    pub issuer: &'p str,
    /// The path of the file, for the commands in its comments.
    pub path: &'p str,
    /// The metadata with the URL they were found at.
    pub metadata: Option<(&'p Metadata, &'p str)>,
    /// File with certificates to trust.
    pub ca_file: Option<&'p str>,
    /// Clients that were registered.
    pub clients: &'p [ProposedClient],
    /// The scopes that they were registered for, if the server said so.
    pub scopes: Option<&'p [String]>,
}

impl Proposal<'_> {
    /// The text of the file.
    #[must_use]
    pub fn render(&self) -> String {
        page::render(self)
    }
}
