//! The comparison of a run with an earlier one, by a stated rule.
//!
//! In: two records. Out: [`Comparison`], one line an endpoint and figure.
//!
//! A bare difference of two percentiles says nothing: each run would give another one. So a figure
//! is taken once in each block of the hold, and the blocks are repeated measurements of it. The
//! order statistics of the blocks bound their median with at least 95 % confidence, whatever the
//! distribution is: the median lies between the k-th smallest and the k-th largest of n blocks
//! unless fewer than k of them fall on one side of it, which is a binomial sum. Below six blocks no
//! such interval exists. Two runs differ when their intervals do not overlap (by chance alone, in
//! about one of 300 comparisons of a figure) *and* the medians are further apart than a floor:
//! - 5 %, since two runs of one unchanged server differ by a few percent: clock frequency, memory
//!   layout, neighbours on the machine;
//! - 100 microseconds for latencies: what the tool claims as its accuracy, and what timers and the
//!   scheduler of the generator may add;
//! - one percentage point for the answers that were not as expected.
//!
//! **What the interval cannot see.** It takes blocks to be independent. Neighbouring blocks are
//! alike (a cache that warms up, a collection that spans two), and then there are fewer of them than
//! it counts: with 20 blocks, chance alone gets over it in 2 % of comparisons at a lag-one
//! correlation of 0.3, in 5 % at 0.5, in 27 % at 0.8. The floor bounds what such an alarm needs in
//! size, so it takes noise of many percent to raise one. Longer blocks help; more blocks of the same
//! hold do not. Nor does the interval see what differs between runs as a whole: for that, repeat
//! the runs.

use super::comparability;
use super::record::{Block, Change, Compared, Comparison, Interval, Measurement, Model};
use crate::exchange::Endpoint;

/// Below this the order statistics reach no 95 %.
pub(super) const FEWEST_BLOCKS: usize = 6;

const RULE: &str = "each figure is taken in every block of the hold; its median over the blocks \
    is bounded with at least 95 % confidence by order statistics (at least 6 blocks, no \
    distribution assumed); better or worse means that the two intervals do not overlap and the \
    medians differ by more than 5 %, for latencies also by more than 100 microseconds, for \
    answers not as expected (`failed`) also by more than one percentage point";

/// The least difference of medians that counts, as a share of the earlier one.
const RELATIVE_FLOOR: f64 = 0.05;

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Figure {
    /// A latency percentile of the answers as expected, in microseconds.
    Percentile(f64),
    /// Answers as expected a second: a server that fails fast must not look better.
    Rate,
    /// Answers not as expected, in percent.
    Failed,
}

pub(super) const FIGURES: [(&str, Figure); 5] = [
    ("p50", Figure::Percentile(50.0)),
    ("p90", Figure::Percentile(90.0)),
    ("p99", Figure::Percentile(99.0)),
    ("rate", Figure::Rate),
    ("failed", Figure::Failed),
];

/// Holds `current` against the earlier `baseline`. The rate is compared in the closed model only:
/// in the open model it is what was asked for.
#[must_use]
pub fn compare(baseline: &Measurement, current: &Measurement) -> Comparison {
    let mut remarks = comparability::remarks(baseline, current);
    let closed = [baseline, current].iter().all(|run| run.shape.model == Model::Closed);
    let mut lines = Vec::new();
    let in_both = |own: &Endpoint| endpoints(baseline).contains(own);
    for endpoint in endpoints(current).into_iter().filter(in_both) {
        for (name, figure) in FIGURES.iter().filter(|(_, own)| closed || *own != Figure::Rate) {
            let sample = |run: &Measurement| figure.sample(&run.blocks, endpoint);
            let (before, after) = (sample(baseline), sample(current));
            match (interval(&before), interval(&after)) {
                (Some(earlier), Some(later)) => lines.push(Compared {
                    endpoint,
                    figure: (*name).into(),
                    before: earlier,
                    after: later,
                    verdict: match before.len().min(after.len()) < FEWEST_BLOCKS {
                        true => Change::Unclear,
                        false => figure.change(earlier, later),
                    },
                }),
                _ => remarks.push(format!(
                    "{endpoint}: no block of one of the runs has a figure for {name}"
                )),
            }
        }
    }
    Comparison { baseline_started: baseline.started, rule: RULE.into(), lines, remarks }
}

