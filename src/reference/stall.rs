//! Injected stalls: spans in which the server stands still.
//!
//! In: rules such as `1s@10s`. Out: [`Stalls`], which tell when work that began at some moment is
//! done. All moments are counted from the first request. Nobody waits here.

use std::str::FromStr;
use std::time::Duration;

use thiserror::Error;

use super::duration::{DurationError, parse_duration};

/// For how long the server stands still, and from when on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stall {
    /// How long.
    pub length: Duration,
    /// From when on, counted from the first request.
    pub after: Duration,
}

/// Why a rule is no stall.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StallError {
    /// Not two durations.
    #[error("`{0}` is no stall: write how long and from when on, such as 1s@10s")]
    NoStall(String),
    /// One of the durations.
    #[error(transparent)]
    Duration(#[from] DurationError),
}

impl FromStr for Stall {
    type Err = StallError;

    fn from_str(rule: &str) -> Result<Self, StallError> {
        let (length, after) =
            rule.split_once('@').ok_or_else(|| StallError::NoStall(rule.to_owned()))?;
        Ok(Self { length: parse_duration(length)?, after: parse_duration(after)? })
    }
}

/// All stalls of a server, by their beginning.
#[derive(Debug, Default)]
pub(crate) struct Stalls(Vec<(Duration, Duration)>);

impl Stalls {
    /// Puts stalls in order; they may overlap.
    pub(crate) fn new(stalls: &[Stall]) -> Self {
        let mut spans: Vec<_> =
            stalls.iter().map(|stall| (stall.after, stall.after + stall.length)).collect();
        spans.sort_unstable();
        Self(spans)
    }

    /// When an answer is due that takes `delay` and whose request arrived at `arrived`.
    ///
    /// During a stall no delay runs down, as in a process that is stopped. What arrives in a stall
    /// is due its whole delay after the end. What would be due in a stall is due after its end by
    /// what was left of the delay when the stall began.
    pub(crate) fn due(&self, arrived: Duration, delay: Duration) -> Duration {
        let (mut from, mut left) = (arrived, delay);
        for &(begin, end) in &self.0 {
            if from + left < begin {
                break;
            }
            if from < end {
                left = left.saturating_sub(begin.saturating_sub(from));
                from = end;
            }
        }
        from + left
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(rules: &[&str], arrived: u64, delay: u64) -> u128 {
        let stalls: Vec<Stall> = rules.iter().map(|rule| rule.parse().unwrap()).collect();
        let ms = Duration::from_millis;
        Stalls::new(&stalls).due(ms(arrived), ms(delay)).as_millis()
    }

    #[test]
    fn delays_do_not_run_down_during_a_stall() {
        let stall = &["1s@10s"];
        assert_eq!(due(stall, 9_000, 20), 9_020, "long before it");
        assert_eq!(due(stall, 9_970, 20), 9_990, "just before it");
        assert_eq!(due(stall, 9_990, 20), 11_010, "due in it");
        assert_eq!(due(stall, 9_980, 20), 11_000, "due as it begins");
        assert_eq!(due(stall, 10_000, 20), 11_020, "as it begins");
        assert_eq!(due(stall, 10_500, 20), 11_020, "in it");
        assert_eq!(due(stall, 10_500, 0), 11_000, "in it, without a delay");
        assert_eq!(due(stall, 11_000, 20), 11_020, "as it ends");
        assert_eq!(due(&[], 10_500, 20), 10_520);
    }

    #[test]
    fn stalls_may_follow_each_other_overlap_and_contain_each_other() {
        let row = &["1s@20s", "1s@10s"];
        assert_eq!(due(row, 10_500, 20), 11_020);
        assert_eq!(due(row, 20_500, 20), 21_020);
        assert_eq!(due(row, 9_500, 9_500), 21_000, "both in one delay");
        assert_eq!(due(&["2s@10s", "2s@11s"], 10_500, 20), 13_020);
        assert_eq!(due(&["9s@10s", "1s@11s"], 10_500, 20), 19_020);
    }

    #[test]
    fn a_wrong_rule_is_told_what_is_wrong_with_it() {
        let wrong = |rule: &str| rule.parse::<Stall>().unwrap_err().to_string();
        assert_eq!(
            wrong("1s"),
            "`1s` is no stall: write how long and from when on, such as 1s@10s"
        );
        assert!(wrong("1s@ten").starts_with("`ten` is no duration"));
        assert!(wrong("@10s").starts_with("`` is no duration"));
    }
}
