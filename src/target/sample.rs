//! Target files of tests: a text without a folder and without an environment.

use std::path::Path;

use super::load::{Source, read};
use super::model::Target;
use crate::document::{Document, DocumentError};

/// Reads the text of a target file.
pub(super) fn sample(text: impl Into<String>) -> Result<Target, Box<DocumentError>> {
    let source = Source { folder: Path::new("."), env: &|_| None };
    read(&Document::new("t.toml", text), &source)
}
