//! What a number of rounds is worth; pure.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::time::Duration;

/// Counts of equal things, in their order: `1 ×7, 3 ×1`.
pub(super) fn histogram<T: Ord + Display>(things: impl IntoIterator<Item = T>) -> String {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    for thing in things {
        *counts.entry(thing).or_default() += 1;
    }
    listed(&counts)
}

/// The same, counted already.
pub(super) fn listed<T: Ord + Display>(counts: &BTreeMap<T, usize>) -> String {
    let each = counts.iter().map(|(thing, count)| format!("{thing} ×{count}"));
    each.collect::<Vec<_>>().join(", ")
}

/// The share of rounds that a race must show in, so that one of `rounds` shows it with 95 %
/// confidence: the p with (1 - p)^rounds = 5 %.
pub(super) fn power(rounds: u32) -> f64 {
    1.0 - 0.05_f64.powf(1.0 / f64::from(rounds))
}

/// The power in words.
pub(super) fn power_in_words(rounds: u32) -> String {
    format!(
        "a race that shows in p of the rounds would have been seen with 95 % confidence if p is \
         above {:.1} %",
        power(rounds) * 100.0
    )
}

/// The median, and the largest.
pub(super) fn median_and_most(spans: &mut [Duration]) -> Option<(Duration, Duration)> {
    spans.sort_unstable();
    Some((*spans.get(spans.len().checked_sub(1)? / 2)?, *spans.last()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn power_is_the_share_that_would_have_shown() {
        for (rounds, percent) in [(1, 95.0), (8, 31.23), (59, 4.95), (299, 1.0)] {
            let share = power(rounds) * 100.0;
            assert!((share - percent).abs() < 0.01, "{rounds}: {share}");
            // What it says: with that share, nothing shows in 5 % of the runs.
            let unseen = (1.0 - power(rounds)).powf(f64::from(rounds));
            assert!((unseen - 0.05).abs() < 1e-9);
        }
        assert!(power_in_words(8).ends_with("if p is above 31.2 %"));
    }

    #[test]
    fn equal_things_are_counted() {
        assert_eq!(histogram([1, 1, 3, 1]), "1 ×3, 3 ×1");
        assert_eq!(histogram::<u8>([]), "");
    }

    #[test]
    fn the_median_of_few_is_the_lower_one() {
        let at = Duration::from_millis;
        assert_eq!(median_and_most(&mut [at(9), at(1)]), Some((at(1), at(9))));
        assert_eq!(median_and_most(&mut []), None);
    }
}
