//! Runs or is skipped: the decision about each selected scenario.

use super::{Control, Decision, Item, Plan, Selection, SelectionError};
use crate::scenario::{Catalog, Scenario};
use crate::target::Capabilities;

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
