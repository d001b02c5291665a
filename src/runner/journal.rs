//! Results told as soon as they stand, for a journal.

use super::bracket::{Done, Shown};
use super::engine::Engine;
use super::trial::Conducted;
use crate::exchange::Transcript;
use crate::plan::Plan;
use crate::scenario::{Judgement, Scenario};
use crate::verdict::{Entry, Event, ScenarioResult, Verdict};

impl Engine<'_> {
    /// The same, but each result is told as an [`Event::Recorded`].
    #[must_use]
    pub fn journalled(mut self) -> Self {
        self.journalled = true;
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

    pub(super) fn journal(
        &self,
        scenario: &Scenario,
        judgement: Judgement,
        transcript: &Transcript,
        trial: Option<&Conducted>,
        bracketed: bool,
    ) {
        if self.journalled {
            let mut result = self.result(scenario, judgement, transcript);
            result.experiment = trial.map(|own| self.told(&own.experiment, transcript));
            self.tell(Event::Recorded(Box::new(Entry { result, bracketed })));
        }
    }

    /// A scenario whose control failed, and which was not sent.
    pub(super) fn journal_vain(&self, scenario: &Scenario, control: Option<&Shown>) {
        let Some(shown) = control.filter(|_| self.journalled) else { return };
        let why = shown.failure.as_deref().unwrap_or_default();
        let reason = format!("the conforming flow fails too, so a refusal proves nothing: {why}");
        let reason = self.redactor.knowing(&shown.transcript).text(&reason);
        let result = self.empty(scenario, Verdict::Inconclusive, reason);
        self.tell(Event::Recorded(Box::new(Entry { result, bracketed: false })));
    }
}
