//! Several steps at the same time, each over a connection of its own.

use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;

use super::dialler::Dialler;
use super::gate::{Gate, Ticket};
use super::held::HeldWire;
use crate::exchange::StepRecord;
use crate::runner::flow::Flow;
use crate::scenario::Step;

/// One of those who do something at the same time.
#[derive(Debug)]
pub struct Contender<'f, 'a> {
    /// What it knows; it is left as it is.
    pub flow: &'f Flow<'a>,
    /// Its own label, from which its random values come.
    pub label: String,
    /// What it does.
    pub step: Step,
    /// How many requests of the step pass before the one that is held.
    pub before: usize,
}

/// What came of it.
#[derive(Debug)]
pub struct AtOnce {
    /// The contenders' steps, in the order of the contenders.
    pub records: Vec<StepRecord>,
    /// Between the first last octet and the last one; `None` unless two requests were released.
    pub spread: Option<Duration>,
}

/// Lets every contender do its step; one request of each is held at its last octet until all are
/// there.
pub async fn at_once(dialler: &Dialler, contenders: &[Contender<'_, '_>]) -> AtOnce {
    let (gate, tickets) = Gate::of(contenders.len());
    let each = contenders.iter().zip(tickets).enumerate();
    let runs = each.map(|(number, (own, ticket))| run(own, dialler.clone(), number, ticket));
    let records = join_all(runs).await;
    AtOnce { records, spread: gate.spread() }
}

async fn run(
    own: &Contender<'_, '_>,
    dialler: Dialler,
    number: usize,
    ticket: Ticket,
) -> StepRecord {
    let context = own.flow.context;
    let ordinary = Arc::clone(&context.wire);
    let wire = Arc::new(HeldWire::new(ordinary, dialler, number, own.before, ticket));
    let context = context.over(Arc::clone(&wire) as _);
    let record = own.flow.fork(&context, &own.label).step(&own.step).await;
    wire.leave();
    record
}
