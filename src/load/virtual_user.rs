//! A virtual user: takes journeys, one after the other, over its own connections.
//!
//! In: which journey, and when it was meant to start. Out: a sample for each request, violations,
//! and what the driver is to record.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Mutex;

use super::arena::Arena;
use super::journey::{Holding, Rehearsed, RehearsedStep, Slot};
use super::lines::{Lines, Sent};
use super::pool::PoolToken;
use super::received::{micros, pause};
use super::recorder::Sample;
use super::verify::{Member, Skeleton};
use crate::exchange::{Exchange, Reply};
use crate::measurement::Outcome;
use crate::runner::connect::Answer;

/// A virtual user.
#[derive(Debug)]
pub(super) struct VirtualUser {
    pub(super) number: u32,
    pub(super) arena: Arc<Arena>,
    pub(super) lines: Arc<Mutex<Lines>>,
    /// What it holds on each journey; `None` before the journey's `before` was taken.
    holdings: BTreeMap<usize, Holding>,
    skeleton: Skeleton,
    /// Rounds so far; chooses tokens of the pool.
    pub(super) rounds: u64,
    /// A request is on its way; whether it counts.
    pub(super) under_way: Option<bool>,
    /// Its requests are part of the load.
    counted: bool,
}

/// One request, for the driver's own record.
#[derive(Debug, Clone)]
pub(super) struct Recorded {
    pub(super) method: &'static str,
    pub(super) name: Arc<str>,
    pub(super) latency: Duration,
    pub(super) outcome: Outcome,
    pub(super) status: Option<u16>,
}

/// Which round it is, and when it was meant to begin.
#[derive(Debug, Clone, Copy)]
pub(super) struct Round {
    /// When it was meant to begin; `None` where it begins when it can (closed model).
    pub(super) intended: Option<Instant>,
    /// Whether it counts into the figures.
    pub(super) measured: bool,
}

/// What a step came to.
struct Taken {
    outcome: Outcome,
    left: Instant,
    ended: Instant,
    status: Option<u16>,
}

impl VirtualUser {
    pub(super) fn new(number: u32, arena: Arc<Arena>) -> Self {
        let lines = Lines::new(arena.connector.clone(), Arc::clone(&arena.recorder), arena.limit);
        Self {
            number,
            lines: Arc::new(Mutex::new(lines)),
            holdings: BTreeMap::new(),
            skeleton: Skeleton::default(),
            // Users begin at different places of the mix and of the pool.
            rounds: u64::from(number).wrapping_mul(7),
            under_way: None,
            counted: true,
            arena,
        }
    }

    /// One whose requests are no part of the load: its answers are verified and not counted.
    pub(super) fn apart(number: u32, arena: Arc<Arena>) -> Self {
        Self { counted: false, ..Self::new(number, arena) }
    }

    /// Forgets what it holds, so that the next round of a journey begins anew.
    pub(super) fn forget(&mut self) {
        self.holdings.clear();
    }

    /// Takes a sample, if this user's are counted.
    pub(super) fn take(&self, sample: &Sample<'_>) {
        if self.counted {
            self.arena.recorder().take(sample);
        }
    }

    /// Takes a journey; `place` tells journeys apart. Adds what the driver is to record.
    pub(super) async fn round(
        &mut self,
        (place, rehearsed): (usize, &Rehearsed),
        round: Round,
        record: &mut Vec<Recorded>,
    ) -> bool {
        self.rounds += 1;
        let begins = !rehearsed.before.is_empty() && !self.holdings.contains_key(&place);
        if begins {
            match self.prepare(rehearsed, round.measured).await {
                Some(holding) => _ = self.holdings.insert(place, holding),
                None => {
                    if round.intended.is_none() {
                        self.arena.recorder().began_round(round.measured);
                    }
                    return false;
                }
            }
        }
        if rehearsed.is_live() {
            return self.live_round(rehearsed, round, record).await;
        }
        let mut holding = self.holdings.remove(&place).unwrap_or_default();
        let arena = Arc::clone(&self.arena);
        for (at, step) in rehearsed.steps.iter().enumerate() {
            let Some(template) = &step.template else { continue };
            if let Some(left) = arena.clock.pause_left(Instant::now()).filter(|_| at > 0) {
                tokio::time::sleep(left).await;
            }
            let token = template.pool().and_then(|kind| arena.pools.pick(kind, self.rounds));
            // A login that came first is no part of the latency.
            let intended = round.intended.filter(|_| at == 0 && !begins);
            self.under_way = Some(round.measured);
            let taken =
                self.step(rehearsed, step, (intended, round.measured), token, &mut holding).await;
            self.under_way = None;
            let start = intended.unwrap_or(taken.left);
            record.push(Recorded {
                method: if template.is_get() { "GET" } else { "POST" },
                name: Arc::clone(&step.name),
                latency: taken.ended.saturating_duration_since(start),
                outcome: taken.outcome,
                status: taken.status,
            });
            if at == 0 && round.intended.is_none() {
                arena.recorder().began_round(round.measured);
            }
            if taken.outcome != Outcome::Ok {
                // What it holds may be worth nothing now: the next round begins anew.
                return false;
            }
        }
        self.holdings.insert(place, holding);
        true
    }

