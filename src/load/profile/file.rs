//! The profile file as written.

use schemars::{JsonSchema, Schema};
use serde::Deserialize;

use crate::measurement::Arrivals;
use crate::scenario::Step;

/// `suites/load/<profile>.toml`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "assay load profile")]
pub(super) struct ProfileFile {
    /// What is loaded, as a noun phrase.
    pub(super) title: String,
    /// What a reader should know beyond the title.
    pub(super) notes: Option<String>,
    /// Arrivals by the clock (open model).
    pub(super) open: Option<OpenTable>,
    /// Virtual users who wait for their answers (closed model).
    pub(super) closed: Option<ClosedTable>,
    /// How the load grows, stays and ends.
    pub(super) stages: StagesTable,
    /// The share of answers that is verified, 0 to 1; all if left out.
    pub(super) verify: Option<f64>,
    /// What must hold of the figures, such as `p99<50ms for token`.
    #[serde(default)]
    pub(super) thresholds: Vec<String>,
    /// Questions with a known answer, asked all along: names of `suites/load/canary/<name>.toml`.
    #[serde(default)]
    pub(super) canaries: Vec<String>,
    /// Faults of the reference server that this profile turns red.
    #[serde(default)]
    pub(super) catches: Vec<String>,
    /// Tokens that journeys ask about.
    #[serde(default)]
    pub(super) pool: PoolTable,
    /// What virtual users do.
    pub(super) journey: Vec<JourneyTable>,
}

/// `[open]`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OpenTable {
    /// Journeys a second.
    pub(super) rate: f64,
    /// How they are spaced; evenly if left out.
    pub(super) arrivals: Option<Arrivals>,
    /// Connections at the most; 64 if left out.
    pub(super) connections: Option<usize>,
    /// Arrivals that may wait for a connection; ten seconds' worth if left out.
    pub(super) queue: Option<usize>,
}

/// `[closed]`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ClosedTable {
    /// How many.
    pub(super) virtual_users: usize,
    /// Least and most time between two journeys, such as `["10ms", "50ms"]`; none if left out.
    pub(super) think: Option<(String, String)>,
}

/// `[stages]`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StagesTable {
    /// From nothing to the whole load, such as `2s`.
    pub(super) ramp: Option<String>,
    /// The measured part.
    pub(super) hold: String,
    /// From the whole load to nothing.
    pub(super) cool_down: Option<String>,
    /// Further levels within the hold: shares of the load, each for an equal part of it.
    #[serde(default)]
    pub(super) steps: Vec<f64>,
}

/// `[pool]`: how many tokens of each kind are made before the load begins.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PoolTable {
    /// Access tokens that stay alive.
    #[serde(default)]
    pub(super) live: usize,
    /// Access tokens of the short-lived client, past their time.
    #[serde(default)]
    pub(super) expired: usize,
    /// Access tokens that were revoked.
    #[serde(default)]
    pub(super) revoked: usize,
    /// Texts that look like tokens and were never issued.
    #[serde(default)]
    pub(super) garbage: usize,
}

/// `[[journey]]`: steps in the language of scenario files. `from = "live"` and its like ask about a
/// token of the pool.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct JourneyTable {
    /// A word or two; names its figures.
    pub(super) name: String,
    /// Its share of all journeys, relative to the others; 1 if left out.
    pub(super) weight: Option<u32>,
    /// Capabilities that it takes beside those that its steps imply.
    #[serde(default)]
    pub(super) requires: Vec<String>,
    /// What each virtual user does once, before its first journey.
    #[serde(default)]
    pub(super) before: Vec<Step>,
    /// What it does again and again.
    pub(super) step: Vec<Step>,
}

/// `suites/load/canary/<name>.toml`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CanaryFile {
    /// What it watches, as a sentence.
    pub(super) title: String,
    /// Time between two questions, such as `1s`.
    pub(super) every: String,
    /// What is done once.
    #[serde(default)]
    pub(super) before: Vec<Step>,
    /// What is asked again and again.
    pub(super) step: Vec<Step>,
}

/// The JSON Schema of profile files.
#[must_use]
pub fn json_schema() -> Schema {
    schemars::schema_for!(ProfileFile)
}
