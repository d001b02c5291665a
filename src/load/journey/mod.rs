//! Journeys: what virtual users do again and again.
//!
//! In: the steps of a profile. Each journey is first taken once at rest, by the runner, and judged
//! in full: what it sent becomes the template, what it got the expectation. Out: a [`Rehearsed`]
//! journey that can be repeated at little cost, or step by step where a browser is needed.

mod pieces;
mod rehearsal;
mod template;

pub(super) use pieces::Slot;
pub(super) use rehearsal::{Rehearsal, RehearsalError, Rehearsed, RehearsedStep};
pub(super) use template::{Holding, Template};
