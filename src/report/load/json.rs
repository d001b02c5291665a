//! The measurement as JSON: the contract that tools read; its schema lies under `reports/`.

use schemars::{Schema, schema_for};

use crate::measurement::Measurement;

/// The measurement, indented, with a line end.
pub(super) fn render(measurement: &Measurement) -> Result<String, String> {
    let mut text = serde_json::to_string_pretty(measurement).map_err(|error| error.to_string())?;
    text.push('\n');
    Ok(text)
}

/// Reads a measurement back.
///
/// # Errors
/// Why the text is no measurement.
pub fn read_measurement(text: &str) -> Result<Measurement, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

/// The JSON Schema of a load run.
#[must_use]
pub fn load_json_schema() -> Schema {
    schema_for!(Measurement)
}
