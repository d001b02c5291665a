//! Waiting to a fifth of a millisecond.
//!
//! In: a moment. Out: a future that is ready then, never before. tokio's own timer counts whole
//! milliseconds, so one thread of its own keeps the moments and wakes the tasks.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

/// Who is due within this time is woken together: to wake up for each would cost a busy server more
/// than to answer.
const GROUP: Duration = Duration::from_micros(200);

/// The thread that wakes tasks. It ends when this is closed or dropped.
#[derive(Debug)]
pub(crate) struct Alarm(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    queue: Mutex<Queue>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Queue {
    sleepers: BinaryHeap<Sleeper>,
    closed: bool,
}

#[derive(Debug)]
struct Sleeper {
    due: Instant,
    wake: oneshot::Sender<()>,
}

impl Alarm {
    /// Starts the thread.
    ///
    /// # Errors
    ///
    /// When the system has no thread to give.
    pub(crate) fn start() -> io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let own = Arc::clone(&shared);
        thread::Builder::new().name("alarm".to_owned()).spawn(move || keep(&own))?;
        Ok(Self(shared))
    }

    /// Ends the thread: whoever waits is woken, and nobody waits any more.
    pub(crate) fn close(&self) {
        let mut queue = self.0.lock();
        queue.closed = true;
        // Who loses the sender is woken.
        queue.sleepers.clear();
        self.0.changed.notify_one();
    }

    /// Waits until `due`; not at all if that is over.
    pub(crate) async fn wait_until(&self, due: Instant) {
        if due <= Instant::now() {
            return;
        }
        let (wake, woken) = oneshot::channel();
        let is_first = {
            let mut queue = self.0.lock();
            if queue.closed {
                return;
            }
            let is_first = queue.sleepers.peek().is_none_or(|first| due < first.due);
            queue.sleepers.push(Sleeper { due, wake });
            is_first
        };
        // Whoever is not the first need not wake the thread: it looks again in time anyway.
        if is_first {
            self.0.changed.notify_one();
        }
        // Sent or lost: both end the wait.
        drop(woken.await);
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        self.close();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn keep(shared: &Shared) {
    sleep_lightly();
    let mut queue = shared.lock();
    while !queue.closed {
        let now = Instant::now();
        let due = queue.due(now);
        if !due.is_empty() {
            drop(queue);
            for sleeper in due {
                // Who has gone away needs no waking.
                let _gone = sleeper.wake.send(());
            }
            queue = shared.lock();
            continue;
        }
        queue = match queue.sleepers.peek() {
            Some(first) => {
                let pause = first.due.saturating_duration_since(now).max(GROUP);
                let woken = shared.changed.wait_timeout(queue, pause);
                woken.unwrap_or_else(PoisonError::into_inner).0
            }
            None => shared.changed.wait(queue).unwrap_or_else(PoisonError::into_inner),
        };
    }
}

/// Asks the kernel not to gather wake-ups of this thread: by default it may be 50 us late.
/// Where that is refused, waits are only a little less exact.
#[cfg(target_os = "linux")]
fn sleep_lightly() {
    let _refused = rustix::thread::set_current_timer_slack(std::num::NonZeroU64::new(1));
}

#[cfg(not(target_os = "linux"))]
const fn sleep_lightly() {}

impl Queue {
    fn due(&mut self, now: Instant) -> Vec<Sleeper> {
        let mut due = Vec::new();
        while let Some(first) = self.sleepers.peek()
            && first.due <= now
        {
            due.extend(self.sleepers.pop());
        }
        due
    }
}

/// The earliest is the greatest: that is what a heap hands out first.
impl Ord for Sleeper {
    fn cmp(&self, other: &Self) -> Ordering {
        other.due.cmp(&self.due)
    }
}

impl PartialOrd for Sleeper {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Sleeper {
    fn eq(&self, other: &Self) -> bool {
        self.due == other.due
    }
}

impl Eq for Sleeper {}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn nobody_is_woken_before_the_time_and_everybody_is_woken() {
        let alarm = Alarm::start().unwrap();
        let began = Instant::now();
        // Out of order, so that later ones come to the front.
        let waits = [40, 5, 30, 5, 0, 20, 1].map(|delay| {
            let due = began + Duration::from_millis(delay);
            let alarm = &alarm;
            async move {
                alarm.wait_until(due).await;
                Instant::now().checked_duration_since(due).expect("woken too early")
            }
        });
        for late in futures::future::join_all(waits).await {
            assert!(late < Duration::from_secs(5), "{late:?}");
        }
    }

    #[tokio::test]
    async fn an_alarm_that_is_closed_lets_go_of_who_waits() {
        let alarm = Alarm::start().unwrap();
        let due = Instant::now() + Duration::from_secs(3600);
        let waits = async { futures::join!(alarm.wait_until(due), alarm.wait_until(due)) };
        futures::join!(waits, async { alarm.close() });
        alarm.wait_until(due).await;
        assert!(Instant::now() < due);
    }

    #[tokio::test]
    async fn who_goes_away_harms_nobody() {
        let alarm = Alarm::start().unwrap();
        let due = Instant::now() + Duration::from_millis(5);
        let gone = tokio::time::timeout(Duration::ZERO, alarm.wait_until(due)).await;
        assert!(gone.is_err());
        alarm.wait_until(due + Duration::from_millis(1)).await;
    }
}
