//! When an answer leaves: injected latency and stalls, put together and waited for.
//!
//! In: when the head of a request was read. Out: a future that is ready when its answer is due.
//! Requests are held back after their answer is computed, so what an endpoint does, it does when
//! the request arrives.

use std::io;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;

use super::alarm::Alarm;
use super::latency::Draws;
use super::settings::Settings;
use super::stall::Stalls;

/// An hour in microseconds: what is held longer counts as that long.
const LONGEST: u64 = 3_600_000_000;

/// The pace of a server that is slower than it could be.
#[derive(Debug)]
pub(crate) struct Pace {
    draws: Option<Mutex<Draws>>,
    stalls: Stalls,
    /// When the first request came: stalls are counted from there.
    first: OnceLock<Instant>,
    alarm: Alarm,
    /// How long each answer really was held, in microseconds: timers and kernels add to what was
    /// drawn.
    held: Mutex<Histogram<u64>>,
}

impl Pace {
    /// The pace that the settings ask for; `None` when they ask for none.
    ///
    /// # Errors
    ///
    /// When the system has no thread to give.
    pub(crate) fn new(settings: &Settings) -> io::Result<Option<Self>> {
        if settings.latency.is_none() && settings.stalls.is_empty() {
            return Ok(None);
        }
        let draws = settings.latency.as_ref().map(|latency| latency.draws(settings.seed));
        Ok(Some(Self {
            draws: draws.map(Mutex::new),
            stalls: Stalls::new(&settings.stalls),
            first: OnceLock::new(),
            alarm: Alarm::start()?,
            held: Mutex::new(
                Histogram::new_with_bounds(1, LONGEST, 3).expect("an hour in three digits"),
            ),
        }))
    }

    /// Draws the delay of a request that arrived then, and says when its answer is due.
    pub(crate) fn due(&self, arrived: Instant) -> Instant {
        let first = *self.first.get_or_init(|| arrived);
        let delay = self.draws.as_ref().map_or(Duration::ZERO, |draws| {
            draws.lock().unwrap_or_else(PoisonError::into_inner).draw()
        });
        first + self.stalls.due(arrived.saturating_duration_since(first), delay)
    }

    /// Lets go of every answer that is held back, for ever.
    pub(crate) fn let_go(&self) {
        self.alarm.close();
    }

    /// Waits until the answer to a request that arrived then is due.
    pub(crate) async fn hold(&self, arrived: Instant, due: Instant) {
        self.alarm.wait_until(due).await;
        let held = u64::try_from(arrived.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.held.lock().unwrap_or_else(PoisonError::into_inner).saturating_record(held);
    }

    /// How long answers were held, in microseconds.
    pub(crate) fn held(&self) -> Histogram<u64> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pace(change: impl FnOnce(&mut Settings)) -> Option<Pace> {
        let mut settings = Settings::embedded("http://127.0.0.1:1".to_owned());
        change(&mut settings);
        Pace::new(&settings).unwrap()
    }

    #[test]
    fn without_latency_and_stalls_there_is_no_pace_to_keep() {
        assert!(pace(|_| ()).is_none());
    }

    #[test]
    fn stalls_are_counted_from_the_first_request() {
        let pace = pace(|settings| {
            settings.latency = Some("20ms:100%".parse().unwrap());
            settings.stalls = vec!["1s@10s".parse().unwrap()];
        })
        .unwrap();
        let first = Instant::now();
        let at = |milliseconds| first + Duration::from_millis(milliseconds);
        assert_eq!(pace.due(first), at(20));
        assert_eq!(pace.due(at(5_000)), at(5_020));
        assert_eq!(pace.due(at(10_500)), at(11_020));
    }

    #[tokio::test]
    async fn how_long_answers_were_held_is_kept() {
        let pace = pace(|settings| settings.latency = Some("3ms:100%".parse().unwrap())).unwrap();
        for _ in 0..2 {
            let arrived = Instant::now();
            pace.hold(arrived, pace.due(arrived)).await;
        }
        let held = pace.held();
        assert!(held.len() == 2 && held.min() >= 2_990, "{held:?}");
    }

    #[test]
    fn a_stall_needs_no_latency() {
        let pace = pace(|settings| settings.stalls = vec!["1s@0s".parse().unwrap()]).unwrap();
        let first = Instant::now();
        assert_eq!(pace.due(first), first + Duration::from_secs(1));
    }
}
