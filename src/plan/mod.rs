//! The plan: which scenarios run, which are skipped and why, and what brackets them.
//!
//! In: catalog, capabilities, selection. Out: [`Plan`]. Pure: nothing is sent, nothing is read.

mod control;
mod selection;

use std::sync::Arc;

pub use control::Control;
pub use selection::{Selection, SelectionError};

use crate::scenario::{Catalog, Scenario};
use crate::target::Capabilities;

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

impl Plan {
    /// Decides for every selected scenario.
    ///
    /// # Errors
    /// A selection that names something unknown, or selects nothing.
    pub fn of(
        catalog: &Catalog,
        capabilities: &Capabilities,
        selection: &Selection,
    ) -> Result<Self, SelectionError> {
        let mut scenarios = selection.select(catalog)?;
        scenarios.sort_by_key(|scenario| (scenario.destructive, scenario.id.clone()));
        let mut controls: Vec<Control> = Vec::new();
        let mut decide = |scenario: &Scenario| {
            let missing = scenario.requires.iter().find(|name| !capabilities.has(name));
            if let Some(missing) = missing {
                return Decision::Skip(capabilities.why_missing(missing));
            }
            let control = Control::of(scenario, capabilities).map(|control| {
                controls.iter().position(|own| *own == control).unwrap_or_else(|| {
                    controls.push(control);
                    controls.len() - 1
                })
            });
            Decision::Run(control)
        };
        let items = scenarios
            .into_iter()
            .map(|scenario| Item { decision: decide(&scenario), scenario })
            .collect();
        Ok(Self { items, controls })
    }

    /// How many scenarios run.
    #[must_use]
    pub fn running(&self) -> usize {
        self.items.iter().filter(|item| matches!(item.decision, Decision::Run(_))).count()
    }
}
