//! The recorded run: events while it happens, one value when it is over.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::experiment::Experiment;
use super::finding::{Finding, Verdict, fold};
use super::known::{Known, Retried, Stale};
use super::platform::{Departure, Trait};
use crate::exchange::Transcript;
use crate::spec::{Level, Threat};

/// Version of the JSON report; grows with every change that a reader could notice.
pub const SCHEMA_VERSION: &str = "1.2.0";

/// What happens during a run, in the order it happens.
#[derive(Debug, Clone)]
pub enum Event {
    /// The plan stands: how many scenarios will run.
    Planned {
        /// Scenarios that run.
        total: usize,
        /// Scenarios that are skipped.
        skipped: usize,
    },
    /// A scenario is on its way.
    Started(String),
    /// A trial begins another of its cases.
    Case {
        /// The trial.
        id: String,
        /// Which case, counted from 1.
        number: u32,
        /// How many at the most.
        total: u32,
    },
    /// A scenario is over; its verdict stands once the controls behind it have run.
    Finished {
        /// Which.
        id: String,
        /// What it looks like.
        verdict: Verdict,
    },
    /// A person must open this URL in a browser and log in.
    OwnerNeeded(String),
}

/// A requirement as results name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RequirementRef {
    /// Slug.
    pub id: String,
    /// Keyword.
    pub level: Level,
    /// Specification and section.
    pub section: String,
    /// What it demands, in one line; runs before format 1.1.0 lack it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Where to read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// What its breach exposes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threat: Option<Threat>,
}

/// What one scenario, or one ambient check over all scenarios, came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ScenarioResult {
    /// Scenario id, or `ambient/<check>`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The verdict.
    pub verdict: Verdict,
    /// Why it was skipped or established nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What it verifies.
    pub requirements: Vec<RequirementRef>,
    /// What it found; empty on a pass without remarks.
    pub findings: Vec<Finding>,
    /// What it did and saw, without secrets.
    pub transcript: Transcript,
    /// What the positive control did, if it failed: then the verdict is inconclusive whatever the
    /// transcript shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub control: Option<Transcript>,
    /// Figures of a trial, whose steps were generated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub experiment: Option<Experiment>,
    /// It was run again because of a finding that is listed as flaky.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retried: Option<Retried>,
}

impl ScenarioResult {
    /// The verdict that is left when known deviations are taken out.
    #[must_use]
    pub fn open(&self) -> Verdict {
        if self.findings.iter().all(|own| own.known.is_none()) {
            return self.verdict;
        }
        let rest = fold(self.findings.iter().filter(|own| own.known.is_none()));
        // What was not established is not known either.
        let least = if self.reason.is_some() { Verdict::Inconclusive } else { Verdict::Pass };
        rest.max(least).min(self.verdict)
    }

    /// Whether known deviations alone keep it from passing.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.verdict > Verdict::Pass && self.open() <= Verdict::Pass
    }
}

/// Counts of verdicts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// Conform.
    pub pass: u64,
    /// Breach a recommendation.
    pub warn: u64,
    /// Established nothing.
    pub inconclusive: u64,
    /// Breach a requirement.
    pub fail: u64,
    /// Not applicable to the target.
    pub skipped: u64,
    /// Only known deviations keep them from passing; counted here alone.
    #[serde(default, skip_serializing_if = "none")]
    pub known: u64,
}

fn none(count: &u64) -> bool {
    *count == 0
}

impl Summary {
    /// Counts results.
    pub fn of<'a>(results: impl IntoIterator<Item = &'a ScenarioResult>) -> Self {
        let mut own = Self::default();
        for result in results {
            *match result.open() {
                _ if result.is_known() => &mut own.known,
                Verdict::Skipped => &mut own.skipped,
                Verdict::Pass => &mut own.pass,
                Verdict::Warn => &mut own.warn,
                Verdict::Inconclusive => &mut own.inconclusive,
                Verdict::Fail => &mut own.fail,
            } += 1;
        }
        own
    }
}

/// A suite as a run names it: a verdict stands only together with its version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SuiteRef {
    /// Name, `oauth20`.
    pub name: String,
    /// Version.
    pub version: String,
}

/// The target as a run names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TargetRef {
    /// Name.
    pub name: String,
    /// Issuer, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// Capabilities that the plan was made from.
    pub capabilities: Vec<String>,
    /// How it speaks, where that is not the standards' way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dialect: Vec<Trait>,
    /// Where its own documents depart from the standards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deviations: Vec<Departure>,
}

/// Everything a report may show.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Run {
    /// Version of this format.
    pub schema_version: String,
    /// Version of assay.
    pub tool_version: String,
    /// When it began.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub started: Timestamp,
    /// How long it took, in milliseconds.
    pub elapsed_ms: u64,
    /// The seed of every random value.
    pub seed: u64,
    /// It was stopped before its end: what is missing was not established.
    pub interrupted: bool,
    /// What was tested.
    pub target: TargetRef,
    /// What it was held to.
    pub suites: Vec<SuiteRef>,
    /// Counts.
    pub summary: Summary,
    /// One object a scenario, in the order of the plan, then one an ambient check.
    pub results: Vec<ScenarioResult>,
    /// Entries of the list of known deviations that no longer hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stale: Vec<Stale>,
}

impl Run {
    /// Every finding that the list of known deviations has.
    pub fn known(&self) -> impl Iterator<Item = (&ScenarioResult, &Finding, &Known)> {
        let all = self.results.iter().flat_map(|own| own.findings.iter().map(move |f| (own, f)));
        all.filter_map(|(own, finding)| Some((own, finding, finding.known.as_ref()?)))
    }

    /// The worst verdict, known deviations taken out; `None` when nothing ran.
    #[must_use]
    pub fn worst(&self) -> Option<Verdict> {
        self.results.iter().map(ScenarioResult::open).filter(|own| *own != Verdict::Skipped).max()
    }
}
