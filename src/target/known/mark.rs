//! Holds the list against the results of a run.

use jiff::civil::Date;

use super::entry::{Deviation, KnownDeviations};
use crate::verdict::{Identity, ScenarioResult, Stale, Verdict};

/// What a run could have shown.
#[derive(Clone, Copy)]
pub struct Expectation<'a> {
    /// The day of the run.
    pub today: Date,
    /// Everything that the suites hold was run, to its end. Else an entry whose scenario was left out
    /// is neither confirmed nor stale.
    pub whole: bool,
    /// Whether a scenario, or `ambient/<check>`, of that id exists at all.
    pub exists: &'a dyn Fn(&str) -> bool,
}

/// Marks the findings that the list has, and returns the entries that no longer hold. Entries for
/// flaky findings mark nothing here: [`super::settle`] does, once the scenario was run again.
#[must_use]
pub fn mark(
    list: &KnownDeviations,
    results: &mut [ScenarioResult],
    expectation: Expectation<'_>,
) -> Vec<Stale> {
    let mut stale = Vec::new();
    for entry in &list.entries {
        let result = results.iter_mut().find(|own| own.id == entry.scenario);
        let why = match result {
            _ if entry.expired(expectation.today) => entry
                .until
                .map(|day| format!("it has expired: {day} was the last day on which it held")),
            _ if !(expectation.exists)(&entry.scenario) => {
                Some(format!("no scenario is called `{}`", entry.scenario))
            }
            None => expectation
                .whole
                .then(|| "its scenario is in none of the suites that were run".to_owned()),
            Some(result) => held_against(entry, result, expectation.whole),
        };
        stale.extend(why.map(|why| entry.stale(why)));
    }
    stale
}

/// Marks what the entry names in the result of its scenario; else says why it names nothing.
fn held_against(entry: &Deviation, result: &mut ScenarioResult, whole: bool) -> Option<String> {
    // A finding that comes and goes may well have stayed away.
    if entry.tries.is_some() {
        return None;
    }
    let mut found = false;
    for finding in result.findings.iter_mut().filter(|own| entry.names(own)) {
        finding.known = Some(entry.known());
        found = true;
    }
    let ambient = entry.scenario.starts_with("ambient/");
    match result.verdict {
        _ if found => None,
        Verdict::Inconclusive => None,
        // What an ambient check sees depends on what else was run.
        _ if ambient && !whole => None,
        Verdict::Skipped => {
            let reason = result.reason.as_deref().unwrap_or("no reason was given");
            Some(format!("its scenario was skipped: {reason}"))
        }
        _ => Some(gone(entry, result)),
    }
}

/// What is there instead.
fn gone(entry: &Deviation, result: &ScenarioResult) -> String {
    let alike = |own: &&Identity| {
        own.requirement == entry.finding.requirement && own.check == entry.finding.check
    };
    let seen: Vec<Identity> = result.findings.iter().map(|own| own.identity()).collect();
    match seen.iter().find(alike) {
        Some(same) if same.actual == entry.finding.actual => {
            "what it names weighs something else now: see its `verdict`".to_owned()
        }
        Some(other) => format!("what it names no longer occurs; seen instead: {}", other.actual),
        None => format!("what it names no longer occurs: the verdict is {}", result.verdict),
    }
}
