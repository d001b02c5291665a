//! Latencies in an HdrHistogram of three significant digits, in microseconds.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hdrhistogram::Histogram;
use hdrhistogram::serialization::{Deserializer, Serializer as _, V2DeflateSerializer};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Longer latencies count as this: one day, so that a broken clock does not eat the memory.
const LONGEST_US: u64 = 86_400_000_000;

/// How many samples must lie beyond a percentile before it says anything.
const SUPPORT: u64 = 10;

/// The percentiles that every report shows.
const PERCENTS: [f64; 7] = [50.0, 75.0, 90.0, 95.0, 99.0, 99.9, 99.99];

/// Latencies while they are gathered.
#[derive(Debug, Clone)]
pub struct Latencies {
    histogram: Histogram<u64>,
}

impl Default for Latencies {
    fn default() -> Self {
        // Grows with the values that come; three digits are always allowed.
        Self { histogram: Histogram::new(3).expect("three significant digits") }
    }
}

impl Latencies {
    /// Takes one sample; less than a microsecond counts as one.
    pub fn record(&mut self, latency: Duration) {
        let us = u64::try_from(latency.as_micros()).unwrap_or(u64::MAX);
        // Fails only for a histogram that cannot grow; ours can.
        let _grows = self.histogram.record(us.clamp(1, LONGEST_US));
    }

    /// Adds the samples of another one.
    pub fn add(&mut self, other: &Self) {
        // Fails only for a histogram that cannot grow; ours can.
        let _grows = self.histogram.add(&other.histogram);
    }

    /// Forgets all samples and keeps the memory.
    pub fn clear(&mut self) {
        self.histogram.reset();
    }

    /// How many samples there are.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.histogram.len()
    }

    /// The value that `percent` of the samples do not exceed, in microseconds; 0 without samples.
    #[must_use]
    pub fn percentile_us(&self, percent: f64) -> u64 {
        self.histogram.value_at_quantile(percent / 100.0)
    }

    /// The largest sample, in microseconds.
    #[must_use]
    pub fn max_us(&self) -> u64 {
        self.histogram.max()
    }

    /// The mean, in microseconds.
    #[must_use]
    pub fn mean_us(&self) -> f64 {
        self.histogram.mean()
    }

    /// The mirror of [`Latencies::distribution`].
    ///
    /// # Errors
    /// Text that is no base64 of an HdrHistogram, in words that fit after "failed to read ".
    pub fn from_base64(text: &str) -> Result<Self, String> {
        let octets = STANDARD.decode(text).map_err(|error| format!("a histogram: {error}"))?;
        let histogram = Deserializer::new()
            .deserialize(&mut octets.as_slice())
            .map_err(|error| format!("a histogram: {error}"))?;
        Ok(Self { histogram })
    }

    /// The samples as data.
    #[must_use]
    pub fn distribution(&self) -> Distribution {
        let count = self.count();
        let quantile = |percent: f64| {
            let us = self.percentile_us(percent);
            // Counted by rank, not by value: many samples may share the value.
            let beyond = (count as f64 * (100.0 - percent) / 100.0 + 1e-6).floor() as u64;
            Quantile { percent, us, beyond, supported: beyond >= SUPPORT }
        };
        let mut octets = Vec::new();
        // Writing into memory does not fail.
        let _written = V2DeflateSerializer::new().serialize(&self.histogram, &mut octets);
        Distribution {
            count,
            min_us: if count == 0 { 0 } else { self.histogram.min() },
            mean_us: self.mean_us(),
            max_us: self.max_us(),
            quantiles: PERCENTS.into_iter().map(quantile).collect(),
            histogram: STANDARD.encode(octets),
        }
    }
}

/// A latency distribution as a report holds it. All values in microseconds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Distribution {
    /// Samples.
    pub count: u64,
    /// The smallest; 0 without samples.
    pub min_us: u64,
    /// The mean.
    pub mean_us: f64,
    /// The largest.
    pub max_us: u64,
    /// p50 to p99.99.
    pub quantiles: Vec<Quantile>,
    /// All samples: an HdrHistogram (V2, compressed) in base64, which its tools read and merge.
    pub histogram: String,
}

impl Distribution {
    /// A percentile of those that are kept, in microseconds.
    #[must_use]
    pub fn percentile_us(&self, percent: f64) -> Option<u64> {
        let same = |own: &&Quantile| (own.percent - percent).abs() < 1e-9;
        self.quantiles.iter().find(same).map(|own| own.us)
    }
}

/// One percentile.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Quantile {
    /// 50 for the median.
    pub percent: f64,
    /// The value, in microseconds.
    pub us: u64,
    /// How many samples lie beyond it.
    pub beyond: u64,
    /// Whether enough samples lie beyond it (ten) to take it seriously.
    pub supported: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one_to(last: u64) -> Latencies {
        let mut own = Latencies::default();
        (1..=last).for_each(|us| own.record(Duration::from_micros(us)));
        own
    }

    #[test]
    fn percentiles_are_right_to_three_digits() {
        let own = one_to(10_000);
        for (percent, us) in [(50.0, 5_000.0), (99.0, 9_900.0), (99.9, 9_990.0)] {
            let seen = own.percentile_us(percent) as f64;
            assert!((seen / us - 1.0).abs() < 0.001, "p{percent}: {seen}");
        }
        // The upper end of its place in the histogram.
        assert!((10_000..=10_010).contains(&own.max_us()), "{}", own.max_us());
    }

    #[test]
    fn a_percentile_needs_ten_samples_beyond_it() {
        let supported = |count| {
            let quantiles = one_to(count).distribution().quantiles;
            quantiles.iter().filter(|own| own.supported).map(|own| own.percent).next_back()
        };
        assert_eq!(supported(19), None);
        assert_eq!(supported(1_000), Some(99.0));
        assert_eq!(supported(100_000), Some(99.99));
    }

    #[test]
    fn a_distribution_holds_every_sample() {
        let own = one_to(3_000);
        let back = Latencies::from_base64(&own.distribution().histogram).expect("a histogram");
        assert_eq!(back.distribution(), own.distribution());
        assert!(Latencies::from_base64("AAAA").is_err());
    }
}
