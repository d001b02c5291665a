//! What assay itself costs: the whole catalog on the embedded server, and the engine's share of one
//! exchange beside the bare transport.
//!
//! `cargo bench` prints criterion's figures and, first, CPU time and memory of a whole run. The
//! machine's noise is in all absolute times; the ratio of the last two rows is the figure to quote.

#![expect(clippy::print_stdout, reason = "a bench has no other way to show its figures")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use assay::check::ambient;
use assay::cli::Embedded;
use assay::exchange::{Endpoint, Redactor, Request, Transcript};
use assay::plan::{Plan, Selection};
use assay::runner::{Context, Engine, Flow, Probed, Settings, Staging, Transport, Trials, probe};
use assay::scenario::{Action, Catalog, Judge, Step};
use assay::target::Capabilities;
use assay::verdict::Grading;
use criterion::{Criterion, criterion_group, criterion_main};
use tokio::runtime::Runtime;
use tokio::sync::mpsc;

/// A running embedded server and everything needed to drive it.
struct Bench {
    runtime: Runtime,
    embedded: Embedded,
    context: Context,
    catalog: Catalog,
    capabilities: Capabilities,
    trials: Trials,
    plan: Plan,
}

impl Bench {
    fn new() -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let catalog = Catalog::load(&[]).expect("the catalog");
        let (embedded, probed, transport) = runtime.block_on(async {
            let embedded = Embedded::start(&[], Some(1)).await.expect("a free port");
            let transport = Transport::new(&embedded.target).expect("a transport");
            let probed = probe(embedded.target.clone(), &transport).await.expect("metadata");
            (embedded, probed, transport)
        });
        let Probed { target, capabilities, .. } = probed;
        let selection = Selection { selects: Vec::new(), suites: vec!["oauth20".to_owned()] };
        let plan = Plan::of(&catalog, &capabilities, &selection).expect("a plan");
        let (events, _) = mpsc::unbounded_channel();
        let context = Context::new(target, transport, 1, events);
        let trials = assay::property::trials();
        Self { runtime, embedded, context, catalog, capabilities, trials, plan }
    }

    fn staging(&self) -> Staging<'_> {
        Staging { trials: &self.trials, capabilities: &self.capabilities, replay: None }
    }

    fn gradings(&self) -> Vec<Grading> {
        self.catalog.suites.values().map(|suite| suite.grading.clone()).collect()
    }
}

/// User and system time of this process so far, server included.
fn cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(") ").next().unwrap_or_default().split(' ');
    let ticks: u64 = fields.skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    // Linux counts in hundredths of a second for every program.
    Duration::from_millis(ticks * 10)
}

fn peak_memory_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kib| kib.parse().ok()).unwrap_or_default()
}

fn whole_catalog(criterion: &mut Criterion) {
    let bench = Bench::new();
    let gradings = bench.gradings();
    let judge = Judge { registry: &bench.catalog.registry, gradings: &gradings };
    let run = || {
        let engine = Engine::new(&bench.context, judge, Settings::default(), bench.staging());
        bench.runtime.block_on(engine.run(&bench.plan, std::future::pending()))
    };
    let (start, before) = (Instant::now(), cpu());
    let conclusion = run();
    let exchanges: usize =
        conclusion.results.iter().map(|result| result.transcript.exchanges().count()).sum();
    println!(
        "whole catalog: {} results, {exchanges} exchanges in scenarios, {:?} wall, {:?} CPU with the server, {} KiB peak",
        conclusion.results.len(),
        start.elapsed(),
        cpu() - before,
        peak_memory_kib()
    );
    let mut group = criterion.benchmark_group("run");
    group.sample_size(10).measurement_time(Duration::from_secs(20));
    group.bench_function("whole catalog", |bencher| bencher.iter(|| black_box(run())));
    group.finish();
    drop(bench.embedded.server);
}

/// The same request by the transport alone, and as a step of a scenario with everything around it:
/// lookups, facts, matching, judging, ambient checks, redaction.
fn one_exchange(criterion: &mut Criterion) {
    let bench = Bench::new();
    let gradings = bench.gradings();
    let judge = Judge { registry: &bench.catalog.registry, gradings: &gradings };
    let scenario = bench.catalog.scenarios["bearer/no-token"].clone();
    let url = bench.context.target.resources[0].url.clone();
    let mut group = criterion.benchmark_group("exchange");
    group.measurement_time(Duration::from_secs(10));
    group.bench_function("transport alone", |bencher| {
        bencher.iter(|| {
            let request = Request::new("GET", &url);
            bench.runtime.block_on(bench.context.wire.send(Endpoint::Resource, request, "bench"))
        });
    });
    group.bench_function("as a scenario", |bencher| {
        bencher.iter(|| {
            let transcript =
                bench.runtime.block_on(Flow::new(&bench.context, "bench").run(&scenario.steps));
            let judgement = judge.scenario(&scenario, &transcript);
            for check in ambient::ALL {
                black_box(judge.ambient(check, [("bench", &transcript)]));
            }
            (judgement, Redactor::default().knowing(&transcript).transcript(&transcript))
        });
    });
    group.finish();
}

/// The engine without any network: judging and redacting a recorded code flow.
fn judging(criterion: &mut Criterion) {
    let bench = Bench::new();
    let gradings = bench.gradings();
    let judge = Judge { registry: &bench.catalog.registry, gradings: &gradings };
    let steps = [Action::Authorize, Action::Token, Action::Refresh].map(Step::conforming);
    let transcript: Transcript =
        bench.runtime.block_on(Flow::new(&bench.context, "bench").run(&steps));
    let scenario = bench.catalog.scenarios["refresh/works"].clone();
    println!("recorded code flow: {} exchanges", transcript.exchanges().count());
    let mut group = criterion.benchmark_group("recorded code flow");
    group.bench_function("judge", |bencher| {
        bencher.iter(|| {
            for check in ambient::ALL {
                black_box(judge.ambient(check, [("bench", &transcript)]));
            }
            judge.scenario(&scenario, black_box(&transcript))
        });
    });
    group.bench_function("redact", |bencher| {
        bencher
            .iter(|| Redactor::default().knowing(black_box(&transcript)).transcript(&transcript));
    });
    group.finish();
}

criterion_group!(benches, whole_catalog, one_exchange, judging);
criterion_main!(benches);