    async fn step(
        &mut self,
        rehearsed: &Rehearsed,
        step: &RehearsedStep,
        (intended, measured): (Option<Instant>, bool),
        token: Option<Arc<PoolToken>>,
        holding: &mut Holding,
    ) -> Taken {
        let Some(template) = &step.template else { unreachable!("only repeated steps come here") };
        let value = |slot: &Slot| match slot {
            Slot::Pool(_) => token.as_ref().map(|own| own.value.as_str()),
            Slot::Held(path) => holding.values.get(path).map(String::as_str),
        };
        let sent = self.lines.lock().await.send(&template.address, || template.fill(value)).await;
        let Sent { left, ended, answer } = sent;
        let start = intended.unwrap_or(left);
        let sample = |outcome, status, word, verified| Sample {
            endpoint: template.endpoint,
            outcome,
            intended: start,
            ended,
            status,
            word,
            verified,
            measured,
        };
        let answer = match answer {
            Ok(answer) => answer,
            Err(failure) => {
                let sample = sample(Outcome::NoAnswer, None, Some(failure.detail.as_str()), false);
                self.take(&sample);
                return Taken { outcome: Outcome::NoAnswer, left, ended, status: None };
            }
        };
        let status = Some(answer.status);
        if answer.status < 300 && !self.verifies() {
            self.take(&sample(Outcome::Ok, status, None, false));
            keep(step, &answer, holding);
            return Taken { outcome: Outcome::Ok, left, ended, status };
        }
        let exchange = || {
            let reply = Reply::Response(answer.response());
            let elapsed_us = micros(ended.saturating_duration_since(left));
            Exchange::new(template.endpoint, template.shown(value), reply, elapsed_us)
        };
        let mut members = Vec::new();
        let skeleton =
            self.skeleton.build(answer.status, &answer.headers, &answer.body, &mut members);
        let examined = step.examiner.remember(skeleton, || step.examiner.judge(exchange()));
        let mut outcome = examined.outcome;
        let own = (outcome == Outcome::Ok)
            .then(|| self.own_fault(step, template.endpoint, (&answer, &members), token.as_deref()))
            .flatten();
        for fault in examined.faults.iter().chain(&own) {
            outcome = Outcome::Wrong;
            self.arena.violations().add(&rehearsed.journey.name, fault, || Some(exchange()));
        }
        self.take(&sample(outcome, status, examined.word.as_deref(), true));
        match outcome {
            Outcome::Throttled => self.arena.clock.pause(ended, pause(&answer.response())),
            Outcome::Ok => hold(step, &members, holding),
            _ => {}
        }
        Taken { outcome, left, ended, status }
    }

    fn verifies(&self) -> bool {
        let share = self.arena.verify;
        // Spread by the golden ratio: any stretch of rounds has the share, without a pattern that
        // could fall in step with the mix.
        share >= 1.0 || (self.rounds as f64 * 0.618_033_988_749_895).fract() < share
    }
}

/// What a token answer leaves for later steps.
fn hold(step: &RehearsedStep, members: &[Member<'_>], holding: &mut Holding) {
    if step.leaves.is_empty() {
        return;
    }
    for member in members {
        for (name, path) in &step.leaves {
            if member.name == name
                && let Some(text) = member.text()
            {
                holding.values.insert(path.clone(), text.into_owned());
            }
        }
    }
}

/// The same, of an answer that was not taken apart yet.
fn keep(step: &RehearsedStep, answer: &Answer, holding: &mut Holding) {
    if !step.leaves.is_empty() {
        let mut members = Vec::new();
        Skeleton::default().build(answer.status, &answer.headers, &answer.body, &mut members);
        hold(step, &members, holding);
    }
}
