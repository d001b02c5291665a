//! When load is applied: stages, and the moments at which arrivals are due. Pure.
//!
//! In: a profile's pace and stages. Out: the level at any time, and, for the open model, the
//! intended starts in order.

use std::time::Duration;

use rand::Rng as _;
use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;

use super::profile::StageRule;
use crate::measurement::{Arrivals, Stage};

/// A run from its first to its last moment.
#[derive(Debug, Clone)]
pub(super) struct Schedule {
    stages: Vec<Stage>,
}

impl Schedule {
    /// Lays out ramp, hold and cool-down for a load of `level` (virtual users or journeys a second).
    pub(super) fn new(rule: &StageRule, level: f64) -> Self {
        let mut stages = Vec::new();
        let mut add = |name: &str, span: Duration, from: f64, to: f64, measured: bool| {
            if !span.is_zero() {
                let seconds = span.as_secs_f64();
                stages.push(Stage { name: name.to_owned(), seconds, from, to, measured });
            }
        };
        let first = rule.steps.first().map_or(level, |share| share * level);
        let last = rule.steps.last().map_or(level, |share| share * level);
        add("ramp", rule.ramp, 0.0, first, false);
        if rule.steps.is_empty() {
            add("hold", rule.hold, level, level, true);
        } else {
            let span = rule.hold / u32::try_from(rule.steps.len()).unwrap_or(u32::MAX);
            rule.steps.iter().for_each(|share| {
                add("step", span, share * level, share * level, true);
            });
        }
        add("cool-down", rule.cool_down, last, 0.0, false);
        Self { stages }
    }

    /// The stages in order.
    pub(super) fn stages(&self) -> &[Stage] {
        &self.stages
    }

    /// The whole length.
    pub(super) fn length(&self) -> Duration {
        seconds(self.stages.iter().map(|stage| stage.seconds).sum())
    }

    /// From where to where samples count.
    pub(super) fn hold(&self) -> (Duration, Duration) {
        let before: f64 =
            self.stages.iter().take_while(|own| !own.measured).map(|own| own.seconds).sum();
        let held: f64 = self.stages.iter().filter(|own| own.measured).map(|own| own.seconds).sum();
        (seconds(before), seconds(before + held))
    }

    /// The level at a moment; 0 after the end.
    pub(super) fn level(&self, at: Duration) -> f64 {
        let mut at = at.as_secs_f64();
        for stage in &self.stages {
            if at < stage.seconds {
                return stage.from + (stage.to - stage.from) * at / stage.seconds;
            }
            at -= stage.seconds;
        }
        0.0
    }

    /// When the level is next above `level`, from `at` on; `None` if it never is.
    pub(super) fn next_above(&self, level: f64, at: Duration) -> Option<Duration> {
        let at = at.as_secs_f64();
        let mut begun = 0.0;
        for stage in &self.stages {
            let end = begun + stage.seconds;
            let from = at.max(begun);
            let slope = (stage.to - stage.from) / stage.seconds;
            if from < end {
                if stage.from + slope * (from - begun) > level {
                    return Some(seconds(from));
                }
                if stage.to > level {
                    return Some(seconds(begun + (level - stage.from) / slope));
                }
            }
            begun = end;
        }
        None
    }

    /// The intended starts, where the level is a rate.
    pub(super) fn arrivals(&self, spacing: Arrivals, seed: u64) -> impl Iterator<Item = Duration> {
        Intended {
            stages: self.stages.clone().into_iter(),
            started: false,
            current: None,
            begun: 0.0,
            counted: 0.0,
            due: 0.0,
            spacing,
            rng: ChaCha8Rng::seed_from_u64(seed),
        }
    }
}

/// Walks along the expected number of arrivals N(t) and stops wherever the next one is due: at
/// whole numbers for constant spacing, after exponential gaps for Poisson arrivals (a Poisson
/// process of any rate is one of rate 1 in the scale of N).
struct Intended<I> {
    stages: I,
    started: bool,
    current: Option<Stage>,
    /// When the current stage began, in seconds.
    begun: f64,
    /// Arrivals expected before the current stage.
    counted: f64,
    /// The number of expected arrivals at which the next one is due.
    due: f64,
    spacing: Arrivals,
    rng: ChaCha8Rng,
}

impl<I: Iterator<Item = Stage>> Iterator for Intended<I> {
    type Item = Duration;

    fn next(&mut self) -> Option<Duration> {
        if !self.started {
            self.started = true;
            self.current = self.stages.next();
            // Evenly spaced ones begin with the stage itself.
            self.due = if self.spacing == Arrivals::Constant { 0.0 } else { self.gap() };
        }
        loop {
            let stage = self.current.as_ref()?;
            let expected = (stage.from + stage.to) / 2.0 * stage.seconds;
            let within = self.due - self.counted;
            if within < expected {
                let at = self.begun + time_of(stage, within);
                self.due += self.gap();
                return Some(seconds(at));
            }
            self.begun += stage.seconds;
            self.counted += expected;
            self.current = self.stages.next();
        }
    }
}

