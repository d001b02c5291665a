//! The run as one HTML page, for those who would rather look than scroll a terminal.
//!
//! It needs no network, and its own policy forbids it; the one script is named there by its hash, so
//! that nothing a target answered could run even if it were not escaped. Without the script the
//! page shows everything; with it, it filters and answers keys.

mod content;
mod controls;
mod finding;
mod page;
mod result;
mod stale;
mod summary;
mod timeline;

pub(super) use page::render;
