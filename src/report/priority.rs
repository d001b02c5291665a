//! What to mend first: requirements that are breached, ranked by what their breach exposes.

use std::cmp::Reverse;

use crate::spec::{Grade, Threat};
use crate::verdict::{Finding, Run, ScenarioResult, Verdict};

/// How many are told before everything else.
const FIRST: usize = 3;

/// A breached requirement, with every result that shows it.
#[derive(Debug)]
pub(super) struct Priority<'r> {
    /// The weightiest finding about it.
    pub(super) finding: &'r Finding,
    /// What the breach exposes.
    pub(super) threat: Option<Threat>,
    /// The results that show it, in the order of the run; never empty.
    pub(super) results: Vec<&'r ScenarioResult>,
}

/// One thing to change, and every breached requirement that it mends.
#[derive(Debug)]
pub(super) struct Fix<'r> {
    /// What the breaches expose.
    pub(super) threat: Option<Threat>,
    /// What to change.
    pub(super) remedy: &'r str,
    /// The requirements; never empty.
    pub(super) breached: Vec<Priority<'r>>,
}

impl Fix<'_> {
    /// What is exposed, as the beginning of a sentence; the requirement's id where nothing known is.
    pub(super) fn headline(&self) -> String {
        let first = self.breached.first().map_or("", |own| own.finding.requirement.as_str());
        let words = self.threat.map_or(first, |own| own.gain());
        let mut rest = words.chars();
        let capital = rest.next().filter(|_| self.threat.is_some()).map(|c| c.to_ascii_uppercase());
        capital.map_or_else(|| words.to_owned(), |c| format!("{c}{}", rest.as_str()))
    }

    /// The results that show it, each once, in the order of the run.
    pub(super) fn seen_in(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = Vec::new();
        for result in self.breached.iter().flat_map(|own| &own.results) {
            if !ids.contains(&result.id.as_str()) {
                ids.push(&result.id);
            }
        }
        ids
    }
}

/// What to do about a finding: its remedy, else the requirement's own text, else what was expected.
pub(super) fn remedy(finding: &Finding) -> &str {
    let told = finding.remedy.as_deref().or(finding.text.as_deref());
    told.unwrap_or(&finding.expected)
}

/// What a finding exposes: its own requirement says it, else one that the same answer breaches.
pub(super) fn threat(result: &ScenarioResult, finding: &Finding) -> Option<Threat> {
    let also = result.requirements.iter().filter(|own| finding.also.contains(&own.id));
    finding.threat.or_else(|| also.filter_map(|own| own.threat).min())
}

/// The place of a threat in the order of weight; what exposes nothing known comes last.
pub(super) fn rank(threat: Option<Threat>) -> usize {
    let place = |own| Threat::ALL.iter().position(|one| *one == own);
    threat.and_then(place).unwrap_or(Threat::ALL.len())
}

/// The few changes that matter most; empty unless more results fail than these few.
///
/// Each threat has its turn before a second change against the same threat is told: three changes
/// against one threat would hide the next.
pub(super) fn first(run: &Run) -> Vec<Fix<'_>> {
    let failing = run.results.iter().filter(|own| own.open() == Verdict::Fail);
    if failing.count() <= FIRST {
        return Vec::new();
    }
    let all = fixes(run);
    let mut known = Vec::new();
    let mut turns: Vec<(usize, Fix<'_>)> = Vec::new();
    for own in all {
        let turn = known.iter().filter(|threat| **threat == own.threat).count();
        known.push(own.threat);
        turns.push((turn, own));
    }
    turns.sort_by_key(|(turn, own)| (own.threat.is_none(), *turn, rank(own.threat)));
    turns.into_iter().take(FIRST).map(|(_, own)| own).collect()
}

/// The changes that mend what fails, the worst threat first, then those that mend most.
fn fixes(run: &Run) -> Vec<Fix<'_>> {
    let mut all: Vec<Fix<'_>> = Vec::new();
    for own in ranked(run).into_iter().filter(|own| own.finding.grade == Grade::Fail) {
        let (threat, remedy) = (own.threat, remedy(own.finding));
        let known = all.iter_mut().find(|fix| fix.threat == threat && fix.remedy == remedy);
        match known {
            Some(known) => known.breached.push(own),
            None => all.push(Fix { threat, remedy, breached: vec![own] }),
        }
    }
    all.sort_by_key(|own| (rank(own.threat), Reverse(own.seen_in().len())));
    all
}

/// Every requirement that a finding is about, the worst first: by grade, by threat, by keyword, by
/// how many results show it.
pub(super) fn ranked(run: &Run) -> Vec<Priority<'_>> {
    let mut all: Vec<Priority<'_>> = Vec::new();
    for result in &run.results {
        // What is known is put up with, and so nothing to mend first.
        for finding in result.findings.iter().filter(|own| own.known.is_none()) {
            add(&mut all, result, finding);
        }
    }
    all.sort_by_key(|own| {
        let (finding, shown) = (own.finding, own.results.len());
        let keyword = Reverse(finding.level.grade());
        (Reverse(finding.grade), rank(own.threat), keyword, Reverse(shown))
    });
    all
}

fn add<'r>(all: &mut Vec<Priority<'r>>, result: &'r ScenarioResult, finding: &'r Finding) {
    let exposed = threat(result, finding);
    let known = all.iter_mut().find(|own| own.finding.requirement == finding.requirement);
    let Some(known) = known else {
        all.push(Priority { finding, threat: exposed, results: vec![result] });
        return;
    };
    if finding.grade > known.finding.grade {
        known.finding = finding;
    }
    known.threat = known.threat.into_iter().chain(exposed).min();
    if known.results.last().is_none_or(|own| own.id != result.id) {
        known.results.push(result);
    }
}
