//! The whole plan: controls, scenarios, controls again; many at once, with one result each.

use std::future::Future;

use futures::StreamExt as _;
use futures::stream;
use serde_json::Value;

use super::bracket::{Done, Shown};
use super::flow::{Context, Flow};
use super::trial::{Budget, Conducted, Field, Trials};
use crate::check::ambient;
use crate::exchange::{Redactor, Transcript};
use crate::plan::{Control, Decision, Item, Plan};
use crate::scenario::{Judge, Judgement, Scenario};
use crate::target::Capabilities;
use crate::verdict::{Event, Experiment, ScenarioResult, Verdict};

/// How a plan is run.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Scenarios at once, at least one.
    pub jobs: usize,
    /// What each trial may do.
    pub budget: Budget,
}

impl Default for Settings {
    fn default() -> Self {
        Self { jobs: 4, budget: Budget::default() }
    }
}

/// What trials need beyond the plan.
#[derive(Debug, Clone, Copy)]
pub struct Staging<'a> {
    /// All there are.
    pub trials: &'a Trials,
    /// What the target can do.
    pub capabilities: &'a Capabilities,
    /// The one case to run instead of generated ones.
    pub replay: Option<&'a Value>,
}

/// Runs a plan.
#[derive(Debug)]
pub struct Engine<'a> {
    context: &'a Context,
    judge: Judge<'a>,
    settings: Settings,
    staging: Staging<'a>,
    redactor: Redactor,
}

/// All results, in the order of the plan, the ambient checks behind them.
#[derive(Debug, Default)]
pub struct Conclusion {
    /// The results.
    pub results: Vec<ScenarioResult>,
    /// The run was stopped before its end.
    pub interrupted: bool,
    /// What the positive controls did, without secrets, by label.
    pub controls: Vec<(String, Transcript)>,
}

impl<'a> Engine<'a> {
    /// Puts together what a run takes.
    #[must_use]
    pub fn new(
        context: &'a Context,
        judge: Judge<'a>,
        settings: Settings,
        staging: Staging<'a>,
    ) -> Self {
        let redactor = context.target.redactor();
        Self { context, judge, settings, staging, redactor }
    }

    /// Runs the plan until its end or until `stop` resolves; what was recorded by then is kept.
    pub async fn run(&self, plan: &Plan, stop: impl Future<Output = ()>) -> Conclusion {
        let mut done = Done::default();
        let interrupted = {
            let work = self.work(plan, &mut done);
            tokio::select! {
                // The stop first: its signal handler must stand before the first request leaves.
                biased;
                () = stop => true,
                () = work => false,
            }
        };
        self.conclude(plan, done, interrupted)
    }

    async fn work(&self, plan: &Plan, done: &mut Done) {
        done.before = self.controls(&plan.controls, "before").await;
        let running = |item: &&Item| matches!(item.decision, Decision::Run(_));
        let (last, first): (Vec<&Item>, Vec<&Item>) =
            plan.items.iter().filter(running).partition(|item| item.scenario.destructive);
        for (items, jobs) in [(first, self.settings.jobs.max(1)), (last, 1)] {
            let Done { before, transcripts, conducted, .. } = &mut *done;
            let flows = items.into_iter().map(|item| self.scenario(item, before));
            let mut flows = stream::iter(flows).buffer_unordered(jobs);
            while let Some((id, transcript, trial)) = flows.next().await {
                conducted.extend(trial.map(|trial| (id.clone(), trial)));
                transcripts.insert(id, transcript);
            }
        }
        done.after = self.controls(&plan.controls, "after").await;
    }

