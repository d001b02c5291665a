//! The faults that show only to requests that come at the same time: a gap between a look at the
//! memory and what follows from it.
//!
//! In: the guard over the memory, as an endpoint holds it. Out: another guard, taken a little later.
//! What another request does in between, the endpoint does not see. The time is spent on waiting
//! for nothing, as a server spends it on a database or a signature.

use std::sync::MutexGuard;
use std::thread;
use std::time::{Duration, Instant};

use super::fault::Fault;
use super::server::Server;
use super::store::Store;

/// As long as a statement to a database takes.
const LONG: Duration = Duration::from_millis(4);

/// So often, at the least, others get their turn within a long gap.
const LEAST_TURNS: u32 = 64;

/// As long as a signature takes: two requests must come within it.
const SHORT: Duration = Duration::from_micros(180);

/// How long the gap of a fault is.
const fn length(fault: Fault) -> Duration {
    match fault {
        Fault::CodeRedeemedWithinMicroseconds => SHORT,
        _ => LONG,
    }
}

/// Gives the memory away for the length of the gap that the first of these faults leaves, if one of
/// them is on.
pub(crate) fn gap<'s>(
    server: &'s Server,
    store: MutexGuard<'s, Store>,
    faults: &[Fault],
) -> MutexGuard<'s, Store> {
    let Some(fault) = faults.iter().find(|fault| server.faults.has(**fault)) else {
        return store;
    };
    drop(store);
    let end = Instant::now() + length(*fault);
    let mut turns = 0;
    // Where others keep the processors busy, the time alone would pass without anybody's turn.
    while Instant::now() < end || length(*fault) == LONG && turns < LEAST_TURNS {
        thread::yield_now();
        turns += 1;
    }
    server.store()
}