/// The endpoints that the blocks know, in their order.
pub(super) fn endpoints(run: &Measurement) -> Vec<Endpoint> {
    let mut seen = Vec::new();
    for series in run.blocks.iter().flat_map(|block| &block.series) {
        if !seen.contains(&series.endpoint) {
            seen.push(series.endpoint);
        }
    }
    seen
}

impl Figure {
    /// The figure in each block that has it.
    fn sample(self, blocks: &[Block], endpoint: Endpoint) -> Vec<f64> {
        blocks.iter().filter_map(|block| self.of(block, endpoint)).collect()
    }

    fn of(self, block: &Block, endpoint: Endpoint) -> Option<f64> {
        let series = block.series.iter().find(|own| own.endpoint == endpoint);
        match self {
            Self::Percentile(percent) => {
                let series = series.filter(|own| own.ok > 0)?;
                let same = |own: &&(f64, u64)| (own.0 - percent).abs() < 1e-9;
                series.percentiles.iter().find(same).map(|(_, us)| *us as f64)
            }
            // A block without answers is a rate of zero, not a missing block.
            Self::Rate => {
                let ok = series.map_or(0, |own| own.ok);
                (block.seconds > 0.0).then(|| ok as f64 / block.seconds)
            }
            Self::Failed => {
                let series = series.filter(|own| own.requests > 0)?;
                let failed = series.requests.saturating_sub(series.ok);
                Some(failed as f64 * 100.0 / series.requests as f64)
            }
        }
    }

    /// The least difference of medians that counts, in the figure's own unit.
    const fn floor(self) -> f64 {
        match self {
            Self::Percentile(_) => 100.0,
            Self::Rate => 0.0,
            Self::Failed => 1.0,
        }
    }

    fn change(self, before: Interval, after: Interval) -> Change {
        let apart = (after.median - before.median).abs();
        let overlap = before.low <= after.high && after.low <= before.high;
        if overlap || apart <= self.floor() || apart <= before.median.abs() * RELATIVE_FLOOR {
            return Change::Same;
        }
        let more_is_better = self == Self::Rate;
        if (after.median > before.median) == more_is_better {
            Change::Better
        } else {
            Change::Worse
        }
    }
}

/// The median of `sample` and the bounds of the true one; the whole range when there are too few
/// for 95 %, nothing when there are none.
fn interval(sample: &[f64]) -> Option<Interval> {
    let mut sorted = sample.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (last, middle) = (sorted.len().checked_sub(1)?, sorted.len() / 2);
    let median = match sorted.len() % 2 {
        0 => f64::midpoint(sorted[middle - 1], sorted[middle]),
        _ => sorted[middle],
    };
    let outer = rank(sorted.len()).unwrap_or(1) - 1;
    Some(Interval { median, low: sorted[outer], high: sorted[last - outer] })
}

/// The largest k for which the k-th smallest and the k-th largest of `n` values enclose the median
/// of their distribution with at least 95 %: fewer than k of them lie below it, or above it, with at
/// most 2.5 % each. `None` below six.
pub(super) fn rank(n: usize) -> Option<usize> {
    // The binomial terms of n fair coins, in logarithms: 0.5^n is no number from n = 1075 on.
    let mut term = n as f64 * 0.5_f64.ln();
    let mut below = 0.0;
    let mut k = 0;
    while k < n {
        below += term.exp();
        if below > 0.025 {
            break;
        }
        term += ((n - k) as f64 / (k + 1) as f64).ln();
        k += 1;
    }
    (k > 0).then_some(k)
}
