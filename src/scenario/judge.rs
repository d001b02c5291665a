//! From a scenario and its transcript to findings and a verdict; pure.

use super::catalog::Scenario;
use super::matching::{Match, is_crash, match_step};
use super::outcome::CheckCall;
use super::template::Template;
use crate::check::ambient::Ambient;
use crate::check::{self, Arguments, Mismatch, Subject};
use crate::exchange::{Facts, StepRecord, Transcript};
use crate::spec::{Grade, Registry};
use crate::verdict::{Finding, Grading, RequirementRef, Verdict, Weight, fold};

/// Judges transcripts by a registry and the grades of the suites that were chosen.
#[derive(Debug, Clone, Copy)]
pub struct Judge<'a> {
    /// The requirements.
    pub registry: &'a Registry,
    /// The suites' grades; the strictest counts.
    pub gradings: &'a [Grading],
}

/// What a transcript amounts to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// Why nothing was established.
    pub reason: Option<String>,
    /// What was found.
    pub findings: Vec<Finding>,
}

/// A breach that a trial saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// The requirement.
    pub requirement: String,
    /// What was seen.
    pub mismatch: Mismatch,
    /// The exchange that shows it: its place in the transcript, counted from 1.
    pub exchange: Option<usize>,
}

impl Judge<'_> {
    /// Weighs what a trial saw; `reason` says why it established nothing.
    #[must_use]
    pub fn trial(
        &self,
        breaches: &[Breach],
        transcript: &Transcript,
        reason: Option<String>,
    ) -> Judgement {
        let weighed = breaches.iter().filter_map(|breach| {
            let shown = transcript.exchanges().find(|(at, ..)| Some(*at) == breach.exchange);
            let step = shown.map_or("", |(_, step, _)| step.name.as_str());
            let mismatch = breach.mismatch.clone();
            self.finding(&breach.requirement, "trial", mismatch, step, breach.exchange)
        });
        let findings: Vec<Finding> = weighed.collect();
        let least = if reason.is_some() { Verdict::Inconclusive } else { Verdict::Pass };
        Judgement { verdict: fold(&findings).max(least), reason, findings }
    }

    /// Judges one scenario.
    #[must_use]
    pub fn scenario(&self, scenario: &Scenario, transcript: &Transcript) -> Judgement {
        let mut findings = Vec::new();
        let mut reason = None;
        let mut complete = false;
        for (index, (step, record)) in scenario.steps.iter().zip(&transcript.steps).enumerate() {
            let exchange = transcript.answer_number(index);
            let matched = match_step(step, record);
            complete = index + 1 == scenario.steps.len();
            match &matched {
                Match::Succeeded => {}
                Match::Nothing(why) => reason = Some(why.clone()),
                Match::Breach { expected, actual } => {
                    let breached =
                        if step.verifies.is_empty() { &scenario.verifies } else { &step.verifies };
                    let mismatch = Mismatch::new(expected, actual);
                    findings.extend(self.breach(breached, mismatch, record, exchange));
                }
                Match::Outcome(outcome) => {
                    if let Some(requirement) = &outcome.deviates {
                        let others = step
                            .outcome
                            .iter()
                            .filter(|own| own.deviates.is_none())
                            .map(|own| own.name.as_str());
                        let mismatch = Mismatch::new(
                            others.collect::<Vec<_>>().join(" or "),
                            outcome.name.clone(),
                        );
                        let mismatch =
                            if is_crash(record) { mismatch } else { mismatch.wrong_code() };
                        findings.extend(self.finding(
                            requirement,
                            "outcome",
                            mismatch,
                            &record.name,
                            exchange,
                        ));
                    }
                    for call in &outcome.checks {
                        findings.extend(self.call(call, record, exchange));
                    }
                }
            }
            if !matched.goes_on() {
                complete = true;
                break;
            }
        }
        if reason.is_none() && !complete {
            reason = Some("the scenario was cut off before its end".to_owned());
        }
        let verdict = if reason.is_some() {
            fold(&findings).max(Verdict::Inconclusive)
        } else {
            fold(&findings)
        };
        Judgement { verdict, reason, findings }
    }

    /// Judges every exchange of an ambient check's kind; the same breach seen often is one finding.
    /// `None` when no exchange was of its kind.
    #[must_use]
    pub fn ambient<'t>(
        &self,
        check: &Ambient,
        transcripts: impl IntoIterator<Item = (&'t str, &'t Transcript)>,
    ) -> Option<Judgement> {
        let mut findings: Vec<Finding> = Vec::new();
        let mut seen = false;
        for (scenario, transcript) in transcripts {
            for (number, step, exchange) in transcript.exchanges() {
                let cut = exchange.response().is_some_and(|response| response.cut);
                if cut || !(check.applies)(step, exchange) {
                    continue;
                }
                seen = true;
                for mismatch in (check.judge)(step, exchange) {
                    let requirement = mismatch.requirement.unwrap_or(check.verifies[0]);
                    let finding =
                        self.finding(requirement, check.id, mismatch, &step.name, Some(number));
                    if let Some(mut finding) = finding {
                        let same = |own: &&mut Finding| {
                            own.requirement == finding.requirement && own.actual == finding.actual
                        };
                        if let Some(own) = findings.iter_mut().find(same) {
                            own.times = own.times.map(|times| times + 1);
                        } else {
                            finding.seen_in = Some(scenario.to_owned());
                            finding.times = Some(1);
                            findings.push(finding);
                        }
                    }
                }
            }
        }
        seen.then(|| Judgement { verdict: fold(&findings), reason: None, findings })
    }

    /// Requirements as results name them.
    pub fn requirements<'i>(&self, ids: impl IntoIterator<Item = &'i str>) -> Vec<RequirementRef> {
        let rows = ids.into_iter().filter_map(|id| self.registry.get(id));
        rows.map(|row| RequirementRef {
            id: row.id.clone(),
            level: row.level,
            section: format!("{} {}", row.specification, row.section),
            text: Some(row.text.clone()),
            url: Some(row.url.clone()),
            threat: row.threat,
        })
        .collect()
    }

    fn call(&self, call: &CheckCall, record: &StepRecord, exchange: Option<usize>) -> Vec<Finding> {
        let Some(check) = check::find(&call.check) else {
            return Vec::new();
        };
        let mismatches = match arguments(call, &record.facts) {
            Ok(arguments) => (check.judge)(&Subject { step: record }, &arguments),
            Err(path) => vec![Mismatch::new(
                format!("a value for {path}"),
                "the answer that should hold it lacks it",
            )],
        };
        let findings = mismatches.into_iter();
        findings
            .filter_map(|mismatch| {
                self.finding(&call.cites, check.id, mismatch, &record.name, exchange)
            })
            .collect()
    }

    /// No acceptable answer came: everything the step verifies is breached. The finding cites the
    /// weightiest requirement and lists the others.
    fn breach(
        &self,
        breached: &[String],
        mismatch: Mismatch,
        record: &StepRecord,
        exchange: Option<usize>,
    ) -> Option<Finding> {
        let weightiest = breached.iter().rev().max_by_key(|id| self.grade(id))?;
        let mut finding = self.finding(weightiest, "outcome", mismatch, &record.name, exchange)?;
        finding.also = breached.iter().filter(|id| *id != weightiest).cloned().collect();
        Some(finding)
    }

    fn finding(
        &self,
        requirement: &str,
        check: &str,
        mismatch: Mismatch,
        step: &str,
        exchange: Option<usize>,
    ) -> Option<Finding> {
        let row = self.registry.get(requirement)?;
        let grade = Grading::stricter(self.gradings, self.registry, requirement, mismatch.weight);
        (grade > Grade::Off).then(|| Finding {
            requirement: row.id.clone(),
            level: row.level,
            section: format!("{} {}", row.specification, row.section),
            url: row.url.clone(),
            text: Some(row.text.clone()),
            threat: row.threat,
            remedy: row.remedy.clone(),
            grade,
            check: check.to_owned(),
            expected: mismatch.expected,
            actual: mismatch.actual,
            step: step.to_owned(),
            exchange,
            also: Vec::new(),
            seen_in: None,
            times: None,
            known: None,
        })
    }

    /// What a breach of a requirement weighs here.
    fn grade(&self, requirement: &str) -> Grade {
        Grading::stricter(self.gradings, self.registry, requirement, Weight::Full)
    }
}

/// The arguments with every lookup answered from the facts; else the first path that is missing.
fn arguments(call: &CheckCall, facts: &Facts) -> Result<Arguments, String> {
    let mut values = Vec::new();
    for (name, given) in &call.with {
        let mut resolved = Vec::new();
        for text in given.as_slice() {
            resolved.push(Template::parse(text)?.resolve(|path| facts.get(path).cloned())?);
        }
        values.push((name.clone(), resolved));
    }
    Ok(Arguments::new(values))
}
