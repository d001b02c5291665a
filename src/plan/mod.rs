//! The plan: which scenarios run, which are skipped and why, and what brackets them.
//!
//! In: catalog, capabilities, selection. Out: [`Plan`]. Pure: nothing is sent, nothing is read.

mod control;
mod decide;
mod selection;

use std::sync::Arc;

pub use control::Control;
pub use selection::{Selection, SelectionError};

use crate::scenario::Scenario;

/// What will be done.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Scenarios in the order they run: by id, the destructive ones last.
    pub items: Vec<Item>,
    /// The positive controls, each run before the first scenario and after the last one.
    pub controls: Vec<Control>,
}

/// One scenario of the plan.
#[derive(Debug, Clone)]
pub struct Item {
    /// The scenario.
    pub scenario: Arc<Scenario>,
    /// Whether it runs.
    pub decision: Decision,
}

/// Whether a scenario runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It runs, bracketed by the control at this place in [`Plan::controls`], if it needs one.
    Run(Option<usize>),
    /// It is skipped: the target never declared what it takes.
    Skip(String),
}