    async fn scenario(
        &self,
        item: &Item,
        before: &[Shown],
    ) -> (String, Transcript, Option<Conducted>) {
        let scenario = &item.scenario;
        let id = scenario.id.clone();
        self.tell(Event::Started(id.clone()));
        let control = match item.decision {
            Decision::Run(Some(control)) => before.get(control),
            _ => None,
        };
        if control.is_some_and(|shown| shown.failure.is_some()) {
            // What is refused anyway proves nothing; the target is spared the requests.
            self.tell(Event::Finished { id: id.clone(), verdict: Verdict::Inconclusive });
            return (id, Transcript::default(), None);
        }
        let (transcript, trial) = if scenario.driven {
            let mut trial = self.conduct(scenario).await;
            (std::mem::take(&mut trial.transcript), Some(trial))
        } else {
            (Flow::new(self.context, &id).run(&scenario.steps).await, None)
        };
        let verdict = self.judgement(scenario, &transcript, trial.as_ref()).verdict;
        self.tell(Event::Finished { id: id.clone(), verdict });
        (id, transcript, trial)
    }

    async fn conduct(&self, scenario: &Scenario) -> Conducted {
        let Some(trial) = self.staging.trials.get(scenario.id.as_str()) else {
            let reason = Some(format!("this assay has no trial `{}`", scenario.id));
            return Conducted { reason, ..Conducted::default() };
        };
        let field = Field {
            context: self.context,
            capabilities: self.staging.capabilities,
            scenario,
            budget: self.settings.budget,
            replay: self.staging.replay,
        };
        trial.conduct(field).await
    }

    fn judgement(
        &self,
        scenario: &Scenario,
        transcript: &Transcript,
        trial: Option<&Conducted>,
    ) -> Judgement {
        match trial {
            Some(own) => self.judge.trial(&own.breaches, transcript, own.reason.clone()),
            None => self.judge.scenario(scenario, transcript),
        }
    }

    /// Runs all controls; each run has a label of its own, and so random values of its own.
    async fn controls(&self, controls: &[Control], when: &str) -> Vec<Shown> {
        let flows = controls.iter().enumerate().map(|(at, control)| async move {
            let label = format!("control {} {when}: {}", at + 1, control.describe());
            let transcript = Flow::new(self.context, &label).run(&control.steps).await;
            Shown::new(label, control, transcript)
        });
        stream::iter(flows).buffered(self.settings.jobs.max(1)).collect().await
    }

    fn conclude(&self, plan: &Plan, done: Done, interrupted: bool) -> Conclusion {
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
            self.dressed(
                format!("ambient/{}", check.id),
                check.title,
                check.verifies.iter().copied(),
                judgement,
                &shown,
            )
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

    fn empty(&self, scenario: &Scenario, verdict: Verdict, reason: String) -> ScenarioResult {
        let judgement = Judgement { verdict, reason: Some(reason), findings: Vec::new() };
        self.result(scenario, judgement, &Transcript::default())
    }

    fn result(
        &self,
        scenario: &Scenario,
        judgement: Judgement,
        transcript: &Transcript,
    ) -> ScenarioResult {
        let verifies = scenario.verifies.iter().map(String::as_str);
        self.dressed(scenario.id.clone(), &scenario.title, verifies, judgement, transcript)
    }

    /// What a trial tells, without secrets. Cases are abstract and hold none.
    fn told(&self, experiment: &Experiment, transcript: &Transcript) -> Experiment {
        let replacement = self.redactor.knowing(transcript);
        let mut own = experiment.clone();
        for line in own.story.iter_mut().chain(own.figures.iter_mut().map(|own| &mut own.value)) {
            *line = replacement.text(line);
        }
        own
    }

    /// A result without secrets.
    fn dressed<'i>(
        &self,
        id: String,
        title: &str,
        verifies: impl IntoIterator<Item = &'i str>,
        mut judgement: Judgement,
        transcript: &Transcript,
    ) -> ScenarioResult {
        let replacement = self.redactor.knowing(transcript);
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

    fn tell(&self, event: Event) {
        // Nobody listens any more once the run is being torn down.
        let _unheard = self.context.events.send(event);
    }
}
