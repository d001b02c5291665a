//! Takes a journey once at rest.

use std::sync::Arc;

use thiserror::Error;

use super::pieces::Slot;
use super::template::{Template, leaves};
use crate::exchange::{Facts, Replacement, StepRecord, Transcript};
use crate::load::profile::Journey;
use crate::load::verify::Examiner;
use crate::measurement::Outcome;
use crate::runner::{Context, Flow};
use crate::scenario::{Action, Catalog, Step, in_words};
use crate::target::Target;
use crate::verdict::Grading;

/// Why a journey cannot be repeated.
#[derive(Debug, Error)]
pub(in crate::load) enum RehearsalError {
    /// A step came to nothing.
    #[error("{journey}: {step} failed at rest: {reason}")]
    Failed {
        /// The journey.
        journey: String,
        /// The step.
        step: String,
        /// What came instead.
        reason: String,
    },
    /// An answer said something wrong at rest.
    #[error("{journey}: {step} is wrong at rest already: expected {expected}; actual {actual}")]
    Wrong {
        /// The journey.
        journey: String,
        /// The step.
        step: String,
        /// The requirement that it breaches.
        requirement: Option<String>,
        /// What would have been right.
        expected: String,
        /// What was there.
        actual: String,
    },
}

/// A journey that worked at rest.
#[derive(Debug)]
pub(in crate::load) struct Rehearsed {
    /// The journey.
    pub(in crate::load) journey: Journey,
    /// What each virtual user does once; without templates.
    pub(in crate::load) before: Vec<RehearsedStep>,
    /// Its steps with their templates.
    pub(in crate::load) steps: Vec<RehearsedStep>,
    /// Findings of conformance at rest, in words.
    pub(in crate::load) remarks: Vec<String>,
}

/// A step that worked at rest.
#[derive(Debug)]
pub(in crate::load) struct RehearsedStep {
    /// The step.
    pub(in crate::load) step: Step,
    /// Its name in the driver's own record.
    pub(in crate::load) name: Arc<str>,
    /// What its answer leaves for other steps: member and path.
    pub(in crate::load) leaves: Vec<(String, String)>,
    /// The `scope` of the token answer at rest, as JSON text: the same request is granted the same.
    pub(in crate::load) scope: Option<String>,
    /// The request to repeat; `None` where each round is a new conversation: authorization.
    pub(in crate::load) template: Option<Template>,
    /// Judges its answers.
    pub(in crate::load) examiner: Examiner,
}

impl Rehearsed {
    /// Whether a browser is needed in each round.
    pub(in crate::load) fn is_live(&self) -> bool {
        self.steps.iter().any(|own| own.template.is_none())
    }
}

/// What a rehearsal needs.
#[derive(Debug)]
pub(in crate::load) struct Rehearsal<'a> {
    pub(in crate::load) context: &'a Context,
    pub(in crate::load) target: Arc<Target>,
    pub(in crate::load) catalog: Arc<Catalog>,
    pub(in crate::load) gradings: Arc<[Grading]>,
    pub(in crate::load) http2: bool,
}

impl Rehearsal<'_> {
    /// Takes the journey once; `pool` are facts about tokens of the pool.
    pub(in crate::load) async fn take(
        &self,
        journey: &Journey,
        pool: &Facts,
    ) -> Result<Rehearsed, RehearsalError> {
        let mut flow = Flow::new(self.context, &journey.name);
        for (path, value) in pool {
            flow.know(path, value);
        }
        let live = journey.steps.iter().any(|step| step.action == Action::Authorize);
        let mut rehearsed = Rehearsed {
            journey: journey.clone(),
            before: Vec::new(),
            steps: Vec::new(),
            remarks: Vec::new(),
        };
        let before = journey.before.iter().map(|step| (step, true));
        for (step, is_before) in before.chain(journey.steps.iter().map(|step| (step, false))) {
            let known = flow.facts().clone();
            let record = flow.step(step).await;
            // What happens once is driven by the runner, like what needs a browser.
            let (taken, remarks) = self.step(journey, step, known, &record, live || is_before)?;
            if is_before { &mut rehearsed.before } else { &mut rehearsed.steps }.push(taken);
            rehearsed.remark(remarks);
        }
        let wanted: Vec<Slot> = rehearsed.slots().cloned().collect();
        for step in &mut rehearsed.steps {
            step.leaves = leaves(&step.step, &wanted);
        }
        Ok(rehearsed)
    }

    fn step(
        &self,
        journey: &Journey,
        step: &Step,
        known: Facts,
        record: &StepRecord,
        live: bool,
    ) -> Result<(RehearsedStep, Vec<String>), RehearsalError> {
        let mut examiner = Examiner::new(
            step,
            known.clone(),
            Arc::clone(&self.target),
            Arc::clone(&self.catalog),
            Arc::clone(&self.gradings),
        );
        let hidden = self.hidden(record);
        let remarks = examiner.tolerate(record).iter().map(|own| hidden.text(own)).collect();
        let examined = examiner.record(record);
        if let Some(fault) = examined.faults.first() {
            return Err(RehearsalError::Wrong {
                journey: journey.name.clone(),
                step: step.name().to_owned(),
                requirement: fault.requirement.clone(),
                expected: hidden.text(&fault.expected),
                actual: hidden.text(&fault.actual),
            });
        }
        if examined.outcome != Outcome::Ok {
            return Err(self.failed(journey, step, record, examined.word));
        }
        let template = match record.answer().filter(|_| !live) {
            Some(exchange) => {
                let template =
                    Template::of(exchange.endpoint, &exchange.request, &known, self.http2);
                Some(template.map_err(|reason| RehearsalError::Failed {
                    journey: journey.name.clone(),
                    step: step.name().to_owned(),
                    reason,
                })?)
            }
            None => None,
        };
        let name = match journey.steps.as_slice() {
            [_] => journey.name.clone(),
            _ => format!("{}: {}", journey.name, step.name()),
        };
        let answer = record.answer().and_then(|exchange| exchange.response());
        let scope =
            answer.and_then(|own| own.json().ok()?.member("scope").map(ToString::to_string));
        let (step, leaves, name) = (step.clone(), Vec::new(), name.into());
        Ok((RehearsedStep { step, name, leaves, scope, template, examiner }, remarks))
    }

    fn failed(
        &self,
        journey: &Journey,
        step: &Step,
        record: &StepRecord,
        word: Option<String>,
    ) -> RehearsalError {
        let words = std::iter::once(in_words(record)).chain(word).collect::<Vec<_>>();
        let reason = words.join(", ");
        RehearsalError::Failed {
            journey: journey.name.clone(),
            step: step.name().to_owned(),
            reason: self.hidden(record).text(&reason),
        }
    }

    /// What a server says may hold what was sent to it.
    fn hidden(&self, record: &StepRecord) -> Replacement {
        self.target.redactor().knowing(&Transcript { steps: vec![record.clone()] })
    }
}

impl Rehearsed {
    fn slots(&self) -> impl Iterator<Item = &Slot> {
        self.steps.iter().filter_map(|step| step.template.as_ref()).flat_map(Template::slots)
    }

    fn remark(&mut self, remarks: Vec<String>) {
        for remark in remarks {
            if !self.remarks.contains(&remark) {
                self.remarks.push(remark);
            }
        }
    }
}
