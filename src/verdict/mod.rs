//! What was found, and what it amounts to.
//!
//! In: findings of checks. Out: [`Verdict`]s, the [`Event`]s of a run and the recorded [`Run`],
//! which is all that reports see. Knows no transport and no scenario file.

mod difference;
mod experiment;
mod finding;
mod grading;
mod identity;
mod journal;
mod known;
mod platform;
mod run;

pub use difference::{Change, Difference, Seen, Side};
pub use experiment::{Experiment, Figure, Replay};
pub use finding::{Finding, Verdict, fold};
pub use grading::{Grading, Weight};
pub use identity::Identity;
pub use journal::{Entry, Head, Line, Noted, is_journal, read_journal};
pub use known::{Known, Retried, Stale};
pub use platform::{Departure, Trait, Weighed};
pub use run::{
    Event, RequirementRef, Run, SCHEMA_VERSION, ScenarioResult, SuiteRef, Summary, TargetRef,
};
