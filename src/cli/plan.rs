//! `assay plan`.

use std::fmt::Write as _;

use super::args::PlanOptions;
use super::{Exit, Failed, console, suites, target};
use crate::exchange::tame;
use crate::plan::{Decision, Plan, Selection};

/// Shows what would run.
pub(super) async fn plan(options: PlanOptions) -> Result<Exit, Failed> {
    let catalog = target::catalog(&options.catalog)?;
    let suites = suites::held_to(&options)?;
    let selection = Selection { selects: options.select.clone(), suites };
    selection.select(&catalog).map_err(Failed::usage)?;
    let reached = target::reach(&options.chosen, None, 0).await?;
    let plan =
        Plan::of(&catalog, &reached.probed.capabilities, &selection).map_err(Failed::usage)?;
    let mut text = String::new();
    let own = &reached.probed;
    let endpoints = &own.target.endpoints;
    let mut tell = |line: String| text.push_str(&(line + "\n"));
    tell(format!("target        {}", tame(&own.target.name)));
    for (name, url) in [
        ("metadata", &endpoints.metadata),
        ("authorization", &endpoints.authorization),
        ("token", &endpoints.token),
        ("revocation", &endpoints.revocation),
        ("introspection", &endpoints.introspection),
    ] {
        tell(format!("{name:<13} {}", tame(url.as_deref().unwrap_or("none"))));
    }
    tell(format!("capabilities  {}", own.capabilities.names().collect::<Vec<_>>().join(", ")));
    tell(String::new());
    for item in &plan.items {
        let id = &item.scenario.id;
        match &item.decision {
            Decision::Run(control) => {
                let control = control.and_then(|at| plan.controls.get(at));
                let bracket = control
                    .map(|own| format!("  [control: {}]", own.describe()))
                    .unwrap_or_default();
                tell(format!("run   {id}{bracket}"));
            }
            Decision::Skip(reason) => tell(format!("skip  {id}: {reason}")),
        }
    }
    let skipped = plan.items.len() - plan.running();
    // Writing to a String cannot fail.
    let _written = write!(text, "\n{} would run, {skipped} would be skipped\n", plan.running());
    console::out(&text)
}
