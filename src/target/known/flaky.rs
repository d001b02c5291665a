//! Findings that come and go: which scenarios are run again, and what that shows.

use jiff::civil::Date;

use super::entry::{Deviation, KnownDeviations};
use crate::verdict::{Retried, ScenarioResult, Verdict};

/// A scenario to run again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspect {
    /// Its id.
    pub scenario: String,
    /// Runs at the most, the first one counted.
    pub tries: u32,
}

/// The scenarios that showed a finding listed as flaky.
#[must_use]
pub fn suspects(list: &KnownDeviations, results: &[ScenarioResult], today: Date) -> Vec<Suspect> {
    let shown = results.iter().filter_map(|result| {
        let tries = seen(list, result, today).filter_map(|entry| entry.tries).max()?;
        Some(Suspect { scenario: result.id.clone(), tries })
    });
    shown.collect()
}

/// Notes the first result and those of the same scenario run again: a flaky finding that one of them
/// lacks is known. `true` when all of them are, so that nothing is left to try.
pub fn settle(
    list: &KnownDeviations,
    result: &mut ScenarioResult,
    again: &[ScenarioResult],
    today: Date,
) -> bool {
    let entries: Vec<&Deviation> = seen(list, result, today).collect();
    let failed = again.iter().filter(|own| seen(list, own, today).next().is_some()).count();
    let count = |number: usize| u32::try_from(number + 1).unwrap_or(u32::MAX);
    result.retried = Some(Retried { tries: count(again.len()), failed: count(failed) });
    let mut settled = true;
    for entry in entries {
        let lacks = |own: &ScenarioResult| {
            own.verdict != Verdict::Inconclusive && !own.findings.iter().any(|f| entry.names(f))
        };
        if again.iter().any(lacks) {
            for finding in result.findings.iter_mut().filter(|own| entry.names(own)) {
                finding.known = Some(entry.known());
            }
        } else {
            settled = false;
        }
    }
    settled
}

/// The entries for flaky findings that a result shows.
fn seen<'l>(
    list: &'l KnownDeviations,
    result: &ScenarioResult,
    today: Date,
) -> impl Iterator<Item = &'l Deviation> {
    let flaky = list.entries.iter().filter(move |own| own.tries.is_some() && !own.expired(today));
    let of_it = flaky.filter(|own| own.scenario == result.id);
    let shown: Vec<&Deviation> =
        of_it.filter(|own| result.findings.iter().any(|finding| own.names(finding))).collect();
    shown.into_iter()
}
