//! Draws cases, runs them, and shrinks the first that fails.
//!
//! The loop is our own and not proptest's runner, since cases wait for answers, and since each step
//! of shrinking is traffic that a budget bounds.

use std::fmt;

use proptest::strategy::{Strategy, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};

use crate::exchange::Transcript;
use crate::runner::{Conducted, Field};
use crate::scenario::Breach;
use crate::verdict::{Event, Experiment};

/// What one case showed.
#[derive(Debug, Default)]
pub(super) struct Shown {
    /// What it did and saw.
    pub(super) transcript: Transcript,
    /// What it breached; the numbers of exchanges count in its own transcript.
    pub(super) breaches: Vec<Breach>,
    /// Why it established nothing: the world, or what must work before, failed.
    pub(super) reason: Option<String>,
    /// It, told step by step.
    pub(super) story: Vec<String>,
}

/// A kind of case, and what happens in one.
pub(super) trait Cases: Sync {
    /// One case, as it is recorded for a replay: no secret is in it.
    type Case: Clone + fmt::Debug + Serialize + DeserializeOwned + Send + Sync;

    /// Where cases come from.
    fn strategy(&self) -> impl Strategy<Value = Self::Case, Tree: Send> + Send;

    /// Where case `number`, counted from 0, comes from; the first ones may be fixed.
    fn strategy_of(&self, _number: u32) -> impl Strategy<Value = Self::Case, Tree: Send> + Send {
        self.strategy()
    }

    /// Runs a case. `label` is its own, so that random values differ from case to case.
    fn run(&self, case: &Self::Case, label: &str) -> impl Future<Output = Shown> + Send;
}

/// Runs as many cases as the budget allows, up to the first that fails; that one is shrunk.
pub(super) async fn explore<C: Cases>(field: Field<'_>, cases: &C) -> Conducted {
    let mut own = Conducted::default();
    if let Some(replay) = field.replay {
        replayed(&mut own, field, cases, replay).await;
        return own;
    }
    for number in 0..field.budget.cases {
        let mut runner = runner(field, number);
        let Ok(mut tree) = cases.strategy_of(number).new_tree(&mut runner) else {
            own.reason = Some("no case satisfies what is asked of one".to_owned());
            return own;
        };
        tell(field, number);
        let case = tree.current();
        let shown = cases.run(&case, &label(field, number, 0)).await;
        count(&mut own.experiment, &shown);
        if shown.breaches.is_empty() {
            keep(&mut own, shown);
            continue;
        }
        let mut smallest = (case, shown);
        let mut step = 0;
        // Whatever was tried is followed by a smaller one if it failed as well, else by one between.
        let mut more = tree.simplify();
        while more && step < field.budget.max_shrink {
            step += 1;
            let case = tree.current();
            let shown = cases.run(&case, &label(field, number, step)).await;
            own.experiment.shrinking += 1;
            own.experiment.requests += requests(&shown.transcript);
            more = if same_breach(&shown, &smallest.1) {
                smallest = (case, shown);
                tree.simplify()
            } else {
                tree.complicate()
            };
        }
        failed(&mut own, &smallest.0, smallest.1);
        return own;
    }
    if own.experiment.cases == own.experiment.rejected {
        own.reason.get_or_insert_with(|| "no case ran".to_owned());
    } else {
        own.reason = None;
    }
    own
}

async fn replayed<C: Cases>(
    own: &mut Conducted,
    field: Field<'_>,
    cases: &C,
    replay: &serde_json::Value,
) {
    match serde_json::from_value::<C::Case>(replay.clone()) {
        Ok(case) => {
            let shown = cases.run(&case, &label(field, 0, 0)).await;
            count(&mut own.experiment, &shown);
            if shown.breaches.is_empty() {
                own.reason.clone_from(&shown.reason);
                own.experiment.story.clone_from(&shown.story);
                own.transcript = shown.transcript;
            } else {
                failed(own, &case, shown);
            }
        }
        Err(error) => own.reason = Some(format!("the recorded case cannot be read: {error}")),
    }
}

/// The same seed and trial draw the same cases, whatever else runs, and a case does not depend on
/// how many were drawn before.
fn runner(field: Field<'_>, number: u32) -> TestRunner {
    let mut hash = Sha256::new();
    hash.update(field.context.seed.to_be_bytes());
    hash.update(field.scenario.id.as_bytes());
    hash.update(number.to_be_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &hash.finalize());
    // Nothing of the configuration but the bound on rejected draws is used here.
    let config = Config { failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, rng)
}

fn tell(field: Field<'_>, number: u32) {
    let id = field.scenario.id.clone();
    let event = Event::Case { id, number: number + 1, total: field.budget.cases };
    // Nobody listens any more once the run is being torn down.
    let _unheard = field.context.events.send(event);
}

fn label(field: Field<'_>, number: u32, step: u32) -> String {
    format!("{} case {} try {}", field.scenario.id, number + 1, step + 1)
}

/// A search for a smaller case stays with the breach that it began with.
fn same_breach(shown: &Shown, first: &Shown) -> bool {
    let requirement = first.breaches.first().map(|breach| &breach.requirement);
    shown.breaches.iter().any(|breach| Some(&breach.requirement) == requirement)
}

fn count(experiment: &mut Experiment, shown: &Shown) {
    experiment.cases += 1;
    experiment.requests += requests(&shown.transcript);
    if shown.reason.is_some() && shown.breaches.is_empty() {
        experiment.rejected += 1;
    }
}

fn requests(transcript: &Transcript) -> u64 {
    transcript.exchanges().count() as u64
}

/// A case that holds goes to the others that held.
fn keep(own: &mut Conducted, shown: Shown) {
    own.transcript.steps.extend(shown.transcript.steps);
    if shown.reason.is_some() {
        own.reason = shown.reason;
    }
}

/// What is reported is the failing case alone.
fn failed<C: Serialize>(own: &mut Conducted, case: &C, shown: Shown) {
    own.transcript = shown.transcript;
    own.breaches = shown.breaches;
    own.reason = None;
    own.experiment.story = shown.story;
    own.experiment.case = serde_json::to_value(case).ok();
}
