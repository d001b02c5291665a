//! Arrivals that wait for a connection: bounded, first come first served.
//!
//! A semaphore counts the jobs, so that thousands of idle users wait in a list that costs nothing to
//! join and to leave; the jobs themselves stand beside it.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Semaphore;

use super::arrivals::Job;

/// The queue between the clock and the connections.
#[derive(Debug)]
pub(super) struct Queue {
    jobs: Mutex<VecDeque<Job>>,
    waiting: Semaphore,
    room: usize,
}

impl Queue {
    /// A queue with room for so many jobs.
    pub(super) fn new(room: usize) -> Self {
        Self { jobs: Mutex::default(), waiting: Semaphore::new(0), room }
    }

    /// Puts a job at the end; false when there is no room.
    pub(super) fn push(&self, job: Job) -> bool {
        let mut jobs = self.jobs();
        if jobs.len() >= self.room {
            return false;
        }
        jobs.push_back(job);
        drop(jobs);
        self.waiting.add_permits(1);
        true
    }

    /// Takes the first job, with whether it was there already: then it had to wait for this user.
    /// `None` when the queue is closed and empty.
    pub(super) async fn pop(&self) -> Option<(Job, bool)> {
        let waited = match self.waiting.try_acquire() {
            Ok(permit) => {
                permit.forget();
                true
            }
            Err(_) => match self.waiting.acquire().await {
                Ok(permit) => {
                    permit.forget();
                    false
                }
                // Closed: what stands in it came before this user was free.
                Err(_) => true,
            },
        };
        self.jobs().pop_front().map(|job| (job, waited))
    }

    /// No more jobs will come.
    pub(super) fn close(&self) {
        self.waiting.close();
    }

    fn jobs(&self) -> MutexGuard<'_, VecDeque<Job>> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use futures::FutureExt as _;

    use super::*;

    fn job(journey: usize) -> Job {
        let now = Instant::now();
        Job { intended: now, queued: now, journey }
    }

    #[test]
    fn jobs_come_out_in_order_and_a_full_queue_refuses() {
        let queue = Queue::new(2);
        assert!(queue.push(job(0)) && queue.push(job(1)));
        assert!(!queue.push(job(2)), "there is no room");
        let popped = queue.pop().now_or_never().flatten().expect("a job");
        assert_eq!((popped.0.journey, popped.1), (0, true));
        queue.close();
        let popped = queue.pop().now_or_never().flatten().expect("what stands in it is taken");
        assert_eq!((popped.0.journey, popped.1), (1, true));
        assert!(queue.pop().now_or_never().expect("it is closed").is_none());
    }

    #[test]
    fn a_user_who_was_there_first_does_not_make_a_job_wait() {
        let queue = Queue::new(2);
        let mut pop = Box::pin(queue.pop());
        assert!(pop.as_mut().now_or_never().is_none(), "nothing is there");
        assert!(queue.push(job(0)));
        let popped = pop.now_or_never().flatten().expect("a job");
        assert!(!popped.1);
    }
}
