//! The units of thresholds: how a value is read, written back, and shown when it was measured.
//!
//! In: text such as `50ms`. Out: a number in the base of its unit: microseconds, percent, requests
//! a second, or a count. Percent and not a share of 1, since 0.3 % is then the number 0.3, and 3 of
//! 1000 compares equal to it.

use super::threshold::numeric;

/// What the values of a metric are measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// Microseconds.
    Time,
    /// Percent.
    Share,
    /// Things.
    Count,
    /// Requests a second.
    Rate,
}

impl Unit {
    /// Reads a value, without white space.
    pub(super) fn parse(self, text: &str) -> Result<f64, String> {
        let example = self.example();
        if text.is_empty() {
            return Err(format!("there is no value after the comparison; write {example}"));
        }
        let cut = text.find(|c| !numeric(c)).unwrap_or(text.len());
        let (digits, suffix) = text.split_at(cut);
        let number: f64 =
            digits.parse().map_err(|_| format!("`{text}` is no value; write {example}"))?;
        let scale = match (self, suffix) {
            (Self::Time, "us" | "µs") => 1.0,
            (Self::Time, "ms") => 1e3,
            (Self::Time, "s") => 1e6,
            (Self::Share, "%") | (Self::Count | Self::Rate, "") | (Self::Rate, "/s") => 1.0,
            (_, "") => {
                return Err(format!("`{text}` has no unit; write {}", self.with_units(digits)));
            }
            _ => {
                return Err(format!(
                    "`{suffix}` is no unit here; write {example} (an endpoint follows `for`)"
                ));
            }
        };
        // Nanoseconds are the finest that a text can mean; the rest is noise of the scaling.
        let value = (number * scale * 1e3).round() / 1e3;
        let value = if self == Self::Time { value } else { number };
        match self {
            Self::Share if value > 100.0 => Err(format!("`{text}` is more than all; 100% is all")),
            Self::Count if value.fract() != 0.0 => {
                Err(format!("`{text}` is no whole number; write {example}"))
            }
            _ if !value.is_finite() => Err(format!("`{text}` is too large")),
            _ => Ok(value),
        }
    }

    const fn example(self) -> &'static str {
        match self {
            Self::Time => "a time such as `50ms`",
            Self::Share => "a share such as `0.1%`",
            Self::Count => "a count such as `0`",
            Self::Rate => "requests a second such as `500`",
        }
    }

    fn with_units(self, digits: &str) -> String {
        match self {
            Self::Time => format!("`{digits}us`, `{digits}ms` or `{digits}s`"),
            _ => format!("`{digits}%`"),
        }
    }

    /// The shortest text that reads back as `value`.
    pub(super) fn canonical(self, value: f64) -> String {
        match self {
            Self::Time => {
                let (scaled, unit) = time(value);
                format!("{scaled}{unit}")
            }
            Self::Share => format!("{value}%"),
            Self::Count | Self::Rate => format!("{value}"),
        }
    }

    /// A measured value for a reader, in four significant digits.
    pub(super) fn shown(self, value: f64) -> String {
        match self {
            Self::Time => {
                let (scaled, unit) = time(value);
                format!("{} {unit}", digits(scaled))
            }
            Self::Share => format!("{} %", digits(value)),
            Self::Count => format!("{value}"),
            Self::Rate => format!("{}/s", digits(value)),
        }
    }
}

/// Microseconds in the largest unit that keeps them above 1.
fn time(us: f64) -> (f64, &'static str) {
    match us {
        us if us >= 1e6 => (us / 1e6, "s"),
        us if us >= 1e3 => (us / 1e3, "ms"),
        us => (us, "us"),
    }
}

/// `value` in four significant digits, without trailing zeros; never an exponent.
pub(super) fn digits(value: f64) -> String {
    if value <= 0.0 {
        return "0".into();
    }
    let places = (3.0 - value.log10().floor()).clamp(0.0, 9.0) as usize;
    let text = format!("{value:.places$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').into() } else { text }
}
