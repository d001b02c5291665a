//! What a load run amounts to.
//!
//! In: the record of a run. Out: a [`Judgement`]: [`LoadVerdict`] and its reasons.
//!
//! A run **fails** when a threshold does not hold, when an answer said something wrong, or when the
//! comparison with an earlier run is worse. It is **not established** when it was stopped, when
//! nothing was requested or no answer was as expected, when a threshold has nothing to rest on,
//! when the search for the capacity found no rate, or when the generator could not put the load
//! that was asked for on the server. Failing wins: a breach remains one although the run was cut
//! short.
//!
//! One breach is none: when the generator was the limit, latencies, rates and arrivals not sent are
//! its own figures. A threshold on them that broke, or a comparison that came out worse, blames
//! nobody, and the run is not established. (Thresholds that held in spite of it stand: the
//! generator only adds to a latency.) Errors and wrong answers are the server's in any case.

use std::fmt;

use super::outcome::Outcome;
use super::record::{Change, Measurement, Model, ThresholdResult};
use super::threshold::Threshold;

/// The share of the asked arrivals that must have been met for the load to count as asked for.
const SENT: f64 = 0.995;

/// What a load run amounts to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoadVerdict {
    /// Everything that was to hold does.
    Pass,
    /// Something that was to hold does not.
    Fail,
    /// The run cannot tell.
    NotEstablished,
}

impl LoadVerdict {
    /// The word in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::NotEstablished => "not established",
        }
    }
}

impl fmt::Display for LoadVerdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A verdict with its reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The verdict.
    pub verdict: LoadVerdict,
    /// Why it is no pass, what decides first; empty for a pass.
    pub reasons: Vec<String>,
}

impl Measurement {
    /// What the run amounts to, from its thresholds, violations, comparison and circumstances.
    #[must_use]
    pub fn verdict(&self) -> Judgement {
        let (mut reasons, excused) = self.breaches();
        let open = self.open_questions();
        let verdict = match (reasons.is_empty(), excused.is_empty() && open.is_empty()) {
            (false, _) => LoadVerdict::Fail,
            (true, false) => LoadVerdict::NotEstablished,
            (true, true) => LoadVerdict::Pass,
        };
        reasons.extend(excused.into_iter().chain(open));
        Judgement { verdict, reasons }
    }

    fn is_generator_limited(&self) -> bool {
        !self.generator.limited_by.is_empty()
    }

    /// What breaks a rule, and what would if the generator had not been the limit.
    fn breaches(&self) -> (Vec<String>, Vec<String>) {
        let limited = self.is_generator_limited();
        let (mut broken, mut excused) = (Vec::new(), Vec::new());
        for result in self.thresholds.iter().filter(|own| own.holds == Some(false)) {
            let measured = result.measured.as_deref().unwrap_or("nothing");
            let reason = format!("{} does not hold: {measured}", result.rule);
            if limited && suffers_from_generator(result) {
                excused.push(format!("{reason}, but the generator was the limit"));
            } else {
                broken.push(reason);
            }
        }
        if self.semantic() > 0 {
            let kinds: Vec<String> =
                self.violations.iter().map(|own| format!("{} ({})", own.kind, own.count)).collect();
            broken.push(format!("answers said something wrong: {}", kinds.join(", ")));
        }
        for line in self.comparison.iter().flat_map(|own| &own.lines) {
            if line.verdict != Change::Worse {
                continue;
            }
            let reason = format!("{} of the {} is worse than before", line.figure, line.endpoint);
            if limited && line.figure != "failed" {
                excused.push(format!("{reason}, but the generator was the limit"));
            } else {
                broken.push(reason);
            }
        }
        (broken, excused)
    }

    /// Why the run cannot tell what it was to tell.
    fn open_questions(&self) -> Vec<String> {
        let counts = &self.counts;
        let mut open = Vec::new();
        if self.interrupted {
            open.push("the run was stopped before its end".into());
        }
        if counts.requests == 0 {
            open.push("nothing was requested".into());
        } else if counts.of(Outcome::Ok) == 0 {
            open.push("no answer was as expected".into());
        }
        for result in self.thresholds.iter().filter(|own| own.holds.is_none()) {
            let why = result.remark.as_deref().unwrap_or("nothing was measured");
            open.push(format!("{} is not established: {why}", result.rule));
        }
        if let Some(capacity) = self.capacity.as_ref().filter(|own| own.rate.is_none()) {
            open.push(format!("no capacity was found: {}", capacity.conclusion));
        }
        // What the server asked to hold back by 429 was not the generator's to send.
        let met = (counts.started + counts.held_back) as f64;
        let short = self.shape.model == Model::Open && met < counts.asked as f64 * SENT;
        if short && self.is_generator_limited() {
            open.push(format!(
                "the load was not what was asked for: {} of {} journeys, and the generator was \
                 the limit",
                counts.started, counts.asked
            ));
        }
        open
    }
}

/// An unreadable rule is taken as the server's: nothing is excused without knowing what it is.
fn suffers_from_generator(result: &ThresholdResult) -> bool {
    Threshold::parse(&result.rule).is_ok_and(|own| own.metric.suffers_from_generator())
}