impl<I> Intended<I> {
    fn gap(&mut self) -> f64 {
        match self.spacing {
            Arrivals::Constant => 1.0,
            Arrivals::Poisson => -(1.0 - self.rng.random::<f64>()).ln(),
        }
    }
}

/// The moment in a stage by which `count` arrivals are expected: the inverse of
/// `from t + (to - from) t^2 / (2 seconds)`.
fn time_of(stage: &Stage, count: f64) -> f64 {
    if count <= 0.0 {
        return 0.0;
    }
    let slope = (stage.to - stage.from) / stage.seconds;
    if slope.abs() < 1e-9 {
        return count / stage.from;
    }
    let root = (stage.from * stage.from + 2.0 * slope * count).max(0.0).sqrt();
    // Written so that nothing cancels when the slope is small.
    2.0 * count / (stage.from + root)
}

fn seconds(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(ramp: u64, hold: u64, cool_down: u64) -> StageRule {
        StageRule {
            ramp: Duration::from_secs(ramp),
            hold: Duration::from_secs(hold),
            cool_down: Duration::from_secs(cool_down),
            steps: Vec::new(),
        }
    }

    #[test]
    fn constant_arrivals_are_evenly_spaced_and_as_many_as_asked() {
        let schedule = Schedule::new(&rule(0, 10, 0), 100.0);
        let all: Vec<f64> =
            schedule.arrivals(Arrivals::Constant, 1).map(|at| at.as_secs_f64()).collect();
        assert_eq!(all.len(), 1000);
        assert!(all.windows(2).all(|pair| (pair[1] - pair[0] - 0.01).abs() < 1e-6));
        assert!(all[0] < 1e-9);
    }

    #[test]
    fn a_ramp_brings_half_as_many_and_grows_denser() {
        let schedule = Schedule::new(&rule(10, 0, 0), 100.0);
        let all: Vec<f64> =
            schedule.arrivals(Arrivals::Constant, 1).map(|at| at.as_secs_f64()).collect();
        assert_eq!(all.len(), 500);
        let before = all.iter().filter(|at| **at < 5.0).count();
        assert!((124..=126).contains(&before), "{before} in the first half, a quarter is due");
    }

    #[test]
    fn poisson_arrivals_have_exponential_gaps() {
        let schedule = Schedule::new(&rule(0, 100, 0), 100.0);
        let all: Vec<f64> =
            schedule.arrivals(Arrivals::Poisson, 7).map(|at| at.as_secs_f64()).collect();
        assert!((9_700..=10_300).contains(&all.len()), "{}", all.len());
        let gaps: Vec<f64> = all.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let mean = gaps.iter().sum::<f64>() / gaps.len() as f64;
        // Of an exponential distribution, 1/e lie beyond the mean.
        let beyond = gaps.iter().filter(|gap| **gap > mean).count() as f64 / gaps.len() as f64;
        assert!((beyond - (-1.0_f64).exp()).abs() < 0.02, "{beyond}");
        let again: Vec<Duration> = schedule.arrivals(Arrivals::Poisson, 7).take(3).collect();
        assert!((again[2].as_secs_f64() - all[2]).abs() < 1e-12, "one seed, one schedule");
    }

    #[test]
    fn the_next_moment_above_a_level_is_found() {
        let schedule = Schedule::new(&rule(10, 5, 10), 100.0);
        let above = |level, at| {
            schedule.next_above(level, Duration::from_secs(at)).map(|own| own.as_secs_f64())
        };
        assert_eq!(above(50.0, 0), Some(5.0), "half way up the ramp");
        assert_eq!(above(50.0, 7), Some(7.0), "now");
        assert_eq!(above(50.0, 21), None, "on the way down");
        assert_eq!(above(100.0, 0), None, "never");
    }

    #[test]
    fn levels_and_the_hold_follow_the_stages() {
        let schedule = Schedule::new(&rule(2, 6, 2), 50.0);
        assert_eq!(schedule.hold(), (Duration::from_secs(2), Duration::from_secs(8)));
        assert_eq!(schedule.length(), Duration::from_secs(10));
        for (at, level) in [(0.0, 0.0), (1.0, 25.0), (5.0, 50.0), (9.0, 25.0), (11.0, 0.0)] {
            let seen = schedule.level(Duration::from_secs_f64(at));
            assert!((seen - level).abs() < 1e-9, "{seen} at {at}");
        }
        let steps = StageRule { steps: vec![0.5, 1.0, 0.5], ..rule(0, 6, 0) };
        let schedule = Schedule::new(&steps, 10.0);
        assert_eq!(schedule.arrivals(Arrivals::Constant, 1).count(), 10 + 20 + 10);
    }
}
