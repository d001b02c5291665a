//! What answers said and must not say: counted by kind, with the first exchange that showed each.

use std::collections::BTreeMap;

use super::verify::Fault;
use crate::exchange::{Ending, Exchange, Redactor, StepRecord, Transcript};
use crate::measurement::Violation;

/// Kinds that are kept apart; a hostile server could invent one for each answer.
const KINDS: usize = 200;

/// Violations so far.
#[derive(Debug)]
pub(super) struct Violations {
    redactor: Redactor,
    by_kind: BTreeMap<(String, String, Option<String>), Violation>,
    total: u64,
}

impl Violations {
    pub(super) fn new(redactor: Redactor) -> Self {
        Self { redactor, by_kind: BTreeMap::new(), total: 0 }
    }

    /// Counts one; `exchange` is asked for only if it is the first of its kind.
    pub(super) fn add(
        &mut self,
        journey: &str,
        fault: &Fault,
        exchange: impl FnOnce() -> Option<Exchange>,
    ) {
        self.total += 1;
        let full = self.by_kind.len() >= KINDS;
        let key = (fault.kind.clone(), journey.to_owned(), fault.requirement.clone());
        if let Some(known) = self.by_kind.get_mut(&key) {
            known.count += 1;
            return;
        }
        if full {
            return;
        }
        let exchange = exchange();
        let transcript = exchange.map(|own| of_one(journey, own)).unwrap_or_default();
        let hidden = self.redactor.knowing(&transcript);
        let exchange = hidden.transcript(&transcript).steps.into_iter().next();
        let violation = Violation {
            kind: fault.kind.clone(),
            requirement: fault.requirement.clone(),
            journey: journey.to_owned(),
            count: 1,
            expected: hidden.text(&fault.expected),
            actual: hidden.text(&fault.actual),
            exchange: exchange.and_then(|mut step| step.exchanges.pop()),
        };
        self.by_kind.insert(key, violation);
    }

    /// How many there were.
    pub(super) fn total(&self) -> u64 {
        self.total
    }

    /// All of them, the most frequent first.
    pub(super) fn finish(self) -> Vec<Violation> {
        let mut all: Vec<Violation> = self.by_kind.into_values().collect();
        all.sort_by_key(|own| std::cmp::Reverse(own.count));
        all
    }
}

fn of_one(journey: &str, exchange: Exchange) -> Transcript {
    let step = StepRecord {
        name: journey.to_owned(),
        exchanges: vec![exchange],
        ending: Ending::Answered,
        facts: BTreeMap::new(),
    };
    Transcript { steps: vec![step] }
}
