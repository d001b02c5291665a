//! One round of a measurement, while it is run.

use std::time::{Duration, Instant};

use futures::future::join_all;

use super::measure::Lag;
use super::view::{Seen, View};
use super::watch::{Poller, Watched};
use crate::check::{Mismatch, Subject};
use crate::exchange::{StepRecord, Transcript};
use crate::runner::Flow;
use crate::scenario::{Breach, Match, Step, in_words, match_step};

/// What one round showed.
#[derive(Debug, Default)]
pub(super) struct Round {
    /// What it did, as far as it matters.
    pub(super) transcript: Transcript,
    /// How long each view took.
    pub(super) lags: Vec<(View, Lag)>,
    /// How long before the answer of the revocation the token was first looked at: when that look
    /// was sent, and when the first answer was there. A cache is as old as something in between.
    pub(super) looked_before: (Duration, Duration),
    first_look: Option<(Instant, Instant)>,
    /// What is breached.
    pub(super) breaches: Vec<Breach>,
    /// Why it shows nothing, if so.
    pub(super) reason: Option<String>,
    /// The server says that it cannot revoke such a token.
    pub(super) unable: bool,
}

impl Round {
    /// Does a step that must succeed; `None` if it did not, and then the round is over.
    pub(super) async fn must(&mut self, flow: &mut Flow<'_>, step: &Step) -> Option<()> {
        let record = flow.step(step).await;
        if let Match::Nothing(reason) = match_step(step, &record) {
            self.reason = Some(reason);
        }
        self.transcript.steps.push(record);
        self.reason.is_none().then_some(())
    }

    /// Looks at the token while it lives, over every connection; left are the pollers of the views
    /// that take it for a live one.
    pub(super) async fn live(
        &mut self,
        flow: &Flow<'_>,
        pollers: Vec<Poller>,
    ) -> Option<Vec<Poller>> {
        let sent = Instant::now();
        let looks = pollers.iter().map(|own| async { (own.look(flow).await, Instant::now()) });
        let (looks, received): (Vec<_>, Vec<_>) = join_all(looks).await.into_iter().unzip();
        self.first_look = received.into_iter().min().map(|received| (sent, received));
        let seen =
            pollers.iter().zip(&looks).map(|(own, look)| (own.view(), own.view().seen(look)));
        let seen: Vec<(View, Seen)> = seen.collect();
        let is_live = |own: &Poller| {
            let mut of_view = seen.iter().filter(|(view, _)| *view == own.view());
            of_view.all(|(_, seen)| *seen == Seen::Active)
        };
        let live: Vec<Poller> = pollers.into_iter().filter(is_live).collect();
        if live.is_empty() {
            let words = looks.first().map_or_else(String::new, in_words);
            self.reason = Some(format!(
                "a live token is not taken for one, neither by introspection nor by a resource: \
                 {words}"
            ));
        }
        self.transcript.steps.extend(looks);
        (!live.is_empty()).then_some(live)
    }

    /// Revokes the token, and says when that was answered by 200.
    pub(super) async fn revoke(&mut self, flow: &mut Flow<'_>, step: &Step) -> Option<Instant> {
        let record = flow.step(step).await;
        let zero = Instant::now();
        let done = (Subject { step: &record }).response().is_some_and(|own| own.status == 200);
        // RFC 7009 section 2.2.1: a server may be unable to revoke access tokens.
        self.unable = is_unable(&record);
        if !done && !self.unable {
            self.reason = Some(format!("the revocation was answered by {}", in_words(&record)));
        }
        self.transcript.steps.push(record);
        if let Some((sent, received)) = self.first_look {
            self.looked_before = (zero - sent, zero - received);
        }
        done.then_some(zero)
    }

    /// Measures a view by what its pollers saw. The poll that shows the token alive for the last
    /// time, and the next one, go into the transcript.
    pub(super) fn measure(&mut self, view: View, watched: &[(View, Watched)]) -> Option<Lag> {
        let own = || watched.iter().filter(|(own, _)| *own == view).map(|(_, own)| own);
        let polls: Vec<_> = own().flat_map(|own| own.polls.iter().copied()).collect();
        let lag = Lag::of(&polls)?;
        self.lags.push((view, lag));
        let last = own().filter_map(|own| own.last_alive.as_ref());
        let last = last.max_by_key(|(poll, _)| poll.sent);
        let next = own().filter_map(|own| own.first_dead.as_ref());
        let next = next.min_by_key(|(poll, _)| poll.received);
        let shown = next.into_iter().chain(last).map(|(_, record)| record.clone());
        self.transcript.steps.extend(shown);
        Some(lag)
    }

    /// A breach, shown by the exchange that was kept last.
    pub(super) fn breach(&mut self, requirement: &str, mismatch: Mismatch) {
        let exchange = Some(self.transcript.exchanges().count());
        self.breaches.push(Breach { requirement: requirement.to_owned(), mismatch, exchange });
    }
}

fn is_unable(record: &StepRecord) -> bool {
    let response = (Subject { step: record }).response();
    response.is_some_and(|own| {
        own.status == 400
            && own.json_text("error").is_some_and(|error| error == "unsupported_token_type")
    })
}
