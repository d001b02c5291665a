//! The record of one load run: everything that a load report may show.
//!
//! In: nothing; it is data. Out: [`Measurement`] with its parts, which the JSON report holds as they
//! stand.

mod figures;
mod findings;
mod judged;
mod run;
mod setting;

pub use figures::{Block, BlockSeries, Connections, Counts, Generator, Point, Series};
pub use findings::{Canary, ThresholdResult, Violation};
pub use judged::{Capacity, CapacityPoint, Change, Compared, Comparison, Interval};
pub use run::{MEASUREMENT_SCHEMA_VERSION, Measurement};
pub use setting::{Arrivals, Environment, Machine, Model, Shape, Skipped, Stage};
