//! What is different between two runs: pure, over their results.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::Serialize;

use super::finding::{Finding, Verdict};
use super::identity::Identity;
use super::run::{Run, ScenarioResult, SuiteRef};
use crate::spec::Grade;

/// Version of the JSON form.
const VERSION: &str = "1.0.0";

/// What is different between an older and a newer run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Version of this format.
    pub schema_version: String,
    /// The older run.
    pub old: Side,
    /// The newer run.
    pub new: Side,
    /// Amount to more trouble than before, or show a failure or warning that they did not show.
    pub worse: Vec<Change>,
    /// Amount to less trouble than before, or no longer show a failure or warning.
    pub better: Vec<Change>,
    /// Judged in the newer run only.
    pub appeared: Vec<Change>,
    /// Judged in the older run only.
    pub vanished: Vec<Change>,
    /// Other than before, neither better nor worse: a failure that was not established this time.
    pub changed: Vec<Change>,
    /// How many are as before.
    pub same: usize,
}

/// What a run says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Side {
    /// The target's name.
    pub target: String,
    /// When it began.
    pub started: Timestamp,
    /// Version of assay.
    pub tool_version: String,
    /// What the target was held to.
    pub suites: Vec<SuiteRef>,
    /// It was stopped before its end.
    pub interrupted: bool,
}

/// What became of one scenario or ambient check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What the older run says; `None` where it was not judged.
    pub old: Option<Verdict>,
    /// What the newer run says; `None` where it was not judged.
    pub new: Option<Verdict>,
    /// Failures and warnings that only the newer run shows.
    pub gained: Vec<Seen>,
    /// Failures and warnings that only the older run shows.
    pub lost: Vec<Seen>,
    /// Why it was not established, in the newer run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A finding in a few words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Seen {
    /// The requirement.
    pub requirement: String,
    /// Its specification and section.
    pub section: String,
    /// What it weighs.
    pub grade: Grade,
    /// What was seen.
    pub actual: String,
}

impl Difference {
    /// Compares two runs.
    #[must_use]
    pub fn between(old: &Run, new: &Run) -> Self {
        let mut own = Self {
            schema_version: VERSION.to_owned(),
            old: Side::of(old),
            new: Side::of(new),
            worse: Vec::new(),
            better: Vec::new(),
            appeared: Vec::new(),
            vanished: Vec::new(),
            changed: Vec::new(),
            same: 0,
        };
        let (before, after) = (judged(old), judged(new));
        let ids: BTreeSet<&str> = before.keys().chain(after.keys()).copied().collect();
        for id in ids {
            own.place(before.get(id).copied(), after.get(id).copied());
        }
        own
    }

    /// Whether something got worse: a verdict, a new failure, or a scenario that appears and fails.
    #[must_use]
    pub fn is_worse(&self) -> bool {
        let fails = |own: &Change| own.new == Some(Verdict::Fail);
        !self.worse.is_empty() || self.appeared.iter().any(fails)
    }

    fn place(&mut self, old: Option<&ScenarioResult>, new: Option<&ScenarioResult>) {
        let Some(change) = Change::of(old, new) else { return };
        let list = match (change.old, change.new) {
            (None, _) => &mut self.appeared,
            (_, None) => &mut self.vanished,
            // Nothing was established: that is no progress.
            (Some(Verdict::Fail), Some(Verdict::Inconclusive)) => &mut self.changed,
            (Some(old), Some(new)) if new > old => &mut self.worse,
            (Some(old), Some(new)) if new < old => &mut self.better,
            _ if !change.gained.is_empty() => &mut self.worse,
            _ if !change.lost.is_empty() => &mut self.better,
            _ => {
                self.same += 1;
                return;
            }
        };
        list.push(change);
    }
}

impl Side {
    fn of(run: &Run) -> Self {
        Self {
            target: run.target.name.clone(),
            started: run.started,
            tool_version: run.tool_version.clone(),
            suites: run.suites.clone(),
            interrupted: run.interrupted,
        }
    }
}

impl Change {
    fn of(old: Option<&ScenarioResult>, new: Option<&ScenarioResult>) -> Option<Self> {
        let either = new.or(old)?;
        let (before, after) = (weighty(old), weighty(new));
        // A failure that was not established this time is not lost.
        let silent = new.is_some_and(|own| own.verdict == Verdict::Inconclusive);
        let lost = if silent { Vec::new() } else { only_in(&before, &after) };
        Some(Self {
            id: either.id.clone(),
            title: either.title.clone(),
            old: old.map(|own| own.verdict),
            new: new.map(|own| own.verdict),
            gained: only_in(&after, &before),
            lost,
            reason: new.filter(|_| silent).and_then(|own| own.reason.clone()),
        })
    }
}

/// Results that were judged: what was skipped is as good as absent.
fn judged(run: &Run) -> BTreeMap<&str, &ScenarioResult> {
    let results = run.results.iter().filter(|own| own.verdict != Verdict::Skipped);
    results.map(|own| (own.id.as_str(), own)).collect()
}

fn weighty(result: Option<&ScenarioResult>) -> BTreeMap<(Identity, Grade), &Finding> {
    let findings = result.into_iter().flat_map(|own| &own.findings);
    let weighty = findings.filter(|own| own.grade >= Grade::Warn);
    weighty.map(|own| ((own.identity(), own.grade), own)).collect()
}

fn only_in(
    own: &BTreeMap<(Identity, Grade), &Finding>,
    other: &BTreeMap<(Identity, Grade), &Finding>,
) -> Vec<Seen> {
    let only = own.iter().filter(|(key, _)| !other.contains_key(*key));
    only.map(|(_, finding)| Seen {
        requirement: finding.requirement.clone(),
        section: finding.section.clone(),
        grade: finding.grade,
        actual: finding.actual.clone(),
    })
    .collect()
}
