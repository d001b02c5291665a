//! Scenarios with flaky findings are run again, until one run lacks the finding or the tries are
//! used up.

use jiff::civil::Date;

use super::target::interrupt;
use crate::plan::Plan;
use crate::runner::Engine;
use crate::target::{KnownDeviations, settle, suspects};
use crate::verdict::ScenarioResult;

/// Runs each of them again and notes what it showed.
pub(super) async fn again(
    engine: &Engine<'_>,
    plan: &Plan,
    list: &KnownDeviations,
    results: &mut [ScenarioResult],
    today: Date,
) {
    for suspect in suspects(list, results, today) {
        let Some(result) = results.iter_mut().find(|own| own.id == suspect.scenario) else {
            continue;
        };
        let mut alone = plan.clone();
        alone.items.retain(|item| item.scenario.id == suspect.scenario);
        let mut tries = Vec::new();
        while tries.len() + 1 < suspect.tries as usize {
            let shown = engine.run(&alone, interrupt()).await;
            tries.extend(shown.results.into_iter().find(|own| own.id == suspect.scenario));
            if shown.interrupted || settle(list, result, &tries, today) {
                break;
            }
        }
    }
}
