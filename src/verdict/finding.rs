//! Findings and how they fold into a verdict.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::known::Known;
use crate::spec::{Grade, Level, Threat};

/// One breach of one requirement: the target's fault, as data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// The requirement that was breached.
    pub requirement: String,
    /// Its keyword.
    pub level: Level,
    /// Its specification and section, `RFC 7636 4.6`.
    pub section: String,
    /// Where to read it.
    pub url: String,
    /// What it demands, in one line; runs before format 1.1.0 lack it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What its breach exposes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threat: Option<Threat>,
    /// What to change at the server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
    /// What the breach weighs in the suite that was run.
    pub grade: Grade,
    /// The check that saw it; `outcome` when no acceptable branch matched.
    pub check: String,
    /// What would have been right.
    pub expected: String,
    /// What was there.
    pub actual: String,
    /// The step, by its name in the scenario.
    pub step: String,
    /// The exchange that shows it: its place in the scenario's transcript, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exchange: Option<usize>,
    /// Further requirements that the same answer breaches.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// The scenario in whose transcript it is; set where a finding was gathered over several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen_in: Option<String>,
    /// How many exchanges showed the same, when gathered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<usize>,
    /// The list of known deviations has it: it decides no exit code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<Known>,
}

/// What a scenario amounts to; ordered by how much attention it asks for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The target never declared the capability it takes.
    Skipped,
    /// As the specifications want it.
    Pass,
    /// A recommendation is not followed.
    Warn,
    /// Nothing was established.
    Inconclusive,
    /// A requirement is breached.
    Fail,
}

impl Verdict {
    /// All verdicts, the best first.
    pub const ALL: [Self; 5] =
        [Self::Skipped, Self::Pass, Self::Warn, Self::Inconclusive, Self::Fail];

    /// The word in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Skipped => "skipped",
            Self::Pass => "pass",
            Self::Warn => "warn",
            Self::Inconclusive => "inconclusive",
            Self::Fail => "fail",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The verdict of findings, when everything that was to be seen was seen.
#[must_use]
pub fn fold<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> Verdict {
    match findings.into_iter().map(|finding| finding.grade).max() {
        Some(Grade::Fail) => Verdict::Fail,
        Some(Grade::Warn) => Verdict::Warn,
        Some(Grade::Info | Grade::Off) | None => Verdict::Pass,
    }
}
