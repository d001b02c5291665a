//! What was counted and timed.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::exchange::Endpoint;
use crate::measurement::{Distribution, Outcome};

/// Counts over the hold. Latency, HTTP errors, OAuth errors and semantic violations are four
/// different things.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Counts {
    /// The hold, in seconds.
    pub seconds: f64,
    /// Journeys that were to start (open), or that did (closed).
    pub asked: u64,
    /// Journeys that started.
    pub started: u64,
    /// Arrivals that found the queue full, or waited in it beyond the deadline (open).
    pub not_sent: u64,
    /// Arrivals held back because the server asked for it by 429 (open).
    pub held_back: u64,
    /// Requests whose answer came, or whose deadline passed.
    pub requests: u64,
    /// Requests still without an answer when the run ended.
    pub unfinished: u64,
    /// Requests by outcome.
    pub outcomes: BTreeMap<Outcome, u64>,
    /// Answers by HTTP status.
    pub statuses: BTreeMap<u16, u64>,
    /// OAuth errors by code (RFC 6749 section 5.2).
    pub oauth_errors: BTreeMap<String, u64>,
    /// Requests without an answer, by reason.
    pub no_answer: BTreeMap<String, u64>,
    /// Virtual users whose beginning failed, by what came instead; they tried again.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub unprepared: BTreeMap<String, u64>,
    /// Answers that were verified.
    pub verified: u64,
}

impl Counts {
    /// Requests of one outcome.
    #[must_use]
    pub fn of(&self, outcome: Outcome) -> u64 {
        self.outcomes.get(&outcome).copied().unwrap_or_default()
    }

    /// Requests that failed, by share of all; 0 without requests.
    #[must_use]
    pub fn error_rate(&self) -> f64 {
        let errors: u64 =
            Outcome::ALL.into_iter().filter(|own| own.is_error()).map(|own| self.of(own)).sum();
        if self.requests == 0 { 0.0 } else { errors as f64 / self.requests as f64 }
    }

    /// Requests a second.
    #[must_use]
    pub fn rate(&self) -> f64 {
        if self.seconds > 0.0 { self.requests as f64 / self.seconds } else { 0.0 }
    }
}

/// Latencies of one endpoint under one outcome, over the hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Series {
    /// The endpoint.
    pub endpoint: Endpoint,
    /// The outcome.
    pub outcome: Outcome,
    /// From the intended start (open, first request of a journey) or from sending, to the end of
    /// the body.
    pub latency: Distribution,
}

/// Connections over the whole run; their set-up is never part of a request's own time.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Connections {
    /// Opened.
    pub opened: u64,
    /// Closed by the server between two requests, and opened again.
    pub reopened: u64,
    /// Attempts that failed.
    pub failed: u64,
    /// Time to connect (TCP).
    pub connect: Distribution,
    /// Time of the TLS handshake; without samples over plain HTTP.
    pub tls: Distribution,
}

/// One stretch of the timeline.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Point {
    /// Its beginning, in seconds since the load began.
    pub at_s: f64,
    /// Its length, in seconds; long runs are thinned to coarser points.
    pub seconds: f64,
    /// Requests answered.
    pub requests: u64,
    /// Errors among them.
    pub errors: u64,
    /// Semantic violations among them.
    pub semantic: u64,
    /// Arrivals that could not be sent.
    pub not_sent: u64,
    /// Median latency of all requests, in microseconds.
    pub p50_us: u64,
    /// 99th percentile, in microseconds.
    pub p99_us: u64,
    /// Largest latency, in microseconds.
    pub max_us: u64,
}

/// One of the equal parts of the hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Block {
    /// Its length, in seconds.
    pub seconds: f64,
    /// One an endpoint.
    pub series: Vec<BlockSeries>,
}

/// The good answers of one endpoint in one block.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BlockSeries {
    /// The endpoint.
    pub endpoint: Endpoint,
    /// Answers as expected.
    pub ok: u64,
    /// All requests.
    pub requests: u64,
    /// Percentiles of the answers as expected: percent and microseconds.
    pub percentiles: Vec<(f64, u64)>,
}

/// The generator's own state over the hold.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Generator {
    /// CPU time of this process, in seconds.
    pub cpu_seconds: f64,
    /// Its share of the threads that generate: 1 is saturation.
    pub cpu_share: f64,
    /// CPU time a request, in microseconds.
    pub cpu_us_per_request: f64,
    /// How late requests left, measured from the intended start (open).
    pub lateness: Distribution,
    /// Share of arrivals that found every connection busy and waited for one (open), 0 to 1.
    pub waited_share: f64,
    /// Resident memory at the end of the hold, in megabytes, where the system tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory_mb: Option<f64>,
    /// Why the generator, not the server, was the limit; then the figures are about the generator.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub limited_by: Vec<String>,
    /// From the start of the load to the first request on the wire, in milliseconds.
    pub first_request_ms: f64,
}
