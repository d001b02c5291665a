//! What a search or a comparison came to.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::exchange::Endpoint;

/// The search for the highest rate that holds an SLO.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Capacity {
    /// The SLO as written.
    pub slo: String,
    /// The highest rate that held in every repetition, in journeys a second; `None` if none did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
    /// The lowest rate that did not hold; `None` when the search ended at a ceiling.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broken_at: Option<f64>,
    /// Why the search ended where it did.
    pub conclusion: String,
    /// Every probe, in the order it was made: the latency-against-rate curve.
    pub points: Vec<CapacityPoint>,
}

/// One probe of the search.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CapacityPoint {
    /// Asked for, in journeys a second.
    pub rate: f64,
    /// Reached, in journeys a second.
    pub reached: f64,
    /// Median over all requests, in microseconds.
    pub p50_us: u64,
    /// 99th percentile, in microseconds.
    pub p99_us: u64,
    /// Share of errors, 0 to 1.
    pub error_rate: f64,
    /// Semantic violations.
    pub semantic: u64,
    /// Whether the SLO held.
    pub held: bool,
    /// Whether the generator was the limit: then a probe that broke says nothing about the server.
    pub generator_limited: bool,
}

/// This run beside an earlier one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Comparison {
    /// When the earlier run began.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub baseline_started: Timestamp,
    /// The rule by which a difference counts, in words.
    pub rule: String,
    /// One line an endpoint and figure.
    pub lines: Vec<Compared>,
    /// What makes the two hard to compare: another profile, another machine, too few blocks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<String>,
}

impl Comparison {
    /// Whether anything got worse.
    #[must_use]
    pub fn is_worse(&self) -> bool {
        self.lines.iter().any(|own| own.verdict == Change::Worse)
    }
}

/// One figure in both runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Compared {
    /// The endpoint.
    pub endpoint: Endpoint,
    /// `p50`, `p90`, `p99` (microseconds), `rate` (answers as expected a second) or `failed`
    /// (answers not as expected, in percent).
    pub figure: String,
    /// In the earlier run.
    pub before: Interval,
    /// In this one.
    pub after: Interval,
    /// What it amounts to.
    pub verdict: Change,
}

/// The median of a figure over the blocks of a run, and where it lies with 95 % confidence.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Interval {
    /// Median over the blocks.
    pub median: f64,
    /// Lower bound.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
}

/// What a difference amounts to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Surely better.
    Better,
    /// No difference that the rule accepts.
    Same,
    /// Surely worse.
    Worse,
    /// Too few blocks in one of the runs.
    Unclear,
}
