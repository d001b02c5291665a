//! The whole plan: controls, scenarios, controls again; many at once, with one result each.

use std::future::Future;
use std::sync::Arc;

use futures::StreamExt as _;
use futures::stream;
use serde_json::Value;

use super::bracket::{Done, Shown};
use super::flow::{Context, Flow};
use super::journal::Ledger;
use super::trial::{Budget, Conducted, Field, Trials};
use crate::exchange::{Redactor, Transcript};
use crate::plan::{Control, Decision, Item, Plan};
use crate::scenario::{Judge, Judgement, Scenario};
use crate::target::Capabilities;
use crate::verdict::{Event, ScenarioResult, Verdict};

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
    pub(super) context: &'a Context,
    pub(super) judge: Judge<'a>,
    settings: Settings,
    staging: Staging<'a>,
    pub(super) redactor: Redactor,
    /// Exchanges and results are told to it as soon as they stand.
    pub(super) ledger: Option<Arc<dyn Ledger>>,
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
        Self { context, judge, settings, staging, redactor, ledger: None }
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
            self.journal_vain(scenario, control);
            return (id, Transcript::default(), None);
        }
        let context = self.context_of(&id);
        let (transcript, trial) = if scenario.driven {
            let mut trial = self.conduct(scenario, &context).await;
            (std::mem::take(&mut trial.transcript), Some(trial))
        } else {
            (Flow::new(&context, &id).run(&scenario.steps).await, None)
        };
        let judgement = self.judgement(scenario, &transcript, trial.as_ref());
        self.tell(Event::Finished { id: id.clone(), verdict: judgement.verdict });
        self.journal(scenario, judgement, &transcript, trial.as_ref(), control.is_some());
        (id, transcript, trial)
    }

    async fn conduct(&self, scenario: &Scenario, context: &Context) -> Conducted {
        let Some(trial) = self.staging.trials.get(scenario.id.as_str()) else {
            let reason = Some(format!("this assay has no trial `{}`", scenario.id));
            return Conducted { reason, ..Conducted::default() };
        };
        let field = Field {
            context,
            capabilities: self.staging.capabilities,
            scenario,
            budget: self.settings.budget,
            replay: self.staging.replay,
        };
        trial.conduct(field).await
    }

    pub(super) fn judgement(
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

    pub(super) fn tell(&self, event: Event) {
        // Nobody listens any more once the run is being torn down.
        let _unheard = self.context.events.send(event);
    }
}
