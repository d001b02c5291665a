//! Runs a plan from beginning to end: what `assay run` and `assay certify` have in common.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;
use tokio::sync::mpsc;

use super::args::{Conduct, PlanOptions};
use super::journal::Journal;
use super::progress::Progress;
use super::{Failed, flaky, suites, target};
use crate::check::ambient;
use crate::exchange::Transcript;
use crate::plan::{Plan, Selection};
use crate::runner::{Conclusion, Context, Engine, Staging};
use crate::scenario::Judge;
use crate::target::{Expectation, Target, mark};
use crate::verdict::{Event, Grading, Head, Run, SCHEMA_VERSION, SuiteRef, Summary, TargetRef};

/// What is run, and how.
#[derive(Debug)]
pub(super) struct Order<'o> {
    pub(super) plan: &'o PlanOptions,
    /// Wins over the selection of `plan`.
    pub(super) selects: Vec<String>,
    pub(super) conduct: &'o Conduct,
    /// The one case of a trial to run.
    pub(super) case: Option<&'o Value>,
    /// Where it is written down what is over, should the run be killed.
    pub(super) journal: Option<&'o Path>,
}

/// A run with what a certificate takes beside it.
#[derive(Debug)]
pub(super) struct Recorded {
    pub(super) run: Run,
    /// The positive controls, without secrets, by their labels.
    pub(super) controls: Vec<(String, Transcript)>,
    pub(super) target: Arc<Target>,
}

/// Runs it all.
pub(super) async fn record(order: Order<'_>) -> Result<Recorded, Failed> {
    let known = target::known(order.conduct.known.as_deref())?;
    let catalog = target::catalog(&order.plan.catalog)?;
    let held_to = suites::held_to(order.plan)?;
    let selection = Selection { selects: order.selects.clone(), suites: held_to };
    // A selection that makes no sense is told before anything is sent.
    selection.select(&catalog).map_err(Failed::usage)?;
    let suites = selection.suites(&catalog).map_err(Failed::usage)?;
    let gradings: Vec<Grading> = suites.iter().map(|suite| suite.grading.clone()).collect();
    let suites = suites
        .iter()
        .map(|suite| SuiteRef { name: suite.name.clone(), version: suite.version.clone() })
        .collect();

    let seed = order.conduct.seed.unwrap_or_else(|| rand::random::<u32>().into());
    let started = Timestamp::now();
    let clock = Instant::now();
    let reached = target::reach(&order.plan.chosen, order.conduct.rate, seed).await?;
    let capabilities = reached.probed.capabilities;
    let plan = Plan::of(&catalog, &capabilities, &selection).map_err(Failed::usage)?;

    let (events, mut heard) = mpsc::unbounded_channel();
    let named = TargetRef {
        name: reached.probed.target.name.clone(),
        issuer: reached.probed.target.issuer.clone(),
        capabilities: capabilities.names().map(str::to_owned).collect(),
        dialect: reached.probed.target.traits(),
        deviations: reached.probed.target.departures.clone(),
    };
    let context = Context::new(reached.probed.target, reached.transport, seed, events);
    let judge = Judge { registry: &catalog.registry, gradings: &gradings };
    let trials = crate::property::trials();
    let staging = Staging { trials: &trials, capabilities: &capabilities, replay: order.case };
    let mut engine = Engine::new(&context, judge, order.conduct.settings(), staging);
    let mut run = Run {
        schema_version: SCHEMA_VERSION.to_owned(),
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        started,
        elapsed_ms: 0,
        seed,
        interrupted: false,
        target: named,
        suites,
        summary: Summary::default(),
        results: Vec::new(),
        stale: Vec::new(),
    };
    if let Some(path) = order.journal {
        let results = engine.nothing_done(&plan);
        let journal = Journal::begin(path, &Head::of(Run { results, ..run.clone() }));
        engine = engine.journalled(Arc::new(journal));
    }
    let mut progress = Progress::new(order.conduct.quiet);
    let watching = tokio::spawn(async move {
        while let Some(event) = heard.recv().await {
            progress.show(&event);
        }
        progress.finish();
    });
    // The receiver lives until every sender is gone.
    let (total, skipped) = (plan.running(), plan.items.len() - plan.running());
    let _heard = context.events.send(Event::Planned { total, skipped });
    let Conclusion { mut results, interrupted, controls } =
        engine.run(&plan, target::interrupt()).await;

    let list = known.as_ref().unwrap_or(&context.target.known);
    let today = started.to_zoned(TimeZone::UTC).date();
    if !interrupted {
        flaky::again(&engine, &plan, list, &mut results, today).await;
    }
    let exists = |id: &str| match id.strip_prefix("ambient/") {
        Some(check) => ambient::find(check).is_some(),
        None => catalog.scenarios.contains_key(id),
    };
    let whole = order.selects.is_empty() && !interrupted;
    let stale = mark(list, &mut results, Expectation { today, whole, exists: &exists });
    let target = Arc::clone(&context.target);
    drop(engine);
    drop(context);
    // The display task ends with its senders; it has nothing to return.
    let _ended = watching.await;

    run.elapsed_ms = u64::try_from(clock.elapsed().as_millis()).unwrap_or(u64::MAX);
    run.interrupted = interrupted;
    run.summary = Summary::of(&results);
    run.results = results;
    run.stale = stale;
    Ok(Recorded { run, controls, target })
}
