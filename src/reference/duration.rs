//! Durations and shares as one writes them: `250us`, `20ms`, `1.5s`, `10m`, `1h`; `0.5%`.
//!
//! In: text. Out: a [`Duration`], or what is wrong with the text. Everything is counted in whole
//! numbers: what is asked for is what is waited for.

use std::time::Duration;

use thiserror::Error;

/// The units with their length in microseconds.
const UNITS: [(&str, u64); 5] =
    [("us", 1), ("ms", 1_000), ("s", 1_000_000), ("m", 60_000_000), ("h", 3_600_000_000)];

/// Nothing here is meant to last longer; sums of instants stay far from every limit.
const LONGEST: Duration = Duration::from_secs(366 * 24 * 3600);

/// Why a text is no duration.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DurationError {
    /// Not a number with a unit.
    #[error(
        "`{0}` is no duration: write a number and a unit, such as 250us, 20ms, 1.5s, 10m or 1h"
    )]
    Unreadable(String),
    /// More than a year.
    #[error("`{0}` is too long: a year is the most")]
    TooLong(String),
}

/// Reads a number with at most three decimals and a unit: `us`, `ms`, `s`, `m` or `h`.
///
/// # Errors
///
/// When it is something else, or more than a year.
pub fn parse_duration(text: &str) -> Result<Duration, DurationError> {
    let unreadable = || DurationError::Unreadable(text.to_owned());
    let units = UNITS.iter();
    let (number, unit) = units
        .filter_map(|(name, unit)| Some((text.trim().strip_suffix(name)?, *unit)))
        .find(|(number, _)| number.ends_with(|c: char| c.is_ascii_digit()))
        .ok_or_else(unreadable)?;
    let thousandths = thousandths(number).ok_or_else(unreadable)?;
    let too_long = || DurationError::TooLong(text.to_owned());
    let nanoseconds = thousandths.checked_mul(unit).ok_or_else(too_long)?;
    let duration = Duration::from_nanos(nanoseconds);
    if duration > LONGEST { Err(too_long()) } else { Ok(duration) }
}

/// A decimal number with at most three decimals, in thousandths.
pub(crate) fn thousandths(number: &str) -> Option<u64> {
    let (whole, decimals) = number.split_once('.').unwrap_or((number, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(decimals) || decimals.len() > 3 {
        return None;
    }
    // Digits fail to parse only when they are too many, which is too much for every caller.
    let number = |digits: &str| digits.parse().unwrap_or(u64::MAX);
    let decimals = number(&format!("{decimals:0<3}"));
    Some(number(whole).saturating_mul(1000).saturating_add(decimals))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_numbers_with_a_unit() {
        for (text, microseconds) in [
            ("250us", 250),
            ("20ms", 20_000),
            ("0.125ms", 125),
            ("1.5s", 1_500_000),
            ("10m", 600_000_000),
            ("720h", 720 * 3_600_000_000),
            ("0s", 0),
            (" 1s ", 1_000_000),
        ] {
            assert_eq!(parse_duration(text), Ok(Duration::from_micros(microseconds)), "{text}");
        }
    }

    #[test]
    fn what_is_no_duration_is_told_so() {
        let wrong = ["", "s", "10", "1.s", ".5s", "1.2345s", "-1s", "1e3s", "1 s", "1d", "1s2ms"];
        for text in wrong {
            let expected = Err(DurationError::Unreadable(text.to_owned()));
            assert_eq!(parse_duration(text), expected);
        }
        for text in ["8785h", "99999999999999999h"] {
            assert_eq!(parse_duration(text), Err(DurationError::TooLong(text.to_owned())));
        }
        assert!(parse_duration("10").unwrap_err().to_string().contains("such as 250us, 20ms"));
    }
}
