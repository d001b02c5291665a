//! The record of one load run: everything that a load report may show.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::latency::Distribution;
use super::outcome::Outcome;
use crate::exchange::{Endpoint, Exchange};

/// Version of the JSON format of a load run; grows with every change that a reader could notice.
pub const MEASUREMENT_SCHEMA_VERSION: &str = "1.0.0";

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

/// What was loaded, by what, from where: without it no figure can be compared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Environment {
    /// Version of assay.
    pub tool_version: String,
    /// The target's name.
    pub target: String,
    /// Its issuer, or else its token endpoint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// What it calls itself in `Server`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
    /// The load profile's name.
    pub profile: String,
    /// SHA-256 of the profile as it ran, in hex: two runs with one digest are comparable.
    pub profile_digest: String,
    /// `http/1.1` or `h2`, with `+tls`.
    pub protocol: String,
    /// The machine that generated the load.
    pub machine: Machine,
    /// Notes from the command line.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// The generator's machine.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Machine {
    /// Operating system.
    pub os: String,
    /// Processor architecture.
    pub arch: String,
    /// Processor model, where the system tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub processor: Option<String>,
    /// Cores that this process may use.
    pub cores: usize,
    /// Memory, in megabytes, where the system tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory_mb: Option<u64>,
}

/// How requests come about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Model {
    /// Each virtual user waits for its answer before it goes on: a slow server is asked less.
    #[default]
    Closed,
    /// Arrivals come by the clock, whatever the server does; latency counts from the intended start.
    Open,
}

/// How arrivals of the open model are spaced.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Arrivals {
    /// Evenly.
    #[default]
    Constant,
    /// At random, independently of each other (exponential gaps).
    Poisson,
}

/// How the load was laid out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Shape {
    /// Closed or open.
    pub model: Model,
    /// Virtual users (closed) or connections at the most (open).
    pub virtual_users: usize,
    /// Journeys a second at the end of the ramp (open).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
    /// Their spacing (open).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrivals: Option<Arrivals>,
    /// Arrivals that may wait for a connection (open).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<usize>,
    /// Ramp, hold and cool-down in order.
    pub stages: Vec<Stage>,
    /// Least and most time between two journeys of a virtual user, in milliseconds (closed).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub think_ms: Option<(u64, u64)>,
    /// The share of answers that were verified, 0 to 1.
    pub verified_share: f64,
    /// Threads that generated the load.
    pub workers: usize,
}

/// One stage of a run: the load goes evenly from one level to the next.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Stage {
    /// `ramp`, `hold`, `step` or `cool-down`.
    pub name: String,
    /// Its length, in seconds.
    pub seconds: f64,
    /// Level at its beginning: virtual users, or journeys a second.
    pub from: f64,
    /// Level at its end.
    pub to: f64,
    /// Whether its samples count into the figures.
    pub measured: bool,
}

/// A journey that could not be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Skipped {
    /// Its name in the profile.
    pub journey: String,
    /// What the target lacks.
    pub reason: String,
}

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

/// Something that answers said and must not say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Violation {
    /// What kind: the id of the check that saw it, or `foreign-answer`, `scope-differs`,
    /// `token-repeated` (it belongs to another request), `wrong-at-rest` (without any load).
    pub kind: String,
    /// The requirement that it breaches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requirement: Option<String>,
    /// The journey in which it was seen first.
    pub journey: String,
    /// How many answers showed it.
    pub count: u64,
    /// What would have been right.
    pub expected: String,
    /// What the first one said.
    pub actual: String,
    /// The first exchange that showed it, without secrets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exchange: Option<Exchange>,
}

/// A question with a known answer, asked at a low rate all along.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Canary {
    /// `revoked-token` or `wrong-secret`.
    pub name: String,
    /// What it watches.
    pub expects: String,
    /// How often it was asked.
    pub asked: u64,
    /// How often the answer was right.
    pub held: u64,
    /// How often it was wrong; each is a violation too.
    pub broken: u64,
    /// Why it was not asked at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skipped: Option<String>,
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

/// What one threshold came to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ThresholdResult {
    /// The rule as written.
    pub rule: String,
    /// The measured value with its unit, such as `12.3 ms`; `None` when there were no samples.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measured: Option<String>,
    /// Whether it holds; `None` when nothing was measured or too few samples support it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holds: Option<bool>,
    /// What a reader should know: too few samples.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
}

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
