//! One entry of the list, ready to be held against results.

use jiff::civil::Date;

use crate::spec::Grade;
use crate::verdict::{Finding, Identity, Known, Stale};

/// A finding that is put up with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deviation {
    /// The scenario, or `ambient/<check>`.
    pub scenario: String,
    /// The finding within it.
    pub finding: Identity,
    /// What it weighs: an entry for a warning does not cover a failure.
    pub grade: Grade,
    /// Why it is put up with.
    pub reason: String,
    /// Where more is said.
    pub link: Option<String>,
    /// The documented deviation that it shows.
    pub deviation: Option<String>,
    /// The last day on which it is put up with.
    pub until: Option<Date>,
    /// For a finding that comes and goes: how often the scenario is run at the most before it counts.
    pub tries: Option<u32>,
}

/// A list of known deviations.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownDeviations {
    /// Its entries in order.
    pub entries: Vec<Deviation>,
}

impl Deviation {
    /// Whether it speaks of this finding, in a result of its scenario.
    #[must_use]
    pub fn names(&self, finding: &Finding) -> bool {
        self.grade == finding.grade && self.finding == finding.identity()
    }

    /// Whether its last day is over.
    #[must_use]
    pub fn expired(&self, today: Date) -> bool {
        self.until.is_some_and(|day| day < today)
    }

    /// What reports say of a finding that it names.
    #[must_use]
    pub fn known(&self) -> Known {
        let until = self.until.map(|day| day.to_string());
        Known {
            reason: self.reason.clone(),
            link: self.link.clone(),
            deviation: self.deviation.clone(),
            until,
        }
    }

    /// What reports say of it when it no longer holds.
    #[must_use]
    pub fn stale(&self, why: impl Into<String>) -> Stale {
        Stale {
            scenario: self.scenario.clone(),
            requirement: self.finding.requirement.clone(),
            check: self.finding.check.clone(),
            actual: self.finding.actual.clone(),
            reason: self.reason.clone(),
            why: why.into(),
        }
    }
}
