//! The exchanges of one scenario on their way into the journal.

use std::sync::{Arc, Mutex, PoisonError};

use super::journal::Ledger;
use crate::exchange::{Exchange, Facts, Underway};
use crate::verdict::{Line, Noted};

/// No written scenario makes as many. A trial with many cases may, and what it kept of them comes with
/// its result.
const MOST: usize = 256;

/// What is noted of a scenario.
#[derive(Debug)]
pub(super) struct Notes {
    of: String,
    ledger: Arc<dyn Ledger>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    underway: Underway,
    steps: usize,
    noted: usize,
}

impl Notes {
    pub(super) fn new(of: &str, ledger: Arc<dyn Ledger>, underway: Underway) -> Self {
        let state = Mutex::new(State { underway, steps: 0, noted: 0 });
        Self { of: of.to_owned(), ledger, state }
    }

    /// The number of a step that begins.
    pub(super) fn begin(&self) -> usize {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.steps += 1;
        state.steps
    }

    /// Notes an exchange of a step; `facts` are what its flow knows.
    pub(super) fn note(&self, (at, step): (usize, &str), facts: &Facts, exchange: &Exchange) {
        // Held until the line is written, so that lines keep the order of what they know.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.noted == MOST {
            return;
        }
        state.noted += 1;
        let exchange = state.underway.exchange(facts, exchange);
        let noted = Noted { of: self.of.clone(), at, step: step.to_owned(), exchange };
        self.ledger.enter(&Line::Exchange(Box::new(noted)));
    }
}
