//! The search for the highest rate that holds an SLO, as a state machine that its caller drives.
//!
//! In: the outcome of each probe ([`CapacityPoint`]). Out: the next [`Probe`], and in the end a
//! [`Capacity`]. Makes no request and knows no clock: warm-up and recovery are the caller's.
//!
//! 1. *Bracket*: double the rate until it breaks, or halve it until it holds, down to 0.5 a second.
//! 2. *Bisect*, by the geometric mean, until the two rates are within the precision.
//! 3. *Confirm*: the candidate must hold in all of several fresh probes, since the one that made it
//!    a candidate was chosen for its luck. When one breaks, go down by the precision and confirm
//!    again, in larger strides after a few times.
//!
//! While bracketing and bisecting, a break counts only when it is seen twice in a row: an unlucky
//! probe (a collection, a neighbour) would cut off everything above it, and nothing later looks
//! there again. A lucky one is corrected by the confirmation. A probe that breaks while
//! the generator is the limit says nothing about the server; seen twice, it ends the search upward.

use super::record::{Capacity, CapacityPoint};
use super::unit::digits;

/// Probes at the most, whatever the figures are.
const MOST_PROBES: usize = 39;

/// The lowest rate that is tried, in journeys a second: a probe of usual length holds only a few
/// requests there, and its percentiles say little.
const LOWEST: f64 = 0.5;

/// Steps down by the precision, before the strides get larger.
const SMALL_STEPS: u32 = 6;

/// What to try next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Probe {
    /// The arrival rate, in journeys a second.
    pub rate: f64,
    /// The number of this probe among those at this rate, from 1.
    pub repeat: usize,
}

