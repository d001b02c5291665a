//! One load run, whole.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Block, Canary, Capacity, Comparison, Connections, Counts, Environment, Generator, Point,
    Series, Shape, Skipped, ThresholdResult, Violation,
};
use crate::exchange::Endpoint;
use crate::measurement::Outcome;

/// Version of the JSON format of a load run; grows with every change that a reader could notice.
pub const MEASUREMENT_SCHEMA_VERSION: &str = "1.1.0";

/// One load run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Measurement {
    /// Version of this format.
    pub schema_version: String,
    /// When it began.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub started: Timestamp,
    /// How long it took, in milliseconds, preparation included.
    pub elapsed_ms: u64,
    /// The seed of every random value.
    pub seed: u64,
    /// It was stopped before its end.
    pub interrupted: bool,
    /// What was loaded, by what, from where.
    pub environment: Environment,
    /// How the load was laid out.
    pub shape: Shape,
    /// Journeys of the profile that the target cannot take, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<Skipped>,
    /// Counts over the hold.
    pub counts: Counts,
    /// Latencies over the hold, by endpoint and outcome.
    pub series: Vec<Series>,
    /// What answers said that they must not; empty when every checked answer was right.
    pub violations: Vec<Violation>,
    /// Questions with a known answer, asked all along.
    pub canaries: Vec<Canary>,
    /// Connections, and the time they took to stand.
    pub connections: Connections,
    /// The run over time, ramp and cool-down included.
    pub timeline: Vec<Point>,
    /// The hold in equal parts: repeated measurements, for comparisons.
    pub blocks: Vec<Block>,
    /// The generator's own state.
    pub generator: Generator,
    /// What the thresholds came to.
    pub thresholds: Vec<ThresholdResult>,
    /// This run beside an earlier one, if that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comparison: Option<Comparison>,
    /// The search for the highest rate, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<Capacity>,
}

impl Measurement {
    /// The latencies of one endpoint under one outcome.
    #[must_use]
    pub fn series(&self, endpoint: Endpoint, outcome: Outcome) -> Option<&Series> {
        self.series.iter().find(|own| own.endpoint == endpoint && own.outcome == outcome)
    }

    /// Every endpoint that was spoken to, in the order of the record.
    #[must_use]
    pub fn endpoints(&self) -> Vec<Endpoint> {
        let mut seen = Vec::new();
        for series in &self.series {
            if !seen.contains(&series.endpoint) {
                seen.push(series.endpoint);
            }
        }
        seen
    }

    /// Semantic violations, broken canaries among them.
    #[must_use]
    pub fn semantic(&self) -> u64 {
        self.violations.iter().map(|own| own.count).sum()
    }
}
