//! Polls over several connections, from the moment a revocation was answered.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures::future::join_all;
use tokio::time::sleep;

use super::measure::Poll;
use super::view::{Seen, View};
use crate::exchange::StepRecord;
use crate::runner::direct::{Dialler, OwnWire};
use crate::runner::{Context, Flow};

/// Connections in all, dealt out to the views, and the least of one view.
const CONNECTIONS: usize = 4;
const OF_A_VIEW: usize = 2;

/// Between an answer and the next poll over the same connection; a millisecond more for each
/// further connection, so that they never fall in step with servers that take turns.
const PAUSE: Duration = Duration::from_millis(5);

/// A token that was not alive for so long is not looked at any more.
const QUIET: Duration = Duration::from_millis(250);

/// The same for one that every look behind the revocation found dead: some ten looks over each
/// connection. A cache or a late replica shows itself at once.
const QUIET_AT_ONCE: Duration = Duration::from_millis(80);

/// A place that says nothing so often in a row is not asked any more.
const MOST_SILENCE: usize = 20;

/// A connection that polls one view.
pub(super) struct Poller {
    view: View,
    number: usize,
    label: String,
    context: Context,
}

/// What one poller saw.
#[derive(Debug, Default)]
pub(super) struct Watched {
    /// All its polls.
    pub(super) polls: Vec<Poll>,
    /// Its last poll that showed a live token.
    pub(super) last_alive: Option<(Poll, StepRecord)>,
    /// Its first poll behind that one that showed a dead one.
    pub(super) first_dead: Option<(Poll, StepRecord)>,
}

/// When the token was last seen alive in one view, and whether that was behind the revocation.
#[derive(Debug)]
struct LastAlive(Mutex<(Instant, bool)>);

impl Poller {
    /// Pollers for all views, with connections of their own.
    pub(super) fn all(
        context: &Context,
        dialler: &Dialler,
        views: &[View],
        label: &str,
    ) -> Vec<Self> {
        let most = CONNECTIONS.max(OF_A_VIEW * views.len());
        let each = (0..most).zip(views.iter().cycle());
        let poller = |(number, view): (usize, &View)| {
            let wire = OwnWire::new(Arc::clone(&context.wire), dialler.clone(), number);
            let context = context.over(Arc::new(wire));
            Self { view: *view, number, label: format!("{label} connection {number}"), context }
        };
        each.map(poller).collect()
    }

    /// Which view it polls.
    pub(super) const fn view(&self) -> View {
        self.view
    }

    /// Looks once, which also opens the connection.
    pub(super) async fn look(&self, flow: &Flow<'_>) -> StepRecord {
        let name = format!("{} before, connection {}", self.view.name(), self.number + 1);
        flow.fork(&self.context, &self.label).step(&self.view.step(name)).await
    }

    async fn watch(
        &self,
        flow: &Flow<'_>,
        zero: Instant,
        span: Duration,
        last: &LastAlive,
    ) -> Watched {
        let mut own = Watched::default();
        let mut flow = flow.fork(&self.context, &self.label);
        let name = format!("{}, connection {}", self.view.name(), self.number + 1);
        let step = self.view.step(name);
        let further = u64::try_from(self.number).unwrap_or_default();
        let pause = PAUSE + Duration::from_millis(further);
        let mut silence = 0;
        while zero.elapsed() < span && last.is_recent() && silence < MOST_SILENCE {
            let record = flow.step(&step).await;
            let received = Instant::now();
            // A rate limit may have held the request back: it was sent when it left.
            let took = record.answer().map_or(0, |exchange| exchange.elapsed_us);
            let since = |at: Instant| at.saturating_duration_since(zero);
            let sent = since(received).saturating_sub(Duration::from_micros(took));
            let seen = self.view.seen(&record);
            let poll = Poll { connection: self.number, sent, received: since(received), seen };
            silence = if seen == Seen::Nothing { silence + 1 } else { 0 };
            if seen == Seen::Active {
                last.note(received);
            }
            own.take(poll, record);
            sleep(pause).await;
        }
        own
    }
}

impl Watched {
    fn take(&mut self, poll: Poll, record: StepRecord) {
        self.polls.push(poll);
        match poll.seen {
            Seen::Active => (self.last_alive, self.first_dead) = (Some((poll, record)), None),
            Seen::Inactive if self.first_dead.is_none() => self.first_dead = Some((poll, record)),
            Seen::Inactive | Seen::Nothing => {}
        }
    }
}

impl LastAlive {
    fn is_recent(&self) -> bool {
        let (last, seen) = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        last.elapsed() < if seen { QUIET } else { QUIET_AT_ONCE }
    }

    fn note(&self, at: Instant) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = (at, true);
    }
}

/// Polls with all pollers at once: for `span`, or until the token was dead for a while.
pub(super) async fn watch(
    pollers: &[Poller],
    flow: &Flow<'_>,
    zero: Instant,
    span: Duration,
) -> Vec<(View, Watched)> {
    let views: Vec<(View, LastAlive)> =
        pollers.iter().map(|own| (own.view, LastAlive(Mutex::new((zero, false))))).collect();
    let watching = pollers.iter().map(|own| {
        let last = views.iter().find(|(view, _)| *view == own.view);
        async move {
            match last {
                Some((_, last)) => (own.view, own.watch(flow, zero, span, last).await),
                None => (own.view, Watched::default()),
            }
        }
    });
    join_all(watching).await
}
