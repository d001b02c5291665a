//! Load: goose drives the steps of a profile against a target, every answer is verified.
//!
//! In: a [`Profile`] and a target. Out: a [`crate::measurement::Measurement`]. Each journey is first
//! taken once at rest by the runner; under load what it sent is repeated over one connection a
//! virtual user, and what comes back is held to what came at rest and to the same checks as in
//! conformance. Knows no report.

mod arena;
mod arrivals;
mod attack;
mod canary;
mod capacity;
mod clock;
mod engine;
mod error;
mod finish;
mod foreign;
mod generator;
mod journey;
mod lines;
mod live;
mod pool;
mod prepare;
mod profile;
mod queue;
mod received;
mod recorder;
mod schedule;
mod settings;
mod verify;
mod violations;
mod virtual_user;

use std::time::Duration;

pub use attack::GooseOutput;
pub use capacity::CapacitySearch;
pub use clock::Stop;
pub use engine::{Engine, Live};
pub use error::LoadError;
pub use generator::raise_file_limit;
pub use prepare::guard;
pub use profile::{
    Journey, Pace, Pool, Profile, ProfileError, Profiles, StageRule, json_schema, parse_duration,
};
pub use recorder::Glance;
pub use settings::Settings;

const SECOND: Duration = Duration::from_secs(1);

/// Virtual users or connections at the most.
pub const MOST_VIRTUAL_USERS: usize = 20_000;

/// Journeys a second at the most.
pub const MOST_RATE: f64 = 100_000.0;

/// The longest run.
pub const LONGEST: Duration = Duration::from_secs(24 * 3600);
