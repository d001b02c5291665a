//! What a run leaves: one result a scenario and an ambient check, without secrets.

use super::bracket::{Done, Shown};
use super::engine::{Conclusion, Engine};
use crate::check::ambient;
use crate::exchange::Transcript;
use crate::plan::{Decision, Plan};
use crate::scenario::{Judgement, Scenario};
use crate::verdict::{Experiment, ScenarioResult, Verdict};

impl Engine<'_> {
    pub(super) fn conclude(&self, plan: &Plan, done: Done, interrupted: bool) -> Conclusion {
        let mut results: Vec<ScenarioResult> = Vec::new();
        for item in &plan.items {
            let scenario = &item.scenario;
            let transcript = done.transcripts.get(&scenario.id);
            let result = match (&item.decision, transcript) {
                (Decision::Skip(reason), _) => {
                    self.empty(scenario, Verdict::Skipped, reason.clone())
                }
                (Decision::Run(_), None) => self.empty(
                    scenario,
                    Verdict::Inconclusive,
                    "the run was interrupted before it was over".to_owned(),
                ),
                (Decision::Run(control), Some(transcript)) => {
                    let trial = done.conducted.get(&scenario.id);
                    let mut judgement = self.judgement(scenario, transcript, trial);
                    let broken = control.and_then(|at| done.broken(at, interrupted));
                    let Some((reason, control)) = broken else {
                        let mut result = self.result(scenario, judgement, transcript);
                        result.experiment = trial.map(|own| self.told(&own.experiment, transcript));
                        results.push(result);
                        continue;
                    };
                    judgement.verdict = Verdict::Inconclusive;
                    // The reason speaks of the control, whose secrets its own transcript shows.
                    judgement.reason = Some(match control {
                        Some(own) => self.redactor.knowing(own).text(&reason),
                        None => reason,
                    });
                    let mut result = self.result(scenario, judgement, transcript);
                    result.control = control.map(|own| self.redactor.knowing(own).transcript(own));
                    result
                }
            };
            results.push(result);
        }
        results.extend(self.ambient(&done));
        Conclusion { results, interrupted, controls: self.shown_controls(&done) }
    }

    fn shown_controls(&self, done: &Done) -> Vec<(String, Transcript)> {
        let redacted = |own: &Shown| {
            (own.label.clone(), self.redactor.knowing(&own.transcript).transcript(&own.transcript))
        };
        done.before.iter().chain(&done.after).map(redacted).collect()
    }

    fn ambient(&self, done: &Done) -> Vec<ScenarioResult> {
        let all = done.all();
        let judged = ambient::ALL.iter().map(|check| {
            let judgement = self.judge.ambient(check, all.iter().copied());
            let reason = judgement.is_none().then(|| "no exchange of its kind was made".to_owned());
            let mut judgement = judgement.unwrap_or(Judgement {
                verdict: Verdict::Skipped,
                reason,
                findings: Vec::new(),
            });
            // The exchange that shows a finding goes along, out of the transcript that has it.
            let shown = self.shown(&all, &mut judgement);
            // A secret may be known as one only by what came before it in its scenario.
            let known = behind(&all, &judgement, &shown);
            let id = format!("ambient/{}", check.id);
            let verifies = check.verifies.iter().copied();
            self.dressed(id, check.title, verifies, judgement, (&shown, &known))
        });
        judged.collect()
    }

    /// The exchanges that ambient findings point at, as one transcript in the order of the
    /// findings; the findings' numbers are set to it.
    fn shown(&self, all: &[(&str, &Transcript)], judgement: &mut Judgement) -> Transcript {
        let mut shown = Transcript::default();
        for finding in &mut judgement.findings {
            let number = finding.exchange.take();
            let seen_in = finding.seen_in.as_deref();
            let transcript = all.iter().find(|(id, _)| seen_in == Some(*id)).map(|(_, own)| own);
            let place = transcript
                .zip(number)
                .and_then(|(own, number)| own.exchanges().find(|(at, ..)| *at == number));
            if let Some((_, step, exchange)) = place {
                let mut step = step.clone();
                step.exchanges = vec![exchange.clone()];
                shown.steps.push(step);
                finding.exchange = Some(shown.steps.len());
            }
        }
        shown
    }

    pub(super) fn empty(
        &self,
        scenario: &Scenario,
        verdict: Verdict,
        reason: String,
    ) -> ScenarioResult {
        let judgement = Judgement { verdict, reason: Some(reason), findings: Vec::new() };
        self.result(scenario, judgement, &Transcript::default())
    }

    pub(super) fn result(
        &self,
        scenario: &Scenario,
        judgement: Judgement,
        transcript: &Transcript,
    ) -> ScenarioResult {
        let verifies = scenario.verifies.iter().map(String::as_str);
        let both = (transcript, transcript);
        self.dressed(scenario.id.clone(), &scenario.title, verifies, judgement, both)
    }

    /// What a trial tells, without secrets. Cases are abstract and hold none.
    pub(super) fn told(&self, experiment: &Experiment, transcript: &Transcript) -> Experiment {
        let replacement = self.redactor.knowing(transcript);
        let mut own = experiment.clone();
        for line in own.story.iter_mut().chain(own.figures.iter_mut().map(|own| &mut own.value)) {
            *line = replacement.text(line);
        }
        own
    }

    /// A result without secrets; `known` is what they are known by.
    fn dressed<'i>(
        &self,
        id: String,
        title: &str,
        verifies: impl IntoIterator<Item = &'i str>,
        mut judgement: Judgement,
        (transcript, known): (&Transcript, &Transcript),
    ) -> ScenarioResult {
        let replacement = self.redactor.knowing(known);
        for finding in &mut judgement.findings {
            finding.expected = replacement.text(&finding.expected);
            finding.actual = replacement.text(&finding.actual);
        }
        ScenarioResult {
            requirements: self.judge.requirements(verifies),
            id,
            title: title.to_owned(),
            verdict: judgement.verdict,
            reason: judgement.reason.map(|reason| replacement.text(&reason)),
            findings: judgement.findings,
            transcript: replacement.transcript(transcript),
            control: None,
            experiment: None,
            retried: None,
        }
    }
}

/// The exchanges that are shown, and behind them the whole transcripts that they are from.
fn behind(all: &[(&str, &Transcript)], judgement: &Judgement, shown: &Transcript) -> Transcript {
    let mut known = shown.clone();
    let findings = &judgement.findings;
    let is_source = |id: &str| findings.iter().any(|own| own.seen_in.as_deref() == Some(id));
    for (_, own) in all.iter().filter(|(id, _)| is_source(id)) {
        known.steps.extend(own.steps.iter().cloned());
    }
    known
}
