//! The text of a file that an argument names.

use std::path::Path;

use miette::miette;

use super::Failed;

/// Reads it whole.
///
/// # Errors
/// A file that cannot be read, or is no UTF-8.
pub(super) fn read_text(path: &Path) -> Result<String, Failed> {
    let shown = path.display();
    std::fs::read_to_string(path)
        .map_err(|error| Failed::usage(miette!("failed to read {shown}: {error}")))
}
