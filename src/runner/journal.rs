//! What is told to a journal: each exchange when its answer is there, each result when it stands.

use std::fmt;
use std::sync::Arc;

use super::bracket::{Done, Shown};
use super::engine::Engine;
use super::flow::Context;
use super::notes::Notes;
use super::trial::Conducted;
use crate::exchange::Transcript;
use crate::plan::Plan;
use crate::scenario::{Judgement, Scenario};
use crate::verdict::{Entry, Line, ScenarioResult, Verdict};

/// Where lines of a journal go; they hold no secret.
pub trait Ledger: fmt::Debug + Send + Sync {
    /// Takes a line. When it returns, a kill does not lose it any more.
    fn enter(&self, line: &Line);
}

impl Engine<'_> {
    /// The same, but exchanges and results are told to a journal.
    #[must_use]
    pub fn journalled(mut self, ledger: Arc<dyn Ledger>) -> Self {
        self.ledger = Some(ledger);
        self
    }

    /// The results of a run that is killed before anything happens.
    #[must_use]
    pub fn nothing_done(&self, plan: &Plan) -> Vec<ScenarioResult> {
        let mut results = self.conclude(plan, Done::default(), true).results;
        for own in results.iter_mut().filter(|own| own.id.starts_with("ambient/")) {
            own.verdict = Verdict::Inconclusive;
            own.reason = Some("the run ended before all exchanges were judged together".to_owned());
        }
        results
    }

    /// What a scenario runs in: its exchanges are noted, where a journal is kept.
    pub(super) fn context_of(&self, id: &str) -> Context {
        let noted = |ledger: &Arc<dyn Ledger>| {
            Arc::new(Notes::new(id, Arc::clone(ledger), self.redactor.underway()))
        };
        self.context.noted(self.ledger.as_ref().map(noted))
    }

    pub(super) fn journal(
        &self,
        scenario: &Scenario,
        judgement: Judgement,
        transcript: &Transcript,
        trial: Option<&Conducted>,
        bracketed: bool,
    ) {
        if let Some(ledger) = &self.ledger {
            let mut result = self.result(scenario, judgement, transcript);
            result.experiment = trial.map(|own| self.told(&own.experiment, transcript));
            ledger.enter(&Line::Over(Box::new(Entry { result, bracketed })));
        }
    }

    /// A scenario whose control failed, and which was not sent.
    pub(super) fn journal_vain(&self, scenario: &Scenario, control: Option<&Shown>) {
        let (Some(ledger), Some(shown)) = (&self.ledger, control) else { return };
        let why = shown.failure.as_deref().unwrap_or_default();
        let reason = format!("the conforming flow fails too, so a refusal proves nothing: {why}");
        let reason = self.redactor.knowing(&shown.transcript).text(&reason);
        let result = self.empty(scenario, Verdict::Inconclusive, reason);
        ledger.enter(&Line::Over(Box::new(Entry { result, bracketed: false })));
    }
}
