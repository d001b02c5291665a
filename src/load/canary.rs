//! Canaries: questions with a known answer, asked at a low rate all along. A server that cuts
//! corners under load gives itself away by them.

use std::sync::Arc;
use std::time::Instant;

use tokio::sync::watch;
use tokio::time::MissedTickBehavior;

use super::arena::Arena;
use super::virtual_user::{Round, VirtualUser};
use crate::measurement::{Canary, Outcome};

/// After so many questions a canary makes what it asks about anew.
const RENEW: u64 = 10;

/// Asks one canary's question until the end.
pub(super) async fn watch(
    arena: Arc<Arena>,
    place: usize,
    mut end: watch::Receiver<bool>,
) -> Canary {
    let rehearsed = &arena.canaries[place];
    let journey = &rehearsed.journey;
    let mut canary = Canary {
        name: journey.name.clone(),
        expects: journey.title.clone(),
        asked: 0,
        held: 0,
        broken: 0,
        skipped: None,
    };
    // Servers lock a client after too many wrong secrets.
    let bends_secret =
        |step: &crate::scenario::Step| step.auth.as_ref().is_some_and(|auth| auth.secret.is_some());
    let most = if journey.steps.iter().any(bends_secret) {
        u64::from(arena.target.manners.wrong_secrets)
    } else {
        u64::MAX
    };
    let number = u32::MAX - u32::try_from(place).unwrap_or_default();
    let mut user = VirtualUser::apart(number, Arc::clone(&arena));
    let mut ticks = tokio::time::interval(journey.every.unwrap_or(super::SECOND));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            biased;
            _ = end.wait_for(|ended| *ended) => return canary,
            _ = ticks.tick() => {}
        }
        if canary.asked >= most || arena.clock.pause_left(Instant::now()).is_some() {
            continue;
        }
        let mut record = Vec::new();
        let round = Round { intended: None, measured: false };
        tokio::select! {
            biased;
            _ = end.wait_for(|ended| *ended) => return canary,
            _ = user.round((place, rehearsed), round, &mut record) => {}
        }
        canary.asked += 1;
        // What it asks about may be past its time by now; then any answer would be right.
        if canary.asked.is_multiple_of(RENEW) {
            user.forget();
        }
        let wrong = record.iter().any(|own| own.outcome == Outcome::Wrong);
        let right = !record.is_empty() && record.iter().all(|own| own.outcome == Outcome::Ok);
        canary.broken += u64::from(wrong);
        canary.held += u64::from(right);
    }
}
