//! The run as JSON: the contract that tools read; its schema lies under `reports/`.

use schemars::{Schema, schema_for};

use crate::verdict::Run;

/// The run, indented, with a line end.
pub(super) fn render(run: &Run) -> Result<String, String> {
    let mut text = serde_json::to_string_pretty(run).map_err(|error| error.to_string())?;
    text.push('\n');
    Ok(text)
}

/// Reads a run back.
///
/// # Errors
/// Why the text is no run.
pub fn read(text: &str) -> Result<Run, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

/// The JSON Schema of the report.
#[must_use]
pub fn json_schema() -> Schema {
    schema_for!(Run)
}
