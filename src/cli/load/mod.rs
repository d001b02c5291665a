//! `assay load`: from arguments to a measurement, its reports and an exit code.

mod execute;
mod options;
mod overrides;
mod progress;
mod sibling;

pub(super) use execute::{load, runtime};
pub(super) use options::LoadOptions;
