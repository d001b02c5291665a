//! What all rounds of a measurement came to.

use std::time::Duration;

use serde_json::Value;

use super::measure::{Lag, percentile};
use super::round::Round;
use super::view::View;
use crate::runner::Conducted;

/// A token that will not die in so many rounds is not waited for again.
const PATIENCE: usize = 2;

/// Counts rounds, and keeps the one that is reported.
#[derive(Debug, Default)]
pub(super) struct Report {
    rounds: u64,
    rejected: u64,
    requests: u64,
    lags: Vec<(View, Lag)>,
    looked_before: Vec<(Duration, Duration)>,
    unable: bool,
    shown: Option<Round>,
}

impl Report {
    /// Adds a round.
    pub(super) fn add(&mut self, round: Round) {
        self.rounds += 1;
        self.requests += round.transcript.exchanges().count() as u64;
        self.rejected += u64::from(round.reason.is_some());
        self.unable |= round.unable;
        self.lags.extend(round.lags.iter().copied());
        if !round.lags.is_empty() {
            self.looked_before.push(round.looked_before);
        }
        let keeps = self.shown.as_ref().is_some_and(|shown| {
            shown.breaches.len() > round.breaches.len()
                || shown.breaches.len() == round.breaches.len() && shown.reason.is_none()
        });
        if !keeps {
            self.shown = Some(round);
        }
    }

    /// Whether nothing more is to be learned.
    pub(super) fn is_over(&self) -> bool {
        self.unable || self.rounds >= 2 && self.rejected == self.rounds
    }

    /// Whether tokens never die in a view.
    pub(super) fn is_hopeless(&self, view: View) -> bool {
        let never = |(own, lag): &&(View, Lag)| *own == view && lag.at_most.is_none();
        self.lags.iter().filter(never).count() >= PATIENCE
    }

    /// Puts the report together.
    pub(super) fn conclude(self, case: Option<Value>) -> Conducted {
        let mut own = Conducted::default();
        own.experiment.cases = self.rounds;
        own.experiment.rejected = self.rejected;
        own.experiment.requests = self.requests;
        self.figures(&mut own);
        let Some(shown) = self.shown else {
            own.reason = Some("no round was run".to_owned());
            return own;
        };
        own.transcript = shown.transcript;
        own.breaches = shown.breaches;
        if own.breaches.is_empty() {
            own.reason = (self.rounds == self.rejected).then_some(shown.reason).flatten();
        } else {
            own.experiment.story = shown.lags.iter().map(told).collect();
            own.experiment.case = case;
        }
        own
    }

    fn figures(&self, own: &mut Conducted) {
        let mut figure = |name: String, value: String| own.experiment.figure(name, value);
        figure("rounds".to_owned(), self.rounds.to_string());
        if self.unable {
            figure("seen".to_owned(), "the server cannot revoke such tokens".to_owned());
        }
        for view in [View::Introspection, View::IntrospectionOfRefreshToken, View::Resource] {
            let of_view = self.lags.iter().filter(|(own, _)| *own == view).map(|(_, lag)| *lag);
            let lags: Vec<Lag> = of_view.collect();
            if lags.is_empty() {
                continue;
            }
            let name = view.name();
            let spans: Vec<_> = lags.iter().map(|own| own.at_most).collect();
            for (word, percent) in [("p50", 50), ("p95", 95), ("max", 100)] {
                let value = percentile(&spans, percent);
                figure(format!("{name}: time to inactive, {word}"), milliseconds(value));
            }
            let alive = lags.iter().filter_map(|own| own.at_least).max();
            figure(
                format!("{name}: still active after, max"),
                match alive {
                    Some(alive) => milliseconds(Some(alive)),
                    None => "never".to_owned(),
                },
            );
            let flapped = lags.iter().filter(|own| own.flapped).count();
            let of = lags.len();
            figure(
                format!("{name}: inactive, then active again"),
                format!("{flapped} of {of} rounds"),
            );
            let spacings: Vec<_> = lags.iter().filter_map(|own| own.spacing()).map(Some).collect();
            figure(
                format!("{name}: measured to within, p50"),
                milliseconds(percentile(&spacings, 50)),
            );
        }
        if !self.looked_before.is_empty() {
            let sent: Vec<_> = self.looked_before.iter().map(|own| Some(own.0)).collect();
            let received: Vec<_> = self.looked_before.iter().map(|own| Some(own.1)).collect();
            let name = "before the revocation was answered, the first look was";
            figure(format!("{name} sent, p50"), milliseconds(percentile(&sent, 50)));
            figure(format!("{name} answered, p50"), milliseconds(percentile(&received, 50)));
        }
    }
}

fn told((view, lag): &(View, Lag)) -> String {
    let alive = lag.at_least.map_or_else(|| "never".to_owned(), |own| milliseconds(Some(own)));
    let dead = milliseconds(lag.at_most);
    format!("{}: last seen alive {alive}, dead {dead} behind the 200", view.name())
}

fn milliseconds(span: Option<Duration>) -> String {
    span.map_or_else(
        || "longer than was watched".to_owned(),
        |own| format!("{:.1} ms", own.as_secs_f64() * 1000.0),
    )
}
