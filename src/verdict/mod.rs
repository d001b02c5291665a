//! What was found, and what it amounts to.
//!
//! In: findings of checks. Out: [`Verdict`]s, the [`Event`]s of a run and the recorded [`Run`],
//! which is all that reports see. Knows no transport and no scenario file.

mod experiment;
mod finding;
mod grading;
mod run;

pub use experiment::{Experiment, Figure, Replay};
pub use finding::{Finding, Verdict, fold};
pub use grading::{Grading, Weight};
pub use run::{
    Event, RequirementRef, Run, SCHEMA_VERSION, ScenarioResult, SuiteRef, Summary, TargetRef,
};
