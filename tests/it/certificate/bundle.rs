//! A run against the embedded server, sealed; made once for all tests that only look at it.

use std::sync::OnceLock;

use assay::certificate::{
    Bundle, Circumstances, Configuration, Control, Names, PublicKey, Rejudged, Sealed, SigningKey,
    open, rejudge,
};
use assay::cli::Embedded;
use assay::plan::{Plan, Selection};
use assay::property;
use assay::reference::Fault;
use assay::runner::{Budget, Conclusion, Context, Engine, Settings, Staging, Transport, probe};
use assay::scenario::{Catalog, Judge};
use assay::verdict::{Run, SCHEMA_VERSION, SuiteRef, Summary, TargetRef};
use jiff::Timestamp;
use tokio::sync::mpsc;

/// A run with all that a bundle takes.
#[derive(Debug, Clone)]
pub(super) struct Tested {
    pub(super) run: Run,
    pub(super) controls: Vec<Control>,
    pub(super) configuration: Configuration,
}

impl Tested {
    pub(super) fn sealed(&self, key: &SigningKey) -> Sealed {
        let Self { run, controls, configuration } = self;
        let bundle = Bundle { run, controls, configuration, report: "the report\n" };
        bundle.seal(key).expect("a bundle")
    }

    pub(super) fn rejudged(&self) -> Rejudged {
        rejudge(catalog(), &self.run, &self.controls)
    }
}

pub(super) fn catalog() -> &'static Catalog {
    static CATALOG: OnceLock<Catalog> = OnceLock::new();
    CATALOG.get_or_init(|| Catalog::load(&[]).expect("the built-in catalog"))
}

pub(super) fn key() -> SigningKey {
    SigningKey::from_pem(&SigningKey::generate().expect("a key")).expect("a key")
}

/// What is wrong with a bundle: everything that `assay verify` would say.
pub(super) fn wrong(files: &Sealed, trusted: &PublicKey) -> Vec<String> {
    match open(files, Some(trusted)) {
        Ok(opened) => rejudge(catalog(), &opened.run, &opened.controls).differing,
        Err(wrong) => wrong,
    }
}

/// The right server, held to all of `oauth20`.
pub(super) fn conforming() -> &'static Tested {
    static TESTED: OnceLock<Tested> = OnceLock::new();
    TESTED.get_or_init(|| tested(&[]))
}

/// A server with faults, held to all of `oauth20`.
pub(super) fn tested(faults: &[&str]) -> Tested {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.expect("a runtime").block_on(recorded(faults))
}

async fn recorded(faults: &[&str]) -> Tested {
    let faults: Vec<Fault> = faults.iter().map(|id| Fault::parse(id).expect("a fault")).collect();
    let embedded = Embedded::start(&faults, Some(1)).await.expect("a server");
    let catalog = catalog();
    let selection = Selection { selects: Vec::new(), suites: vec!["oauth20".to_owned()] };
    let suites = selection.suites(catalog).expect("the suite");
    let transport = Transport::new(&embedded.target).expect("a transport");
    let probed = probe(embedded.target.clone(), &transport).await.expect("a target");
    let plan = Plan::of(catalog, &probed.capabilities, &selection).expect("a plan");
    let gradings: Vec<_> = suites.iter().map(|own| own.grading.clone()).collect();
    let judge = Judge { registry: &catalog.registry, gradings: &gradings };
    let (events, _unheard) = mpsc::unbounded_channel();
    let trials = property::trials();
    let staging = Staging { trials: &trials, capabilities: &probed.capabilities, replay: None };
    let (name, issuer) = (probed.target.name.clone(), probed.target.issuer.clone());
    let context = Context::new(probed.target.clone(), transport, 1, events);
    let budget = Budget { cases: 1, max_shrink: 0 };
    let engine = Engine::new(&context, judge, Settings { jobs: 8, budget }, staging);
    let Conclusion { results, interrupted, controls } =
        engine.run(&plan, std::future::pending()).await;
    let circumstances = Circumstances { seed: 1, jobs: 8, cases: 1, max_shrink: 0, rate: None };
    let run = Run {
        schema_version: SCHEMA_VERSION.to_owned(),
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        started: Timestamp::UNIX_EPOCH,
        elapsed_ms: 1,
        seed: 1,
        interrupted,
        target: TargetRef {
            name,
            issuer,
            capabilities: probed.capabilities.names().map(str::to_owned).collect(),
            dialect: Vec::new(),
            deviations: Vec::new(),
        },
        suites: suites
            .iter()
            .map(|own| SuiteRef { name: own.name.clone(), version: own.version.clone() })
            .collect(),
        summary: Summary::of(&results),
        results,
        stale: Vec::new(),
    };
    let control = |(label, transcript)| Control { label, transcript };
    Tested {
        configuration: Configuration::of(&probed.target, circumstances),
        controls: controls.into_iter().map(control).collect(),
        run,
    }
}

/// Every name that a bundle has.
pub(super) const NAMES: [&str; 8] = [
    Names::PAGE,
    Names::CONFIGURATION,
    Names::CONTROLS,
    Names::RUN,
    Names::REPORT,
    Names::KEY,
    Names::MANIFEST,
    Names::ENVELOPE,
];
