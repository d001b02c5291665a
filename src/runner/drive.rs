//! Drives a scenario: one step after the other, until one ends it.

use super::flow::Flow;
use super::step;
use crate::exchange::{Ending, StepRecord, Transcript};
use crate::scenario::{Step, match_step};

impl Flow<'_> {
    /// Runs the steps until one ends the scenario.
    pub async fn run(mut self, steps: &[Step]) -> Transcript {
        let mut transcript = Transcript::default();
        for step in steps {
            let record = self.step(step).await;
            let goes_on = match_step(step, &record).goes_on();
            transcript.steps.push(record);
            if !goes_on {
                break;
            }
        }
        transcript
    }

    /// Performs one step.
    pub async fn step(&mut self, step: &Step) -> StepRecord {
        if let Some(notes) = &self.context.notes {
            self.place = (notes.begin(), step.name().to_owned());
        }
        let ending = match self.choose_client(step) {
            Ok(()) => step::perform(self, step).await.unwrap_or_else(Ending::Impossible),
            Err(reason) => Ending::Impossible(reason),
        };
        self.note_lookups_of_checks(step);
        StepRecord {
            name: step.name().to_owned(),
            exchanges: std::mem::take(&mut self.exchanges),
            ending,
            facts: self.facts.clone(),
        }
    }
}
