//! Injected latency: a discrete distribution of delays with known quantiles.
//!
//! In: a rule such as `20ms:60%,40ms:35%,80ms:4.5%,150ms:0.5%`. Out: a [`Latency`], and from it a
//! row of [`Draws`] in which every share is exact once in a cycle. Nobody waits here.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use rand::{Rng as _, SeedableRng};
use rand_chacha::ChaCha8Rng;
use thiserror::Error;

use super::duration::{DurationError, parse_duration, thousandths};

/// 100% in thousandths of a percent.
const WHOLE: u64 = 100_000;

/// The seed of the draws when the server has none: they repeat from run to run in any case.
const SEED: u64 = 8414;

/// Which delays an answer may have, and how often each comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Latency {
    /// Delays with their shares in thousandths of a percent; together they are 100%.
    steps: Vec<(Duration, u64)>,
}

/// Why a rule is no distribution of delays.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LatencyError {
    /// A step without delay or without share.
    #[error("`{0}` is no step: write a delay and its share, such as 20ms:60%")]
    NoStep(String),
    /// The delay of a step.
    #[error(transparent)]
    Delay(#[from] DurationError),
    /// The share of a step.
    #[error("`{0}` is no share: write 0.001% to 100%, with at most three decimals")]
    Share(String),
    /// The shares of all steps.
    #[error("the shares add up to {}, not to 100%", Percent(*.0))]
    Sum(u64),
}

impl FromStr for Latency {
    type Err = LatencyError;

    fn from_str(rule: &str) -> Result<Self, LatencyError> {
        let steps = rule.split(',').map(step).collect::<Result<Vec<_>, _>>()?;
        match steps.iter().map(|(_, share)| share).sum() {
            WHOLE => Ok(Self { steps }),
            sum => Err(LatencyError::Sum(sum)),
        }
    }
}

fn step(text: &str) -> Result<(Duration, u64), LatencyError> {
    let (delay, share) =
        text.split_once(':').ok_or_else(|| LatencyError::NoStep(text.trim().to_owned()))?;
    let number = share.trim().strip_suffix('%').and_then(thousandths);
    let share = number
        .filter(|number| (1..=WHOLE).contains(number))
        .ok_or_else(|| LatencyError::Share(share.trim().to_owned()))?;
    Ok((parse_duration(delay)?, share))
}

struct Percent(u64);

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{}.{:03}", self.0 / 1000, self.0 % 1000);
        write!(f, "{}%", text.trim_end_matches('0').trim_end_matches('.'))
    }
}

impl Latency {
    /// The row of delays; the same seed gives the same row.
    pub(crate) fn draws(&self, seed: Option<u64>) -> Draws {
        let divisor = self.steps.iter().fold(WHOLE, |divisor, (_, share)| gcd(divisor, *share));
        let times = |share: u64| usize::try_from(share / divisor).unwrap_or(usize::MAX);
        let steps = self.steps.iter();
        let cycle = steps.flat_map(|(delay, share)| std::iter::repeat_n(*delay, times(*share)));
        let rng = ChaCha8Rng::seed_from_u64(seed.unwrap_or(SEED));
        Draws { cycle: cycle.collect(), drawn: 0, rng }
    }
}

const fn gcd(left: u64, right: u64) -> u64 {
    if right == 0 { left } else { gcd(right, left % right) }
}

/// Draws without putting back until a cycle is through, then begins anew: the order is random,
/// the shares are not.
#[derive(Debug)]
pub(crate) struct Draws {
    cycle: Vec<Duration>,
    drawn: usize,
    rng: ChaCha8Rng,
}

impl Draws {
    /// The next delay.
    pub(crate) fn draw(&mut self) -> Duration {
        if self.drawn == self.cycle.len() {
            self.drawn = 0;
        }
        // One step of a shuffle a draw: shuffling a long cycle at once would be a latency of its
        // own.
        let other = self.rng.random_range(self.drawn..self.cycle.len());
        self.cycle.swap(self.drawn, other);
        self.drawn += 1;
        self.cycle[self.drawn - 1]
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    const RULE: &str = "20ms:60%,40ms:35%,80ms:4.5%,150ms:0.5%";

    fn wrong(rule: &str) -> String {
        rule.parse::<Latency>().unwrap_err().to_string()
    }

    #[test]
    fn over_ten_thousand_draws_every_share_is_exact() {
        let latency: Latency = RULE.parse().unwrap();
        let mut draws = latency.draws(None);
        let mut seen: BTreeMap<Duration, usize> = BTreeMap::new();
        for _ in 0..10_000 {
            *seen.entry(draws.draw()).or_default() += 1;
        }
        let milliseconds = |(delay, count): (Duration, usize)| (delay.as_millis(), count);
        assert_eq!(
            seen.into_iter().map(milliseconds).collect::<Vec<_>>(),
            [(20, 6000), (40, 3500), (80, 450), (150, 50)]
        );
    }

    #[test]
    fn the_order_repeats_with_its_seed_and_is_no_pattern() {
        let latency: Latency = RULE.parse().unwrap();
        let row = |seed| {
            let mut draws = latency.draws(seed);
            (0..400).map(|_| draws.draw()).collect::<Vec<_>>()
        };
        assert_eq!(row(None), row(None));
        assert_eq!(row(Some(1)), row(Some(1)));
        assert_ne!(row(Some(1)), row(Some(2)));
        let row = row(None);
        assert_ne!(row[..200], row[200..], "the second cycle is the first one again");
        assert!(!row[..200].is_sorted());
    }

    #[test]
    fn one_delay_may_be_all_there_is() {
        let mut draws = " 5ms : 100% ".parse::<Latency>().unwrap().draws(None);
        assert_eq!([draws.draw(), draws.draw()], [Duration::from_millis(5); 2]);
    }

    #[test]
    fn a_wrong_rule_is_told_what_is_wrong_with_it() {
        let no_step = "is no step: write a delay and its share, such as 20ms:60%";
        assert_eq!(wrong("20ms"), format!("`20ms` {no_step}"));
        assert_eq!(wrong("20ms:60%,"), format!("`` {no_step}"));
        for share in ["60", "0%", "100.001%", "0.0001%", "-5%", "%"] {
            let expected =
                format!("`{share}` is no share: write 0.001% to 100%, with at most three decimals");
            assert_eq!(wrong(&format!("20ms:{share}")), expected);
        }
        assert!(wrong("20:100%").starts_with("`20` is no duration"));
        assert_eq!(wrong("1ms:60%,2ms:39.5%"), "the shares add up to 99.5%, not to 100%");
        assert_eq!(wrong("1ms:60%,2ms:60%"), "the shares add up to 120%, not to 100%");
    }
}
