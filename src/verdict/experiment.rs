//! What a trial did: figures that belong to many cases, not to one exchange.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The record of a trial: a scenario whose steps were generated.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Experiment {
    /// Cases that ran, those of the search for a smaller one not counted.
    pub cases: u64,
    /// Cases that established nothing, since the world or a prerequisite failed.
    #[serde(default)]
    pub rejected: u64,
    /// Cases that were run to find a smaller one that fails as well.
    #[serde(default)]
    pub shrinking: u64,
    /// Requests that all of them took.
    pub requests: u64,
    /// What was measured, in the order it is told: rounds, successes, percentiles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub figures: Vec<Figure>,
    /// The case that failed, as a numbered story that a person can follow.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub story: Vec<String>,
    /// The case that failed, for `assay run --replay`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<Value>,
}

/// One measured thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Figure {
    /// What it is: `time to inactive, p95`.
    pub name: String,
    /// Its value with the unit: `312 ms`.
    pub value: String,
}

impl Experiment {
    /// Adds a figure.
    pub fn figure(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.figures.push(Figure { name: name.into(), value: value.into() });
    }
}

/// A failing case in a file of its own, which `assay run --replay` takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Replay {
    /// Version of this format.
    pub schema_version: String,
    /// The trial.
    pub id: String,
    /// The seed of the run that found it.
    pub seed: u64,
    /// The story, for those who open the file.
    pub story: Vec<String>,
    /// The case.
    pub case: Value,
}
