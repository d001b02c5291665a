//! Judges every transcript of a run anew and compares: pure, no server.

use std::collections::{BTreeMap, BTreeSet};

use super::bundle::Control;
use crate::check::ambient;
use crate::exchange::Transcript;
use crate::scenario::{Catalog, Judge, Judgement, Scenario};
use crate::spec::Grade;
use crate::verdict::{Finding, Grading, Identity, Run, ScenarioResult, Verdict, fold};

/// What judging anew showed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rejudged {
    /// Results whose verdict and findings came out again.
    pub judged: usize,
    /// Results that were skipped, as the recorded capabilities ask for.
    pub skipped: usize,
    /// Results that claim nothing: the flow was never sent, or what brackets it failed.
    pub unestablished: usize,
    /// Trials: what they saw in many cases cannot be told from one transcript.
    pub trusted: Vec<String>,
    /// What does not come out again, one line each; empty when all does.
    pub differing: Vec<String>,
}

/// Judges every result by the suites that the run names.
#[must_use]
pub fn rejudge(catalog: &Catalog, run: &Run, controls: &[Control]) -> Rejudged {
    let mut own = Rejudged::default();
    let mut gradings: Vec<Grading> = Vec::new();
    for suite in &run.suites {
        match catalog.suites.get(&suite.name) {
            Some(here) if here.version == suite.version => gradings.push(here.grading.clone()),
            Some(here) => own.differing.push(format!(
                "the suite {} is {} in the run and {} here",
                suite.name, suite.version, here.version
            )),
            None => own.differing.push(format!("there is no suite {} here", suite.name)),
        }
    }
    own.differing.extend(incomplete(catalog, run));
    let judge = Judge { registry: &catalog.registry, gradings: &gradings };
    let all = transcripts(run, controls);
    for result in &run.results {
        let told = match result.id.strip_prefix("ambient/") {
            Some(check) => own.ambient(judge, check, result, &all),
            None => own.scenario(catalog, judge, run, result),
        };
        own.differing.extend(told.err().map(|why| format!("{}: {why}", result.id)));
    }
    own
}

impl Rejudged {
    fn ambient(
        &mut self,
        judge: Judge<'_>,
        check: &str,
        result: &ScenarioResult,
        all: &[(&str, &Transcript)],
    ) -> Result<(), String> {
        let check = ambient::find(check).ok_or("there is no such check here")?;
        match judge.ambient(check, all.iter().copied()) {
            Some(judgement) => {
                alike(result, &judgement)?;
                self.judged += 1;
            }
            None if result.verdict == Verdict::Skipped => self.skipped += 1,
            None => return Err("no exchange of its kind is recorded".to_owned()),
        }
        Ok(())
    }

    fn scenario(
        &mut self,
        catalog: &Catalog,
        judge: Judge<'_>,
        run: &Run,
        result: &ScenarioResult,
    ) -> Result<(), String> {
        let scenario = catalog.scenarios.get(&result.id).ok_or("there is no such scenario here")?;
        if missing(scenario, run) != (result.verdict == Verdict::Skipped) {
            return Err(
                "what it takes of the target and whether it was skipped disagree".to_owned()
            );
        }
        if result.verdict == Verdict::Skipped {
            self.skipped += 1;
            return Ok(());
        }
        if result.experiment.is_some() {
            let reason = result.reason.is_some();
            let least = if reason { Verdict::Inconclusive } else { Verdict::Pass };
            same_verdict(result, fold(&result.findings).max(least))?;
            self.trusted.push(result.id.clone());
            return Ok(());
        }
        if result.verdict == Verdict::Inconclusive
            && (result.control.is_some() || result.transcript.steps.is_empty() || run.interrupted)
        {
            self.unestablished += 1;
            return Ok(());
        }
        alike(result, &judge.scenario(scenario, &result.transcript))?;
        self.judged += 1;
        Ok(())
    }
}

/// Every transcript of the run, in the order in which ambient checks first saw them.
fn transcripts<'r>(run: &'r Run, controls: &'r [Control]) -> Vec<(&'r str, &'r Transcript)> {
    let own = run.results.iter().filter(|own| !own.id.starts_with("ambient/"));
    let sorted: BTreeMap<&str, &Transcript> =
        own.map(|own| (own.id.as_str(), &own.transcript)).collect();
    let controls = controls.iter().map(|own| (own.label.as_str(), &own.transcript));
    sorted.into_iter().chain(controls).collect()
}

/// Scenarios of the suites that the run lacks, and ids that it has twice.
fn incomplete(catalog: &Catalog, run: &Run) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for result in &run.results {
        if !seen.insert(result.id.as_str()) {
            wrong.push(format!("{}: it stands twice in the run", result.id));
        }
    }
    let suites = run.suites.iter().filter_map(|own| catalog.suites.get(&own.name));
    for suite in suites {
        let held = catalog.scenarios.keys().filter(|id| suite.holds(id));
        let lacking = held.filter(|id| !seen.contains(id.as_str()));
        wrong.extend(lacking.map(|id| format!("{id}: {} holds it, the run lacks it", suite.name)));
    }
    for check in ambient::ALL {
        let id = format!("ambient/{}", check.id);
        if !seen.contains(id.as_str()) {
            wrong.push(format!("{id}: the run lacks it"));
        }
    }
    wrong
}

fn missing(scenario: &Scenario, run: &Run) -> bool {
    scenario.requires.iter().any(|name| !run.target.capabilities.contains(name))
}

fn alike(result: &ScenarioResult, judgement: &Judgement) -> Result<(), String> {
    same_verdict(result, judgement.verdict)?;
    let (recorded, again) = (weighty(&result.findings), weighty(&judgement.findings));
    let only = |own: &BTreeSet<(Identity, Grade)>, other: &BTreeSet<(Identity, Grade)>| {
        own.difference(other).map(|(id, _)| format!("{} ({})", id.requirement, id.actual)).next()
    };
    match (only(&recorded, &again), only(&again, &recorded)) {
        (None, None) => Ok(()),
        (Some(one), _) => Err(format!("recorded is a finding that does not come out again: {one}")),
        (_, Some(one)) => Err(format!("a finding is not recorded: {one}")),
    }
}

fn same_verdict(result: &ScenarioResult, again: Verdict) -> Result<(), String> {
    if result.verdict == again {
        return Ok(());
    }
    Err(format!("recorded is {}, judged anew it is {again}", result.verdict))
}

fn weighty(findings: &[Finding]) -> BTreeSet<(Identity, Grade)> {
    findings.iter().map(|own| (own.identity(), own.grade)).collect()
}
