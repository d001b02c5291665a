//! What the faults live on by which a revocation is known late: a cache, and a second replica.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::fault::Fault;
use super::server::Server;
use super::store::{Token, TokenState};

/// For how long an introspection answer is given again.
const CACHED: Duration = Duration::from_millis(300);

/// When the second replica learns of a revocation.
const REPLICATED: Duration = Duration::from_millis(200);

/// What is known late.
#[derive(Debug, Default)]
pub(crate) struct Lateness {
    /// Whether a token was active, and when that was looked up.
    answers: Mutex<HashMap<String, (Instant, bool)>>,
    /// Requests that a replica was chosen for.
    requests: AtomicU64,
}

impl Lateness {
    /// What was said of a token lately, or else what is so now.
    pub(crate) fn cached(&self, token: &str, active: bool, now: Instant) -> bool {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.retain(|_, (since, _)| now.saturating_duration_since(*since) < CACHED);
        answers.entry(token.to_owned()).or_insert((now, active)).1
    }

    /// Replicas take turns.
    fn is_second_replica(&self) -> bool {
        self.requests.fetch_add(1, Ordering::Relaxed) % 2 == 1
    }
}

/// Whether the replica that answers does not know yet that the token was revoked.
pub(crate) fn is_unaware(server: &Server, token: &Token) -> bool {
    if !server.faults.has(Fault::ReplicaLearnsLate) || !server.lateness.is_second_replica() {
        return false;
    }
    token.state == TokenState::Revoked
        && token.revoked.is_some_and(|since| since.elapsed() < REPLICATED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_given_again_until_it_is_too_old() {
        let own = Lateness::default();
        let now = Instant::now();
        let at = |milliseconds| now + Duration::from_millis(milliseconds);
        assert!(own.cached("a", true, at(0)));
        assert!(own.cached("a", false, at(299)));
        assert!(!own.cached("b", false, at(299)));
        assert!(!own.cached("a", false, at(300)));
    }
}
