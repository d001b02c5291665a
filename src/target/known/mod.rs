//! Known deviations: findings that somebody looked at and puts up with for now.
//!
//! In: the tables `[[known]]` and `[[flaky]]` of a list or a target file, and the results of a run.
//! Out: the results with their known findings marked, and the entries that no longer hold. An entry
//! names scenario, requirement, check and what was seen: it covers that error and no other failure
//! of the scenario. Pure but for the reading of the file; the day is given.

mod entry;
mod file;
mod flaky;
mod mark;

pub use entry::{Deviation, KnownDeviations};
pub(super) use file::{FlakyTable, KnownTable, entries};
pub use file::{KnownFile, load as load_known, read as read_known};
pub use flaky::{Suspect, settle, suspects};
pub use mark::{Expectation, mark};
