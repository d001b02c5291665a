//! `assay known`: the list of known deviations, kept.

mod add;
mod options;

pub(super) use add::known;
pub(super) use options::KnownCommand;