/// The search under way.
#[derive(Debug, Clone)]
pub struct Search {
    floor: f64,
    ceiling: f64,
    precision: f64,
    repeats: usize,
    /// The rate to probe next.
    rate: f64,
    phase: Phase,
    /// The last probe at this rate was bad, and it may try once more.
    tried: bool,
    /// The highest rate that held.
    low: Option<f64>,
    /// The lowest rate above it that did not.
    high: Option<Limit>,
    points: Vec<CapacityPoint>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Limit {
    rate: f64,
    /// The generator was the limit, not the server.
    generator: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Phase {
    /// Bracketing or bisecting: what is known tells which.
    Seek,
    /// So many probes held at this candidate, after so many steps down.
    Confirm { held: usize, steps: u32 },
    /// With the rate that held in every repetition.
    Found(f64),
    /// Nothing held, down to the floor.
    Nothing,
}

impl Search {
    /// A search that begins at `start` and goes no higher than `ceiling`, both in journeys a
    /// second. The result is within `precision` (0.05: 5 %) of the true rate when the server's
    /// limit is sharp, and held in `repeats` probes. Values out of range are brought into it.
    #[must_use]
    pub fn new(start: f64, ceiling: f64, precision: f64, repeats: usize) -> Self {
        let ceiling = if ceiling > 0.0 { ceiling } else { f64::MAX };
        let start = if start.is_finite() && start > 0.0 { start } else { 1.0 };
        let rate = start.min(ceiling);
        Self {
            floor: LOWEST.min(rate),
            ceiling,
            precision: if precision.is_nan() { 0.05 } else { precision.clamp(0.01, 1.0) },
            repeats: repeats.max(1),
            rate,
            phase: Phase::Seek,
            tried: false,
            low: None,
            high: None,
            points: Vec::new(),
        }
    }

    /// The next probe; the same one until its outcome is recorded, `None` when the search is over.
    #[must_use]
    pub fn next(&self) -> Option<Probe> {
        let over = matches!(self.phase, Phase::Found(_) | Phase::Nothing);
        let open = !over && self.points.len() < MOST_PROBES;
        let before = self.points.iter().filter(|own| own.rate == self.rate).count();
        open.then_some(Probe { rate: self.rate, repeat: before + 1 })
    }

    /// Takes the outcome of the probe that [`Search::next`] gave; its rate is the one asked for.
    pub fn record(&mut self, point: CapacityPoint) {
        // Latency counts from the intended start, so a late generator only adds to it: what holds in
        // spite of that does hold. What does not may be the generator's doing.
        let good = point.held;
        let limit = Limit { rate: self.rate, generator: point.generator_limited };
        self.points.push(CapacityPoint { rate: self.rate, ..point });
        match self.phase {
            Phase::Seek if !good && !self.tried => self.tried = true,
            Phase::Seek => {
                self.tried = false;
                if good {
                    self.low = Some(self.rate);
                } else {
                    self.high = Some(limit);
                }
                self.seek();
            }
            Phase::Confirm { held, steps } if good => {
                self.phase = match held + 1 {
                    enough if enough >= self.repeats => Phase::Found(self.rate),
                    held => Phase::Confirm { held, steps },
                };
            }
            Phase::Confirm { steps, .. } => {
                self.high = Some(limit);
                self.step_down(steps + 1);
            }
            Phase::Found(_) | Phase::Nothing => {}
        }
    }

    /// The next rate from what is known on both sides.
    fn seek(&mut self) {
        match (self.low, self.high) {
            (Some(low), None) if low >= self.ceiling => self.confirm(low, 0),
            (Some(low), None) => self.rate = (low * 2.0).min(self.ceiling),
            (None, Some(high)) if high.rate <= self.floor => self.phase = Phase::Nothing,
            (None, Some(high)) => self.rate = (high.rate / 2.0).max(self.floor),
            (Some(low), Some(high)) => {
                let near = high.rate / low <= 1.0 + self.precision;
                if near || high.generator {
                    self.confirm(low, 0);
                } else {
                    self.rate = round((low * high.rate).sqrt());
                }
            }
            (None, None) => {}
        }
    }

    fn confirm(&mut self, rate: f64, steps: u32) {
        self.rate = rate;
        self.phase = Phase::Confirm { held: 0, steps };
    }

    fn step_down(&mut self, steps: u32) {
        if self.rate <= self.floor {
            self.phase = Phase::Nothing;
            return;
        }
        let stride = if steps <= SMALL_STEPS { 1.0 + self.precision } else { 2.0 };
        self.confirm(round(self.rate / stride).max(self.floor), steps);
    }

    /// Ends the search, also before its end.
    #[must_use]
    pub fn conclude(self, slo: &str) -> Capacity {
        let rate = match self.phase {
            Phase::Found(rate) => Some(rate),
            _ => None,
        };
        let broken_at = self.high.filter(|own| !own.generator).map(|own| own.rate);
        let conclusion = self.conclusion();
        Capacity { slo: slo.into(), rate, broken_at, conclusion, points: self.points }
    }

    fn conclusion(&self) -> String {
        let generator = self.high.filter(|own| own.generator);
        match (self.phase, self.high) {
            (Phase::Found(rate), _) => {
                let held = format!("{}/s held in each of {} probes", digits(rate), self.repeats);
                let why = match (generator, self.high) {
                    (Some(limit), _) => format!(
                        "at {}/s the generator, not the server, was the limit: the server may take \
                         more",
                        digits(limit.rate)
                    ),
                    (None, Some(limit)) => format!("{}/s did not", digits(limit.rate)),
                    (None, None) => {
                        "it is the ceiling of the search: the server may take more".into()
                    }
                };
                format!("{held}; {why}")
            }
            (Phase::Nothing, Some(limit)) if limit.generator => format!(
                "no rate is known to hold: down to {}/s the generator, not the server, was the \
                 limit",
                digits(limit.rate)
            ),
            (Phase::Nothing, _) => {
                format!("no rate held, down to {}/s", digits(self.floor))
            }
            (Phase::Seek | Phase::Confirm { .. }, _) => {
                let known = self.low.map_or("no rate held so far".into(), |low| {
                    format!("{}/s held once, which confirms nothing", digits(low))
                });
                format!(
                    "the search ended after {} probes without a result: {known}",
                    self.points.len()
                )
            }
        }
    }
}

/// Four significant digits: a rate that a reader can repeat.
fn round(rate: f64) -> f64 {
    digits(rate).parse().unwrap_or(rate)
}
