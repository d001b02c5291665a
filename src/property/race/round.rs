//! One round of a race, while it is run.

use std::collections::BTreeMap;
use std::time::Duration;

use super::answer::Answer;
use crate::check::Mismatch;
use crate::exchange::{StepRecord, Transcript};
use crate::runner::direct::{AtOnce, Contender, Dialler, at_once};
use crate::runner::{Field, Flow};
use crate::scenario::{Action, Breach, Match, Step, in_words, match_step};

/// Where the rounds of a race are run.
pub(super) struct Arena<'a> {
    /// The target and what it can do.
    pub(super) field: Field<'a>,
    /// Makes the contenders' connections.
    pub(super) dialler: Dialler,
    /// Requests at once.
    pub(super) requests: usize,
}

impl Arena<'_> {
    /// A label of its own, and so random values of its own.
    pub(super) fn label(&self, number: u32, who: &str) -> String {
        format!("{} round {number} {who}", self.field.scenario.id)
    }
}

/// What one round did and saw.
#[derive(Debug, Default)]
pub(super) struct Round {
    /// Everything, in order.
    pub(super) transcript: Transcript,
    /// Contenders who won.
    pub(super) won: usize,
    /// What won and was proved to live.
    pub(super) alive: usize,
    /// What is breached.
    pub(super) breaches: Vec<Breach>,
    /// Why it established nothing, if so.
    pub(super) reason: Option<String>,
    /// It, told step by step.
    pub(super) story: Vec<String>,
    /// What contenders were answered, counted.
    pub(super) answers: BTreeMap<String, usize>,
    /// How far apart the last octets left.
    pub(super) spread: Option<Duration>,
    /// What is to be said of the whole trial.
    pub(super) remark: Option<String>,
}

impl Round {
    /// Does a step that must succeed; `None` if it did not, and then the round is over.
    pub(super) async fn must(&mut self, flow: &mut Flow<'_>, step: &Step) -> Option<()> {
        let record = flow.step(step).await;
        let failed = match match_step(step, &record) {
            Match::Nothing(reason) => Some(reason),
            Match::Breach { actual, .. } => Some(actual),
            Match::Succeeded | Match::Outcome(_) => None,
        };
        self.transcript.steps.push(record);
        if failed.is_some() {
            self.reason = failed;
            return None;
        }
        Some(())
    }

    /// Does a step, whatever is answered.
    pub(super) async fn look(&mut self, flow: &mut Flow<'_>, step: &Step) -> StepRecord {
        let record = flow.step(step).await;
        self.transcript.steps.push(record.clone());
        record
    }

    /// Lets contenders run, and keeps what they did.
    pub(super) async fn race(
        &mut self,
        arena: &Arena<'_>,
        contenders: &[Contender<'_, '_>],
    ) -> Vec<StepRecord> {
        let AtOnce { records, spread } = at_once(&arena.dialler, contenders).await;
        self.spread = spread;
        self.transcript.steps.extend(records.iter().cloned());
        if let Some(spread) = spread {
            self.tell(format!("the last octets left within {} µs", spread.as_micros()));
        }
        records
    }

    /// Reads the answers of contenders that asked for tokens, counts and tells them.
    pub(super) fn count(&mut self, records: &[StepRecord]) -> Vec<Answer> {
        let answers: Vec<Answer> = records.iter().map(Answer::of).collect();
        self.won += answers.iter().filter(|own| own.is_won()).count();
        for (record, answer) in records.iter().zip(&answers) {
            *self.answers.entry(answer.in_short()).or_default() += 1;
            self.tell(format!("{}: {}", record.name, in_words(record)));
        }
        answers
    }

    /// Tells what happened.
    pub(super) fn tell(&mut self, text: impl Into<String>) {
        self.story.push(text.into());
    }

    /// A breach, shown by the answer of the step of that name. The first one of a requirement
    /// stands for others like it.
    pub(super) fn breach(&mut self, requirement: &str, mismatch: Mismatch, shown_by: &str) {
        if self.breaches.iter().any(|own| own.requirement == requirement) {
            return;
        }
        let place = self.transcript.steps.iter().position(|step| step.name == shown_by);
        let exchange = place.and_then(|place| self.transcript.answer_number(place));
        let requirement = requirement.to_owned();
        self.breaches.push(Breach { requirement, mismatch, exchange });
    }

    /// The round says nothing if no contender got an answer that is one.
    pub(super) fn needs_an_answer(&mut self, answers: &[Answer]) {
        let nothing = |own: &Answer| match own {
            Answer::Nothing(words) => Some(words.clone()),
            _ => None,
        };
        let words: Vec<String> = answers.iter().filter_map(nothing).collect();
        if words.len() == answers.len() && self.breaches.is_empty() {
            let all = super::figures::histogram(words);
            self.reason = Some(format!("no request of the race was answered as such: {all}"));
        }
    }
}

/// A conforming step under a name.
pub(super) fn named(action: Action, name: impl Into<String>) -> Step {
    Step { name: Some(name.into()), ..Step::conforming(action) }
}

/// The same, by a client.
pub(super) fn named_by(action: Action, name: impl Into<String>, client: &str) -> Step {
    Step { client: Some(client.to_owned()), ..named(action, name) }
}
