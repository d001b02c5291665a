//! The time of a run: when it began, what it lets happen now, and when it is over.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::schedule::Schedule;

/// Stops a run from outside: at Ctrl-C.
#[derive(Debug, Clone)]
pub struct Stop {
    sender: watch::Sender<bool>,
}

impl Default for Stop {
    fn default() -> Self {
        Self { sender: watch::Sender::new(false) }
    }
}

impl Stop {
    /// Asks for the end: the run stops sending, counts what is under way as unfinished and reports.
    pub fn now(&self) {
        self.sender.send_replace(true);
    }

    /// Whether the end was asked for.
    #[must_use]
    pub fn asked(&self) -> bool {
        *self.sender.borrow()
    }

    /// Resolves when the end is asked for.
    pub async fn wait(&self) {
        // Fails only when the sender is gone, and it lives here.
        let mut heard = self.sender.subscribe();
        let _asked = heard.wait_for(|asked| *asked).await;
    }
}

/// The time of one run.
#[derive(Debug)]
pub(super) struct Clock {
    began: OnceLock<Instant>,
    gate: watch::Sender<bool>,
    created: Instant,
    pub(super) schedule: Schedule,
    pub(super) stop: Stop,
    ended: AtomicBool,
    /// Until when nothing is sent, in microseconds since `created`: the server asked for it.
    paused_until_us: AtomicU64,
}

impl Clock {
    pub(super) fn new(schedule: Schedule, stop: Stop) -> Self {
        Self {
            began: OnceLock::new(),
            gate: watch::Sender::new(false),
            created: Instant::now(),
            schedule,
            stop,
            ended: AtomicBool::new(false),
            paused_until_us: AtomicU64::new(0),
        }
    }

    /// The load begins; later calls change nothing.
    pub(super) fn begin(&self) -> Instant {
        let began = *self.began.get_or_init(Instant::now);
        self.gate.send_replace(true);
        began
    }

    /// Resolves when the load begins, or is called off before.
    pub(super) async fn gate(&self) {
        let mut heard = self.gate.subscribe();
        tokio::select! {
            // Fails only when the sender is gone, and it lives here.
            _ = heard.wait_for(|open| *open) => {}
            () = self.stop.wait() => {}
        }
    }

    /// When the load began.
    pub(super) fn began(&self) -> Option<Instant> {
        self.began.get().copied()
    }

    /// Time since the load began, at `now`.
    pub(super) fn at(&self, now: Instant) -> Duration {
        self.began().map_or(Duration::ZERO, |began| now.saturating_duration_since(began))
    }

    /// Whether a sample that began at `start` counts.
    pub(super) fn measures(&self, start: Instant) -> bool {
        let (from, to) = self.schedule.hold();
        let at = self.at(start);
        self.began().is_some() && from <= at && at < to
    }

    /// Whether nothing more is to be sent.
    pub(super) fn is_over(&self, now: Instant) -> bool {
        self.ended.load(Ordering::Relaxed)
            || self.stop.asked()
            || self.began().is_some() && self.at(now) >= self.schedule.length()
    }

    /// Ends the run before its time.
    pub(super) fn end(&self) {
        self.ended.store(true, Ordering::Relaxed);
    }

    /// The server asked for a pause.
    pub(super) fn pause(&self, now: Instant, span: Duration) {
        let until = now.saturating_duration_since(self.created) + span;
        let until = u64::try_from(until.as_micros()).unwrap_or(u64::MAX);
        self.paused_until_us.fetch_max(until, Ordering::Relaxed);
    }

    /// How long nothing is to be sent, from `now` on.
    pub(super) fn pause_left(&self, now: Instant) -> Option<Duration> {
        let until = self.paused_until_us.load(Ordering::Relaxed);
        if until == 0 {
            return None;
        }
        let now = now.saturating_duration_since(self.created);
        Duration::from_micros(until).checked_sub(now).filter(|left| !left.is_zero())
    }
}
