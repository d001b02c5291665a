//! Where contenders wait for each other: it opens when all who are still coming are there.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::watch;

/// A gate that opens once, for all at the same time.
#[derive(Debug)]
pub(super) struct Gate {
    state: Mutex<State>,
    open: watch::Sender<bool>,
}

#[derive(Debug)]
struct State {
    /// Who has neither come nor left.
    missing: usize,
    /// When each one's last octet was handed to the system.
    passed: Vec<Instant>,
}

/// One contender's right to be waited for. Dropping it is leaving: nobody waits for it any longer.
#[derive(Debug)]
pub(super) struct Ticket {
    gate: Arc<Gate>,
    awaited: bool,
}

impl Gate {
    /// A gate for so many, with a ticket for each.
    pub(super) fn of(contenders: usize) -> (Arc<Self>, Vec<Ticket>) {
        let state = State { missing: contenders, passed: Vec::new() };
        let gate = Arc::new(Self { state: Mutex::new(state), open: watch::Sender::new(false) });
        let ticket = |_| Ticket { gate: Arc::clone(&gate), awaited: true };
        let tickets = (0..contenders).map(ticket).collect();
        (gate, tickets)
    }

    /// Between the first last octet and the last one; `None` unless two left.
    pub(super) fn spread(&self) -> Option<Duration> {
        let state = self.state();
        let (first, last) = (state.passed.iter().min()?, state.passed.iter().max()?);
        (state.passed.len() > 1).then(|| last.duration_since(*first))
    }

    fn one_less(&self) {
        let mut state = self.state();
        state.missing -= 1;
        if state.missing == 0 {
            self.open.send_replace(true);
        }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ticket {
    /// Comes to the gate and waits until it opens.
    pub(super) async fn pass(mut self) -> Passed {
        let mut open = self.gate.open.subscribe();
        self.be_counted();
        // The sender lives in the gate, and the gate in this ticket.
        let _opened = open.wait_for(|open| *open).await;
        Passed { gate: Arc::clone(&self.gate) }
    }

    fn be_counted(&mut self) {
        if std::mem::take(&mut self.awaited) {
            self.gate.one_less();
        }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.be_counted();
    }
}

/// Someone who is through the gate.
#[derive(Debug)]
pub(super) struct Passed {
    gate: Arc<Gate>,
}

impl Passed {
    /// The last octet has left.
    pub(super) fn note(&self, at: Instant) {
        self.gate.state().passed.push(at);
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;

    use super::*;

    #[test]
    fn it_opens_for_all_when_the_last_one_comes() {
        let (gate, tickets) = Gate::of(3);
        let mut waiting: Vec<_> =
            tickets.into_iter().map(|ticket| Box::pin(ticket.pass())).collect();
        let last = waiting.pop().expect("three");
        for early in &mut waiting {
            assert!(early.now_or_never().is_none());
        }
        assert!(last.now_or_never().is_some());
        for early in waiting {
            early.now_or_never().expect("open").note(Instant::now());
        }
        assert!(gate.spread().is_some());
    }

    #[test]
    fn nobody_waits_for_those_who_left() {
        let (gate, mut tickets) = Gate::of(2);
        drop(tickets.pop());
        let only = tickets.pop().expect("the other one");
        only.pass().now_or_never().expect("open").note(Instant::now());
        assert_eq!(gate.spread(), None);
    }
}
