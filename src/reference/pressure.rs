//! What the faults that show only under load live on: how many requests came lately, and answers
//! that are kept for too long.
//!
//! In: requests and answers as they pass. Out: whether it is busy, and now and then an answer that
//! belongs to somebody else. Without such a fault nothing of this is touched.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::reply::Reply;

/// More requests than this within [`LATELY`] are too many for a server with a fault.
const MANY: usize = 50;

const LATELY: Duration = Duration::from_secs(1);

/// Of so many answers one goes wrong.
const ONE_OF: u64 = 50;

/// For how long a token answer is handed out again.
const CACHED: Duration = Duration::from_secs(5);

/// A client and the scope that it asked for.
pub(crate) type Asker = (String, String);

/// The memory of the faults that show only under load.
#[derive(Debug, Default)]
pub(crate) struct Pressure {
    /// The latest arrivals, one more than [`MANY`].
    arrivals: Mutex<VecDeque<Instant>>,
    /// What passed the token endpoint.
    pub(crate) token_answers: Mixup,
    /// What passed the introspection endpoint.
    pub(crate) introspection_answers: Mixup,
    /// What the client credentials grant answered.
    pub(crate) client_credentials: Turns,
    /// Token answers that are handed out again.
    pub(crate) cache: Cache,
}

impl Pressure {
    /// Counts a request.
    pub(crate) fn note(&self, arrived: Instant) {
        let mut arrivals = locked(&self.arrivals);
        arrivals.push_back(arrived);
        if arrivals.len() > MANY + 1 {
            arrivals.pop_front();
        }
    }

    /// Whether more than 50 requests came within the second before `now`.
    pub(crate) fn is_high(&self, now: Instant) -> bool {
        let arrivals = locked(&self.arrivals);
        let oldest = arrivals.front().filter(|_| arrivals.len() > MANY);
        oldest.is_some_and(|oldest| now.saturating_duration_since(*oldest) < LATELY)
    }
}

/// Counts, and strikes every fiftieth time.
#[derive(Debug, Default)]
pub(crate) struct Turns(AtomicU64);

impl Turns {
    /// Whether it is time again.
    pub(crate) fn strikes(&self) -> bool {
        (self.0.fetch_add(1, Ordering::Relaxed) + 1).is_multiple_of(ONE_OF)
    }
}

/// A buffer that is not always refilled: every fiftieth answer is the one before.
#[derive(Debug, Default)]
pub(crate) struct Mixup {
    turns: Turns,
    buffer: Mutex<Option<Reply>>,
}

impl Mixup {
    /// Lets an answer pass, or what passed before it.
    pub(crate) fn pass(&self, reply: Reply) -> Reply {
        let mut buffer = locked(&self.buffer);
        if !self.turns.strikes() {
            *buffer = Some(reply);
        }
        // Every turn but the fiftieth fills the buffer, so it is never empty.
        buffer.clone().unwrap_or_else(|| Reply::empty(500))
    }
}

/// Answers by who asked, for some seconds.
#[derive(Debug, Default)]
pub(crate) struct Cache(Mutex<HashMap<Asker, (Instant, Reply)>>);

impl Cache {
    /// The answer that this one got last, unless that is too long ago.
    pub(crate) fn get(&self, asker: &Asker, now: Instant) -> Option<Reply> {
        let answers = locked(&self.0);
        let (since, reply) = answers.get(asker)?;
        (now.saturating_duration_since(*since) < CACHED).then(|| reply.clone())
    }

    /// Keeps an answer.
    pub(crate) fn put(&self, asker: Asker, now: Instant, reply: Reply) {
        locked(&self.0).insert(asker, (now, reply));
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pressure_is_high_from_the_fifty_first_request_of_a_second_on() {
        let pressure = Pressure::default();
        let began = Instant::now();
        let at = |milliseconds| began + Duration::from_millis(milliseconds);
        for n in 0..50 {
            pressure.note(at(n * 10));
            assert!(!pressure.is_high(at(n * 10)), "{n}");
        }
        pressure.note(at(500));
        assert!(pressure.is_high(at(500)) && pressure.is_high(at(999)));
        assert!(!pressure.is_high(at(1_000)), "a second later");
        for n in 0..1_000 {
            pressure.note(at(2_000 + n * 20));
            assert!(!pressure.is_high(at(2_000 + n * 20)), "fifty a second are bearable");
        }
    }

    #[test]
    fn a_cached_answer_is_the_asker_s_own_and_ends() {
        let cache = Cache::default();
        let asker = |client: &str| (client.to_owned(), "read".to_owned());
        let now = Instant::now();
        cache.put(asker("a"), now, Reply::text(200, "token of a"));
        let hit = |client: &str, after| {
            cache.get(&asker(client), now + Duration::from_millis(after)).map(|reply| reply.body)
        };
        assert_eq!(hit("a", 4_999).as_deref(), Some("token of a"));
        assert_eq!((hit("a", 5_000), hit("b", 0)), (None, None));
    }

    #[test]
    fn every_fiftieth_answer_is_the_one_before() {
        let mixup = Mixup::default();
        let pass = |n: u32| mixup.pass(Reply::text(200, &n.to_string())).body;
        let wrong: Vec<u32> = (1..=200).filter(|n| pass(*n) != n.to_string()).collect();
        assert_eq!(wrong, [50, 100, 150, 200]);
        let seen: Vec<String> = (201..=251).map(pass).collect();
        assert_eq!(seen[48..], ["249", "249", "251"]);
    }
}
