//! The scenario file as it is written.
//!
//! The happy path is supplied: a step sends a conforming request unless a key here bends it.

use schemars::{JsonSchema, Schema, schema_for};
use serde::Deserialize;

use super::step::Step;

/// `scenarios/<topic>/<name>.toml`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ScenarioFile {
    /// The stimulus as a noun phrase.
    pub(super) title: String,
    /// Capabilities that the target must have.
    #[serde(default)]
    pub(super) requires: Vec<String>,
    /// Requirements that it verifies; the first one is breached when no branch matches.
    pub(super) verifies: Vec<String>,
    /// Faults of the reference server that turn it red.
    #[serde(default)]
    pub(super) catches: Vec<String>,
    /// Its flow conforms although it sets values by hand, so it is its own control.
    #[serde(default)]
    pub(super) conforming: bool,
    /// It may leave something behind (a counted wrong secret): it runs last, and alone.
    #[serde(default)]
    pub(super) destructive: bool,
    /// What a reader should know beyond the title.
    #[serde(default)]
    pub(super) notes: Option<String>,
    /// The steps in order.
    pub(super) step: Vec<Step>,
}

/// The JSON Schema of a scenario file.
#[must_use]
pub fn json_schema() -> Schema {
    schema_for!(ScenarioFile)
}
