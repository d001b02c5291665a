//! What a load run measured, as data: latencies, counts, violations, and what they amount to.
//!
//! In: samples, taken by [`crate::load`]. Out: [`Measurement`], which is all that load reports see,
//! and its judgement: thresholds and the comparison with an earlier run. Knows no transport, no
//! profile file and no clock.

mod capacity;
mod comparability;
mod comparison;
mod judge;
mod latency;
mod outcome;
mod record;
mod slo;
mod threshold;
mod unit;
mod verdict;

#[cfg(test)]
mod tests;

pub use capacity::{Probe, Search};
pub use comparison::compare;
pub use latency::{Distribution, Latencies, Quantile};
pub use outcome::Outcome;
pub use record::{
    Arrivals, Block, BlockSeries, Canary, Capacity, CapacityPoint, Change, Compared, Comparison,
    Connections, Counts, Environment, Generator, Interval, MEASUREMENT_SCHEMA_VERSION, Machine,
    Measurement, Model, Point, Series, Shape, Skipped, Stage, ThresholdResult, Violation,
};
pub use slo::Slo;
pub use threshold::{Comparator, Metric, Threshold};
pub use verdict::{Judgement, LoadVerdict};
