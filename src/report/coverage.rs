//! What the run says about each specification: how many of its requirements are met, by keyword.

use std::collections::BTreeMap;

use crate::spec::{Grade, Level};
use crate::verdict::{RequirementRef, Run, Verdict};

/// What became of a requirement; ordered by how much attention it asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum State {
    /// The target never declared what a test of it takes.
    Untested,
    /// A scenario passed that verifies it.
    Met,
    /// Tested, and nothing was established.
    Open,
    /// A recommendation or permission that is not followed.
    Warned,
    /// Breached.
    Breached,
}

impl State {
    /// Every state in the order in which a reader is told.
    pub(super) const ALL: [Self; 5] =
        [Self::Met, Self::Warned, Self::Breached, Self::Open, Self::Untested];

    /// The word in reports.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Untested => "not tested",
            Self::Met => "met",
            Self::Open => "not established",
            Self::Warned => "not followed",
            Self::Breached => "breached",
        }
    }
}

/// Keywords that weigh the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strength {
    Must,
    Should,
    May,
}

impl Strength {
    /// Every strength, the strongest first.
    pub(super) const ALL: [Self; 3] = [Self::Must, Self::Should, Self::May];

    /// The word in reports.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Must => "MUST",
            Self::Should => "SHOULD",
            Self::May => "MAY",
        }
    }

    fn of(level: Level) -> Self {
        match level.grade() {
            Grade::Fail => Self::Must,
            Grade::Warn => Self::Should,
            Grade::Info | Grade::Off => Self::May,
        }
    }
}

/// Counts by state.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally([usize; 5]);

impl Tally {
    /// How many requirements are in a state.
    pub(super) fn of(&self, state: State) -> usize {
        self.0[state as usize]
    }

    /// All of them.
    pub(super) fn total(&self) -> usize {
        self.0.iter().sum()
    }
}

/// One specification.
#[derive(Debug)]
pub(super) struct Row<'r> {
    /// Its name, `RFC 7636`.
    pub(super) specification: &'r str,
    /// By strength, in the order of [`Strength::ALL`].
    pub(super) tallies: [Tally; 3],
}

/// The specification in a reference such as `RFC 7636 4.6`.
pub(super) fn specification(section: &str) -> &str {
    section.rsplit_once(' ').map_or(section, |(specification, _)| specification)
}

/// One row a specification, each requirement counted once, in the order of their names.
pub(super) fn rows(run: &Run) -> Vec<Row<'_>> {
    let states = states(run);
    let mut rows: Vec<Row<'_>> = Vec::new();
    for (requirement, state) in states.values() {
        let name = specification(&requirement.section);
        let at = rows.iter().position(|own| own.specification == name).unwrap_or_else(|| {
            rows.push(Row { specification: name, tallies: [Tally::default(); 3] });
            rows.len() - 1
        });
        rows[at].tallies[Strength::of(requirement.level) as usize].0[*state as usize] += 1;
    }
    rows.sort_by_key(|own| own.specification);
    rows
}

fn states(run: &Run) -> BTreeMap<&str, (&RequirementRef, State)> {
    let mut states: BTreeMap<&str, (&RequirementRef, State)> = BTreeMap::new();
    for result in &run.results {
        for requirement in &result.requirements {
            let named = |own: &&crate::verdict::Finding| {
                own.requirement == requirement.id || own.also.contains(&requirement.id)
            };
            let grade = result.findings.iter().filter(named).map(|own| own.grade).max();
            let state = match (grade, result.verdict) {
                (Some(Grade::Fail), _) => State::Breached,
                (Some(_), _) => State::Warned,
                (None, Verdict::Skipped) => State::Untested,
                // What fails may have ended before this requirement had its turn.
                (None, Verdict::Inconclusive | Verdict::Fail) => State::Open,
                (None, Verdict::Pass | Verdict::Warn) => State::Met,
            };
            let known = states.entry(&requirement.id).or_insert((requirement, state));
            // One scenario that establishes it is enough, unless another finds something.
            let settled = known.1 == State::Met && state == State::Open;
            let better = known.1 == State::Open && state == State::Met;
            if better || (!settled && state > known.1) {
                known.1 = state;
            }
        }
    }
    states
}
