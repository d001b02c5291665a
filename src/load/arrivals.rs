//! The open model: a thread that lets journeys begin by the clock, whatever the server does.
//!
//! In: the schedule. Out: jobs in a bounded queue; what does not fit is counted as not sent. It is a
//! thread, not a task: a timer of the runtime is late by up to a millisecond.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use std::sync::atomic::Ordering;

use super::arena::Arena;
use super::queue::Queue;
use crate::measurement::Arrivals;

/// Above one arrival in this time they are let go in small groups: waking up for each would cost
/// more than sending it. They are late by half of it on average, which the lateness shows.
const TICK: Duration = Duration::from_micros(200);

/// One journey that is due.
#[derive(Debug, Clone, Copy)]
pub(super) struct Job {
    /// When it was meant to begin.
    pub(super) intended: Instant,
    /// When it was put into the queue.
    pub(super) queued: Instant,
    /// Its place among the journeys.
    pub(super) journey: usize,
}

/// Lets journeys begin until the schedule is over or the other end of `stop` is dropped.
pub(super) fn spawn(
    arena: Arc<Arena>,
    spacing: Arrivals,
    queue: Arc<Queue>,
    stop: Receiver<()>,
) -> std::io::Result<JoinHandle<()>> {
    let thread = std::thread::Builder::new().name("assay-arrivals".to_owned());
    thread.spawn(move || {
        run(&arena, spacing, &queue, &stop);
        queue.close();
    })
}

fn run(arena: &Arena, spacing: Arrivals, queue: &Queue, stop: &Receiver<()>) {
    wake_exactly();
    let began = arena.clock.begin();
    let due = arena.clock.schedule.arrivals(spacing, arena.seed);
    let stages = arena.clock.schedule.stages();
    let fastest = stages.iter().map(|stage| stage.from.max(stage.to)).fold(0.0, f64::max);
    let tick = if fastest * TICK.as_secs_f64() > 1.0 { TICK } else { Duration::ZERO };
    for (number, at) in due.enumerate() {
        let intended = began + at;
        if !wait_until(began + next_tick(at, tick), stop) || arena.clock.stop.asked() {
            return;
        }
        let now = Instant::now();
        let measured = arena.clock.measures(intended);
        if arena.clock.pause_left(now).is_some() {
            arena.recorder().not_sent(now, measured, true);
            continue;
        }
        let journey = arena.mix[number % arena.mix.len()];
        arena.outstanding.fetch_add(1, Ordering::Relaxed);
        if !queue.push(Job { intended, queued: now, journey }) {
            arena.outstanding.fetch_sub(1, Ordering::Relaxed);
            arena.recorder().not_sent(now, measured, false);
        }
    }
}

/// The first tick at or after `at`.
fn next_tick(at: Duration, tick: Duration) -> Duration {
    if tick.is_zero() {
        return at;
    }
    let ticks = at.as_nanos().div_ceil(tick.as_nanos());
    tick.saturating_mul(u32::try_from(ticks).unwrap_or(u32::MAX))
}

/// Waits; false when the run ends before.
fn wait_until(at: Instant, stop: &Receiver<()>) -> bool {
    loop {
        let left = at.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return true;
        }
        match stop.recv_timeout(left.min(Duration::from_millis(100))) {
            Err(RecvTimeoutError::Timeout) => {}
            Ok(()) | Err(RecvTimeoutError::Disconnected) => return false,
        }
    }
}

/// By default Linux lets a thread sleep 50 microseconds longer than asked.
fn wake_exactly() {
    #[cfg(target_os = "linux")]
    {
        // Without it arrivals are a little later, which the lateness in the report shows.
        let _refused = rustix::thread::set_current_timer_slack(std::num::NonZeroU64::new(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_let_go_at_its_last_due_moment_at_the_latest() {
        let us = Duration::from_micros;
        assert_eq!(next_tick(us(0), us(200)), us(0));
        assert_eq!(next_tick(us(1), us(200)), us(200));
        assert_eq!(next_tick(us(200), us(200)), us(200));
        assert_eq!(next_tick(us(123), Duration::ZERO), us(123));
    }
}
