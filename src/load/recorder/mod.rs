//! Takes samples while the load runs: counts and latencies over the hold, by second and by block.
//!
//! In: one [`Sample`] a request. Out: the parts of a [`crate::measurement::Measurement`]. Memory does
//! not grow with the run: the timeline is thinned when it gets long, blocks are a fixed number.

mod blocks;
mod tally;
mod timeline;

use std::time::Instant;

pub use tally::Glance;
pub(super) use tally::{Recorder, Taken};

use crate::exchange::Endpoint;
use crate::measurement::Outcome;

/// Endpoints, in the order of their tables.
const ENDPOINTS: [Endpoint; 7] = [
    Endpoint::Authorization,
    Endpoint::OwnerPage,
    Endpoint::Token,
    Endpoint::Revocation,
    Endpoint::Introspection,
    Endpoint::Resource,
    Endpoint::Metadata,
];

/// One request and its fate.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sample<'a> {
    pub(super) endpoint: Endpoint,
    pub(super) outcome: Outcome,
    /// When it was meant to start.
    pub(super) intended: Instant,
    /// When its answer was read, or given up.
    pub(super) ended: Instant,
    pub(super) status: Option<u16>,
    /// The OAuth error code, or why no answer came.
    pub(super) word: Option<&'a str>,
    /// Whether its answer was verified.
    pub(super) verified: bool,
    /// Whether it counts into the figures.
    pub(super) measured: bool,
}
