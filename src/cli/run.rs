//! `assay run`.

use std::time::Instant;

use jiff::Timestamp;
use tokio::sync::mpsc;

use super::args::RunOptions;
use super::progress::Progress;
use super::{Exit, Failed, console, replay, reports, target};
use crate::plan::{Plan, Selection};
use crate::report::{Format, render_terminal};
use crate::runner::{Budget, Conclusion, Context, Engine, Settings, Staging};
use crate::scenario::Judge;
use crate::verdict::{Event, Grading, Run, SCHEMA_VERSION, SuiteRef, Summary, TargetRef};

/// Tests the target and writes what was asked for.
pub(super) async fn run(options: RunOptions) -> Result<Exit, Failed> {
    let wanted = reports::parse(&options.report, &Format::ALL)?;
    let catalog = target::catalog(&options.plan.catalog)?;
    let replay = options.replay.as_deref().map(replay::read).transpose()?;
    let selects = match &replay {
        Some(replay) => vec![replay.id.clone()],
        None => options.plan.select.clone(),
    };
    let selection = Selection { selects, suites: options.plan.suite.clone() };
    // A selection that makes no sense is told before anything is sent.
    selection.select(&catalog).map_err(Failed::usage)?;
    let suites = selection.suites(&catalog).map_err(Failed::usage)?;
    let gradings: Vec<Grading> = suites.iter().map(|suite| suite.grading.clone()).collect();
    let suites = suites
        .iter()
        .map(|suite| SuiteRef { name: suite.name.clone(), version: suite.version.clone() })
        .collect();

    let recorded = replay.as_ref().map(|replay| replay.seed);
    let seed = options.seed.or(recorded).unwrap_or_else(|| rand::random::<u32>().into());
    let started = Timestamp::now();
    let clock = Instant::now();
    let reached = target::reach(&options.plan, options.rate, seed).await?;
    let plan =
        Plan::of(&catalog, &reached.probed.capabilities, &selection).map_err(Failed::usage)?;

    let (events, mut heard) = mpsc::unbounded_channel();
    let mut progress = Progress::new(options.quiet);
    let watching = tokio::spawn(async move {
        while let Some(event) = heard.recv().await {
            progress.show(&event);
        }
        progress.finish();
    });
    // The receiver lives until every sender is gone.
    let _heard = events
        .send(Event::Planned { total: plan.running(), skipped: plan.items.len() - plan.running() });
    let target = TargetRef {
        name: reached.probed.target.name.clone(),
        issuer: reached.probed.target.issuer.clone(),
        capabilities: reached.probed.capabilities.names().map(str::to_owned).collect(),
    };
    let capabilities = reached.probed.capabilities;
    let context = Context::new(reached.probed.target, reached.transport, seed, events);
    let judge = Judge { registry: &catalog.registry, gradings: &gradings };
    let budget = Budget { cases: options.cases, max_shrink: options.max_shrink };
    let settings = Settings { jobs: options.jobs.into(), budget };
    let trials = crate::property::trials();
    let staging = Staging {
        trials: &trials,
        capabilities: &capabilities,
        replay: replay.as_ref().map(|replay| &replay.case),
    };
    let Conclusion { results, interrupted } =
        Engine::new(&context, judge, settings, staging).run(&plan, interrupt()).await;
    drop(context);
    // The display task ends with its senders; it has nothing to return.
    let _ended = watching.await;

    let run = Run {
        schema_version: SCHEMA_VERSION.to_owned(),
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        started,
        elapsed_ms: u64::try_from(clock.elapsed().as_millis()).unwrap_or(u64::MAX),
        seed,
        interrupted,
        target,
        suites,
        summary: Summary::of(&results),
        results,
    };
    publish(&run, &wanted)?;
    replay::write(&run, &options.replays)?;
    Ok(Exit::of(&run))
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

/// Resolves at Ctrl-C.
async fn interrupt() {
    if tokio::signal::ctrl_c().await.is_err() {
        // Without the handler there is no interruption to wait for.
        std::future::pending::<()>().await;
    }
}
