//! Numbers in words for a reader: three digits that mean something, and the unit beside them.

use std::fmt::Display;

use crate::exchange::Endpoint;
use crate::measurement::Point;

/// A time in microseconds, such as `842 µs`, `12.3 ms` or `1.02 s`.
pub(super) fn time(us: f64) -> String {
    // Where three digits would round up to a thousand, the next unit begins.
    if us < 999.5 {
        format!("{us:.0} µs")
    } else if us < 999_500.0 {
        format!("{} ms", three_digits(us / 1e3))
    } else {
        format!("{} s", three_digits(us / 1e6))
    }
}

/// A time that is round already, in microseconds, such as `500 µs` or `2 ms`.
pub(super) fn round_time(us: f64) -> String {
    if us < 1e3 {
        format!("{us} µs")
    } else if us < 1e6 {
        format!("{} ms", us / 1e3)
    } else {
        format!("{} s", us / 1e6)
    }
}

/// A count with its thousands apart.
pub(super) fn count(number: u64) -> String {
    grouped(&number.to_string())
}

/// A number that may have a fraction: three digits of it at the most, and no idle zeros.
pub(super) fn number(number: f64) -> String {
    let digits = match number.abs() {
        own if own >= 99.95 => 0,
        own if own >= 9.995 => 1,
        own if own >= 0.9995 => 2,
        _ => 3,
    };
    grouped(bare(&format!("{number:.digits$}")))
}

/// A rate in a column of rates: one digit after the point, always.
pub(super) fn rate(number: f64) -> String {
    grouped(&format!("{number:.1}"))
}

/// A share of 1 in percent; one that is not nothing never looks like nothing, nor like all.
pub(super) fn share(share: f64) -> String {
    match share * 100.0 {
        percent if percent > 0.0 && percent < 0.005 => "< 0.01 %".to_owned(),
        percent if percent > 99.99 && percent < 100.0 => "> 99.99 %".to_owned(),
        percent => format!("{} %", bare(&format!("{percent:.2}"))),
    }
}

/// A word that agrees with its count: `1 request`, `2 requests`.
pub(super) fn counted(number: u64, word: &str) -> String {
    format!("{} {word}{}", count(number), if number == 1 { "" } else { "s" })
}

/// A name and a count each, such as `503: 12, 500: 3`.
pub(super) fn listed<K: Display>(counts: impl IntoIterator<Item = (K, u64)>) -> String {
    let parts: Vec<_> =
        counts.into_iter().map(|(name, number)| format!("{name}: {}", count(number))).collect();
    parts.join(", ")
}

/// A percentile's name, such as `p99.9`.
pub(super) fn percentile(percent: f64) -> String {
    format!("p{percent}")
}

/// An endpoint in a narrow column.
pub(super) fn endpoint(endpoint: Endpoint) -> &'static str {
    endpoint.as_str().trim_end_matches(" endpoint")
}

/// How many of a point's events came a second.
pub(super) fn a_second(point: &Point, events: u64) -> f64 {
    if point.seconds > 0.0 { events as f64 / point.seconds } else { 0.0 }
}

/// A text of a number without zeros at the end of its fraction.
fn bare(text: &str) -> &str {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text }
}

fn three_digits(number: f64) -> String {
    let digits = if number < 9.995 {
        2
    } else if number < 99.95 {
        1
    } else {
        0
    };
    grouped(&format!("{number:.digits$}"))
}

fn grouped(text: &str) -> String {
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(a, b)| (a, Some(b)));
    let mut out = String::new();
    for (place, digit) in whole.chars().enumerate() {
        let left = whole.len() - place;
        if left % 3 == 0 && out.chars().any(|c| c.is_ascii_digit()) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_keep_three_digits_across_units() {
        let said = [1.0, 999.4, 999.6, 1_240.0, 12_345.0, 999_400.0, 999_900.0, 61_000_000.0];
        let expected =
            ["1 µs", "999 µs", "1.00 ms", "1.24 ms", "12.3 ms", "999 ms", "1.00 s", "61.0 s"];
        assert_eq!(said.map(time), expected);
    }

    #[test]
    fn counts_and_numbers_are_grouped() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(count), ["0", "999", "1,000", "1,234,567"]);
        let said = [0.0, 0.05, 1.25, 12.5, 60.0, 1_999.9, 20_000.0].map(number);
        assert_eq!(said, ["0", "0.05", "1.25", "12.5", "60", "2,000", "20,000"]);
        assert_eq!(counted(1, "request"), "1 request");
        assert_eq!(listed([(503, 1_200), (500, 3)]), "503: 1,200, 500: 3");
    }

    #[test]
    fn a_share_is_never_rounded_to_nothing_or_to_all() {
        let said = [0.0, 1e-6, 0.001_23, 0.25, 0.999_99, 1.0].map(share);
        assert_eq!(said, ["0 %", "< 0.01 %", "0.12 %", "25 %", "> 99.99 %", "100 %"]);
    }
}
