//! `assay run`.

use super::args::RunOptions;
use super::record::{self, Order, Recorded};
use super::{Exit, Failed, console, journal, replay, reports};
use crate::report::{Format, render_terminal};
use crate::verdict::Run;

/// Tests the target and writes what was asked for.
pub(super) async fn run(options: RunOptions) -> Result<Exit, Failed> {
    let wanted = reports::parse(&options.report, &Format::ALL)?;
    let replay = options.replay.as_deref().map(replay::read).transpose()?;
    let selects = match &replay {
        Some(replay) => vec![replay.id.clone()],
        None => options.plan.select.clone(),
    };
    let mut conduct = options.conduct.clone();
    conduct.seed = conduct.seed.or(replay.as_ref().map(|replay| replay.seed));
    let journal = options.journal.clone().or_else(|| journal::beside(&wanted));
    let order = Order {
        plan: &options.plan,
        selects,
        conduct: &conduct,
        case: replay.as_ref().map(|replay| &replay.case),
        journal: journal.as_deref(),
    };
    let Recorded { run, .. } = record::record(order).await?;
    publish(&run, &wanted)?;
    replay::write(&run, &options.replays)?;
    journal::end(journal.as_deref());
    Ok(Exit::of(&run, options.fail_on))
}

/// Shows the run, then writes every report; one that fails does not keep the others back.
fn publish(run: &Run, wanted: &[reports::Wanted<Format>]) -> Result<(), Failed> {
    let text = render_terminal(run);
    if reports::takes_standard_output(wanted) {
        console::note(&text);
    } else {
        console::out(&text)?;
    }
    reports::write_all(wanted, |format| format.render(run))
}
