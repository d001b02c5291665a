//! Load profiles: which journeys, how many, for how long, and what must hold.
//!
//! In: `suites/load/<profile>.toml`. Out: a validated [`Profile`]. Knows no target: what a target
//! cannot take is decided when the run begins.

mod catalog;
mod file;
mod model;
mod read;

pub use catalog::{ProfileError, Profiles};
pub use file::json_schema;
pub(super) use model::POOLS;
pub use model::{Journey, Pace, Pool, Profile, StageRule};
pub use read::parse_duration;
