//! Where a load run takes place: what all virtual users share.

use std::sync::atomic::{AtomicU64, AtomicUsize};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::clock::Clock;
use super::journey::Rehearsed;
use super::pool::Pools;
use super::recorder::Recorder;
use super::verify::TokenMemory;
use super::violations::Violations;
use crate::runner::connect::Connector;
use crate::target::Target;

/// Where a load run takes place: what all virtual users share.
#[derive(Debug)]
pub(super) struct Arena {
    pub(super) clock: Clock,
    pub(super) recorder: Arc<Mutex<Recorder>>,
    pub(super) violations: Mutex<Violations>,
    pub(super) tokens: Mutex<TokenMemory>,
    pub(super) pools: Pools,
    /// The journeys of the profile that the target can take.
    pub(super) journeys: Vec<Rehearsed>,
    /// Journeys by their weight: one entry a share, evenly mixed.
    pub(super) mix: Vec<usize>,
    /// Questions with a known answer.
    pub(super) canaries: Vec<Rehearsed>,
    pub(super) target: Arc<Target>,
    pub(super) connector: Connector,
    /// For one exchange.
    pub(super) limit: Duration,
    pub(super) seed: u64,
    /// The share of answers that is verified.
    pub(super) verify: f64,
    /// The server says that it hands out an access token again while it lives.
    pub(super) tokens_repeat: bool,
    /// Virtual users that are there.
    pub(super) present: AtomicUsize,
    /// Journeys under way, and those that wait for a connection.
    pub(super) outstanding: AtomicU64,
}

impl Arena {
    pub(super) fn recorder(&self) -> MutexGuard<'_, Recorder> {
        self.recorder.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn violations(&self) -> MutexGuard<'_, Violations> {
        self.violations.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn tokens(&self) -> MutexGuard<'_, TokenMemory> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Spreads the journeys evenly over one round of their weights: 3 to 1 is `a a b a`, not `a a a b`.
pub(super) fn mix(weights: &[u32]) -> Vec<usize> {
    let total: u32 = weights.iter().sum();
    let mut credit: Vec<i64> = vec![0; weights.len()];
    let mut mixed = Vec::new();
    for _ in 0..total {
        for (credit, weight) in credit.iter_mut().zip(weights) {
            *credit += i64::from(*weight);
        }
        let most = (0..weights.len()).max_by_key(|at| (credit[*at], std::cmp::Reverse(*at)));
        let Some(most) = most else { break };
        credit[most] -= i64::from(total);
        mixed.push(most);
    }
    mixed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mix_holds_each_weight_and_is_even() {
        let mixed = mix(&[3, 1]);
        assert_eq!(mixed, [0, 0, 1, 0]);
        let mixed = mix(&[70, 10, 10, 10]);
        let count = |journey| mixed.iter().filter(|own| **own == journey).count();
        assert_eq!([count(0), count(1), count(2), count(3)], [70, 10, 10, 10]);
        assert!(mixed[..50].iter().filter(|own| **own == 1).count() == 5);
        assert!(mix(&[]).is_empty());
    }
}
