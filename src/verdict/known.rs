//! Deviations that somebody knew of beforehand, as a run carries them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Why a finding is no news: what the list of known deviations says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Known {
    /// Why it is put up with.
    pub reason: String,
    /// The departure that the platform's own documents state, by its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deviation: Option<String>,
    /// Where more is said: an issue, a decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// The last day on which it is put up with, `2027-01-31`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

impl Known {
    /// The reason with link and last day, in one line.
    #[must_use]
    pub fn in_words(&self) -> String {
        let link = self.link.as_ref().map(|link| format!(", {link}")).unwrap_or_default();
        let until = self.until.as_ref().map(|day| format!(", until {day}")).unwrap_or_default();
        format!("{}{link}{until}", self.reason)
    }
}

/// How often a scenario was run because of a finding that is listed as flaky.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Retried {
    /// Runs of the scenario, the first one counted.
    pub tries: u32,
    /// Runs that showed the finding.
    pub failed: u32,
}

/// An entry of the list that says what is not so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Stale {
    /// The scenario it names.
    pub scenario: String,
    /// The requirement it names.
    pub requirement: String,
    /// The check it names.
    pub check: String,
    /// What it says was seen.
    pub actual: String,
    /// The reason that it gives.
    pub reason: String,
    /// What is wrong with it.
    pub why: String,
}
