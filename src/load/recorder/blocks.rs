//! The hold in equal parts: repeated measurements of the same thing, for comparisons.

use std::time::{Duration, Instant};

use super::{ENDPOINTS, Sample};
use crate::measurement::{Block, BlockSeries, Latencies, Outcome};

/// Blocks that the hold is cut into: enough for a confidence interval of the median over them.
const BLOCKS: usize = 20;

/// Percentiles of each block.
const PERCENTS: [f64; 4] = [50.0, 90.0, 99.0, 99.9];

/// The blocks while they are filled.
#[derive(Debug)]
pub(super) struct Blocks {
    began: Option<Instant>,
    /// When the hold begins, and the length of a block in seconds.
    from: Duration,
    seconds: f64,
    open: Option<(usize, Vec<Tally>)>,
    closed: Vec<Block>,
}

#[derive(Debug, Default, Clone)]
struct Tally {
    requests: u64,
    latencies: Latencies,
}

impl Blocks {
    /// Blocks of a hold.
    pub(super) fn new((from, to): (Duration, Duration)) -> Self {
        let seconds = to.saturating_sub(from).as_secs_f64() / BLOCKS as f64;
        Self { began: None, from, seconds, open: None, closed: Vec::new() }
    }

    /// Time begins.
    pub(super) fn begin(&mut self, at: Instant) {
        self.began = Some(at);
    }

    /// Takes one sample of the hold.
    pub(super) fn take(&mut self, sample: &Sample<'_>, endpoint: usize, latency: Duration) {
        let Some(began) = self.began else { return };
        let at = sample.intended.saturating_duration_since(began).saturating_sub(self.from);
        let index = ((at.as_secs_f64() / self.seconds) as usize).min(BLOCKS - 1);
        // An answer that comes late for its block counts into the one that is open.
        if self.open.as_ref().is_none_or(|(open, _)| *open < index) {
            self.close();
            self.open = Some((index, vec![Tally::default(); ENDPOINTS.len()]));
        }
        if let Some((_, tallies)) = &mut self.open {
            tallies[endpoint].requests += 1;
            if sample.outcome == Outcome::Ok {
                tallies[endpoint].latencies.record(latency);
            }
        }
    }

    /// All blocks.
    pub(super) fn finish(mut self) -> Vec<Block> {
        self.close();
        self.closed
    }

    fn close(&mut self) {
        let Some((_, tallies)) = self.open.take() else { return };
        let used = tallies.into_iter().zip(ENDPOINTS).filter(|(tally, _)| tally.requests > 0);
        let series = used.map(|(tally, endpoint)| BlockSeries {
            endpoint,
            ok: tally.latencies.count(),
            requests: tally.requests,
            percentiles: PERCENTS
                .into_iter()
                .map(|percent| (percent, tally.latencies.percentile_us(percent)))
                .collect(),
        });
        self.closed.push(Block { seconds: self.seconds, series: series.collect() });
    }
}
