//! The requirement registry: what the specifications demand, one row an idea that a test can see.
//!
//! In: `suites/requirements/<spec>.toml`. Out: [`Registry`], looked up by requirement id or by
//! specification and section. Knows no scenario and no verdict.

mod level;
mod registry;
mod threat;

pub use level::{Grade, Level};
pub use registry::{Actor, Registry, Requirement, SpecificationFile};
pub use threat::Threat;
