//! What was loaded, by what, from where, and how.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
