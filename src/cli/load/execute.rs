//! Runs `assay load`.

use std::path::Path;
use std::sync::Arc;

use miette::miette;
use tokio::runtime::Builder;

use super::options::LoadOptions;
use super::{overrides, progress, sibling};
use crate::cli::{Exit, Failed, console, reports, target};
use crate::load::{
    CapacitySearch, Engine, GooseOutput, LoadError, Profiles, Settings, Stop, guard,
    raise_file_limit,
};
use crate::measurement::{CapacityPoint, LoadVerdict, Measurement, compare};
use crate::report::{LoadFormat, read_measurement, render_load_terminal};
use crate::runner::{Transport, probe};
use crate::scenario::Catalog;

/// The runtime that generates the load: one thread is cheaper than several with one at work.
pub(in crate::cli) fn runtime(options: &LoadOptions) -> Builder {
    if options.workers == 1 {
        return Builder::new_current_thread();
    }
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(options.workers.into());
    builder
}

/// Loads the target and writes what was asked for.
pub(in crate::cli) async fn load(options: LoadOptions) -> Result<Exit, Failed> {
    let wanted = reports::parse(&options.output.report, &LoadFormat::ALL)?;
    let catalog = Arc::new(target::catalog(&options.catalog)?);
    let settings = settings(&options, &catalog)?;
    let baseline = options.judgement.baseline.as_deref().map(read_baseline).transpose()?;
    let stop = Stop::default();
    listen(&stop)?;
    raise_file_limit();

    let (_sibling, target) = match &options.target {
        Some(path) => (None, target::read(path)?),
        None => {
            let (sibling, target) = sibling::start().await?;
            (Some(sibling), target)
        }
    };
    // A machine that must not be loaded is not even asked for its metadata.
    guard(&target).map_err(failed)?;
    let transport = Transport::new(&target).map_err(Failed::usage)?;
    let probed = probe(target, &transport).await.map_err(Failed::not_established)?;
    let engine = Engine::new(probed.target, probed.capabilities, transport, settings.seed, stop);
    let engine = engine.map_err(failed)?;
    let showing = tokio::spawn(progress::show(engine.watch(), options.output.quiet));
    let measured = match capacity(&options, &settings) {
        Some(search) => {
            let tell = |point: &CapacityPoint| tell(point, options.output.quiet);
            engine.find_capacity(&settings, &search, tell).await
        }
        None => engine.run(&settings).await,
    };
    drop(engine);
    // The display ends with its sender; it has nothing to return.
    let _ended = showing.await;
    let mut measurement = measured.map_err(failed)?;
    measurement.comparison = baseline.as_ref().map(|baseline| compare(baseline, &measurement));
    publish(&measurement, &wanted)?;
    Ok(match measurement.verdict().verdict {
        LoadVerdict::Pass => Exit::Conforms,
        LoadVerdict::Fail => Exit::Violation,
        LoadVerdict::NotEstablished => Exit::NotEstablished,
    })
}

fn settings(options: &LoadOptions, catalog: &Arc<Catalog>) -> Result<Settings, Failed> {
    let profiles = Profiles::load(&options.catalog, &catalog.registry).map_err(Failed::usage)?;
    let profile = profiles.get(&options.profile).map_err(Failed::usage)?.clone();
    let gradings = options.judgement.suite.iter().map(|name| {
        let suite = catalog.suites.get(name);
        suite.map(|suite| suite.grading.clone()).ok_or_else(|| {
            let cure = "`assay list suites` names them all";
            Failed::usage(miette!(help = cure, "there is no suite `{name}`"))
        })
    });
    Ok(Settings {
        profile: overrides::apply(profile, options)?,
        gradings: gradings.collect::<Result<_, _>>()?,
        catalog: Arc::clone(catalog),
        seed: options.seed.unwrap_or_else(|| rand::random::<u32>().into()),
        http2: options.http2,
        workers: options.workers.into(),
        notes: options.output.note.clone(),
        goose: GooseOutput {
            reports: options.output.goose_report.clone(),
            dashboard: options.output.dashboard,
        },
    })
}

fn capacity(options: &LoadOptions, settings: &Settings) -> Option<CapacitySearch> {
    let own = &options.capacity;
    let slo = own.slo.clone().filter(|_| own.find_capacity)?;
    let start = match settings.profile.pace {
        crate::load::Pace::Open { rate, .. } => rate,
        crate::load::Pace::Closed { virtual_users, .. } => virtual_users as f64,
    };
    Some(CapacitySearch {
        slo,
        start,
        ceiling: own.max_rate,
        probe: own.probe,
        repeats: own.repeats.max(1),
        precision: 0.05,
    })
}

fn read_baseline(path: &Path) -> Result<Measurement, Failed> {
    let unusable = |reason: &dyn std::fmt::Display| {
        let cure = "it is a run as JSON: `assay load ... --report json=RUN.json`";
        Failed::usage(miette!(help = cure, "the baseline {}: {reason}", path.display()))
    };
    let text = std::fs::read_to_string(path).map_err(|error| unusable(&error))?;
    read_measurement(&text).map_err(|reason| unusable(&reason))
}

/// One owner of Ctrl-C for the process, there before goose asks for it.
fn listen(stop: &Stop) -> Result<(), Failed> {
    let stop = stop.clone();
    ctrlc::set_handler(move || stop.now())
        .map_err(|error| Failed::not_established(miette!("failed to listen to Ctrl-C: {error}")))
}

fn tell(point: &CapacityPoint, quiet: bool) {
    if !quiet {
        let word = match (point.held, point.generator_limited) {
            (true, _) => "held",
            (false, true) => "generator at its limit",
            (false, false) => "broken",
        };
        console::note(&format!(
            "{:>9.1}/s  p50 {:.2} ms  p99 {:.2} ms  errors {:.2} %  {word}\n",
            point.rate,
            point.p50_us as f64 / 1e3,
            point.p99_us as f64 / 1e3,
            point.error_rate * 100.0,
        ));
    }
}

fn failed(error: LoadError) -> Failed {
    match error {
        LoadError::NotAllowed { .. } | LoadError::Ceiling { .. } | LoadError::NothingToDo(_) => {
            Failed::usage(error)
        }
        other => Failed::not_established(other),
    }
}

/// Shows the measurement, then writes every report; one that fails does not keep the others back.
fn publish(
    measurement: &Measurement,
    wanted: &[reports::Wanted<LoadFormat>],
) -> Result<(), Failed> {
    let text = render_load_terminal(measurement);
    if reports::takes_standard_output(wanted) {
        console::note(&text);
    } else {
        console::out(&text)?;
    }
    reports::write_all(wanted, |format| format.render(measurement))
}
