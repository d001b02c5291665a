//! Scope properties: they hold on the right server whatever the seed, a set that breaks one is
//! shrunk to the smallest, and a run can be repeated.

use assay::cli::{Embedded, embedded_target};
use assay::plan::{Plan, Selection};
use assay::reference::Fault;
use assay::runner::{Budget, Context, Engine, Settings, Staging, Transport, probe};
use assay::scenario::{Catalog, Judge};
use assay::target::Target;
use assay::verdict::{Experiment, ScenarioResult, Verdict};
use serde_json::{Value, json};

const ALL: &[&str] = &[
    "property/aliases-grant-their-expansion",
    "property/declared-implication-holds",
    "property/empty-scope-parts-grant-nothing",
    GRANTED,
    REFRESHED,
    "property/reserved-scope-is-not-granted",
    "property/resource-answers-exactly-its-scope",
    "property/scope-case-matters",
    "property/scope-named-alike-everywhere",
    ORDER,
    "property/scope-told-when-it-differs",
    "property/undeclared-implication-does-not-hold",
    "property/wrong-separator-is-one-unknown-scope",
];
const NEEDING_TOKENS: &[&str] = &[ORDER, REFRESHED, "property/resource-answers-exactly-its-scope"];
const GRANTED: &str = "property/granted-scope-within-requested-and-allowed";
const ORDER: &str = "property/scope-order-and-repetition-do-not-matter";
const REFRESHED: &str = "property/refreshed-scope-within-granted";

/// What a run is made of.
struct Trying<'a> {
    faults: &'a [Fault],
    seed: u64,
    jobs: usize,
    budget: Budget,
    replay: Option<Value>,
    bend: fn(&mut Target),
}

impl Default for Trying<'_> {
    fn default() -> Self {
        let budget = Budget::default();
        Self { faults: &[], seed: 1, jobs: 4, budget, replay: None, bend: |_| {} }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_of_them_hold_on_the_right_server() {
    for seed in [1, 2, 3, 2026, 0xdead_beef] {
        for result in run(ALL, Trying { seed, ..Trying::default() }).await {
            let shown = (seed, &result.id, &result.reason, &result.findings);
            assert_eq!(result.verdict, Verdict::Pass, "{shown:?}");
            let experiment = result.experiment.expect("a record");
            assert!(experiment.rejected < experiment.cases, "{}: nothing was tried", result.id);
            assert_eq!(experiment.shrinking, 0);
            assert!(experiment.requests <= 150, "{}: {experiment:?}", result.id);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_set_that_is_widened_is_shrunk_to_the_two_scopes_that_do_it() {
    let faults = [Fault::ScopePairWidened];
    let budget = Budget { cases: 32, ..Budget::default() };
    for seed in [1, 2, 3, 4] {
        let trying = Trying { faults: &faults, seed, budget, ..Trying::default() };
        let failed = failing(GRANTED, trying).await;
        let smallest = json!({ "grant": "client_credentials", "scopes": ["write", "delete"] });
        assert_eq!(failed.case.as_ref(), Some(&smallest), "seed {seed}");
        assert!(failed.shrinking <= 64);
        assert!(failed.story[0].contains("\"write delete\""), "{:?}", failed.story);
        assert!(failed.story.last().expect("a story").contains("adds read"), "{:?}", failed.story);
        // The case alone shows it again, whatever the seed, and holds on the right server.
        let replay = failed.case;
        let again =
            Trying { faults: &faults, replay: replay.clone(), seed: 99, ..Trying::default() };
        let again = failing(GRANTED, again).await;
        assert_eq!((again.case, again.cases, again.shrinking), (Some(smallest), 1, 0));
        let right = run(&[GRANTED], Trying { replay, ..Trying::default() }).await;
        assert_eq!(right[0].verdict, Verdict::Pass, "{right:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_and_two_refreshes_are_shrunk_as_well() {
    let flags = [Fault::ScopeFlagsAdded];
    let failed = failing(ORDER, Trying { faults: &flags, ..Trying::default() }).await;
    let case = failed.case.expect("a case");
    let written = case["written"].as_array().expect("a list");
    assert!(written.len() == 2 && written[0] == written[1], "{case}");

    let widens = [Fault::RefreshWidensAfterNarrowing];
    let failed = failing(REFRESHED, Trying { faults: &widens, ..Trying::default() }).await;
    let case = failed.case.expect("a case");
    // Less than the grant must be asked for first, and one scope outside of it then.
    let list = |name: &str| case[name].as_array().expect("a list").clone();
    assert_eq!(
        (list("granted").len(), list("narrow").len(), list("then").len()),
        (2, 1, 1),
        "{case}"
    );
    assert!(!list("granted").contains(&list("then")[0]), "{case}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_seed_gives_the_same_whatever_the_number_of_jobs() {
    let faults = [
        Fault::ScopePairWidened,
        Fault::ScopeCommaSplit,
        Fault::RefreshWidensScope,
        Fault::FirstScopeEnforced,
        Fault::AliasGrantsMore,
        Fault::ResourceReportsEveryScope,
    ];
    let one = run(ALL, Trying { faults: &faults, jobs: 1, ..Trying::default() }).await;
    let eight = run(ALL, Trying { faults: &faults, jobs: 8, ..Trying::default() }).await;
    let other = run(ALL, Trying { faults: &faults, seed: 5, ..Trying::default() }).await;
    assert!(one.iter().filter(|own| own.verdict == Verdict::Fail).count() >= 3);
    for (one, eight) in one.iter().zip(&eight) {
        assert_eq!((&one.id, one.verdict), (&eight.id, eight.verdict));
        assert_eq!(one.findings, eight.findings, "{}", one.id);
        assert_eq!(one.experiment, eight.experiment, "{}", one.id);
        assert_eq!(requests(one), requests(eight), "{}", one.id);
    }
    let drawn = |results: &[ScenarioResult]| results.iter().flat_map(requests).collect::<Vec<_>>();
    assert_ne!(drawn(&one), drawn(&other), "another seed draws other cases");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_grant_will_do_alone() {
    for (bend, cases) in [(no_owner as fn(&mut Target), 8), (no_client_credentials, 4)] {
        let result = run(&[ORDER], Trying { bend, ..Trying::default() }).await.remove(0);
        assert_eq!(result.verdict, Verdict::Pass);
        let experiment = result.experiment.expect("a record");
        assert_eq!((experiment.cases, experiment.rejected), (cases, 0));
    }
    let neither = |target: &mut Target| {
        no_owner(target);
        no_client_credentials(target);
    };
    let result = run(&[ORDER], Trying { bend: neither, ..Trying::default() }).await.remove(0);
    assert_eq!(result.verdict, Verdict::Skipped);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_budget_bounds_cases_and_shrinking() {
    let faults = [Fault::ScopePairWidened];
    let budget = Budget { cases: 40, max_shrink: 1 };
    let failed = failing(GRANTED, Trying { faults: &faults, budget, ..Trying::default() }).await;
    assert_eq!(failed.shrinking, 1);
    let budget = Budget { cases: 3, max_shrink: 0 };
    let result = run(&[ORDER], Trying { budget, ..Trying::default() }).await.remove(0);
    assert_eq!(result.experiment.expect("a record").cases, 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_that_is_none_establishes_nothing() {
    let replay = Some(json!({ "grant": "client_credentials", "scope": 1 }));
    let result = run(&[GRANTED], Trying { replay, ..Trying::default() }).await.remove(0);
    assert_eq!(result.verdict, Verdict::Inconclusive);
    assert!(result.reason.expect("a reason").contains("cannot be read"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_only_breaks_is_never_found_wrong() {
    let faults = [Fault::ErrorAsHtml, Fault::AccessTokenMissing];
    for result in run(ALL, Trying { faults: &faults, ..Trying::default() }).await {
        assert_eq!(result.findings, [], "{}", result.id);
        // A refusal that comes by redirect is still one; whatever takes a token is stuck.
        if NEEDING_TOKENS.contains(&result.id.as_str()) {
            assert_eq!(result.verdict, Verdict::Inconclusive, "{}", result.id);
        }
    }
}

fn no_owner(target: &mut Target) {
    target.owners.clear();
}

fn no_client_credentials(target: &mut Target) {
    target.denied.push("grant:client_credentials".to_owned());
}

/// The token requests that show what was drawn.
fn requests(result: &ScenarioResult) -> Vec<String> {
    let sent = result.transcript.exchanges().filter_map(|(_, _, own)| own.request.body.clone());
    sent.filter(|body| body.starts_with("grant_type=client_credentials")).collect()
}

/// The record of a trial that fails.
async fn failing(id: &str, trying: Trying<'_>) -> Experiment {
    let result = run(&[id], trying).await.remove(0);
    assert!(!result.findings.is_empty(), "{id}: nothing was found: {result:?}");
    result.experiment.expect("a record")
}

async fn run(ids: &[&str], trying: Trying<'_>) -> Vec<ScenarioResult> {
    let embedded = Embedded::start(trying.faults, Some(7)).await.expect("a free port");
    let issuer = embedded.server.issuer.clone();
    let mut target = embedded_target(&issuer);
    (trying.bend)(&mut target);
    let catalog = Catalog::load(&[]).expect("the built-in catalog");
    let transport = Transport::new(&target).expect("a transport");
    let probed = probe(target, &transport).await.expect("metadata");
    let selection = Selection {
        selects: ids.iter().map(|own| (*own).to_owned()).collect(),
        suites: vec!["bcp".to_owned()],
    };
    let plan = Plan::of(&catalog, &probed.capabilities, &selection).expect("a plan");
    let gradings: Vec<_> =
        selection.suites.iter().map(|own| catalog.suites[own].grading.clone()).collect();
    let judge = Judge { registry: &catalog.registry, gradings: &gradings };
    let (events, _heard) = tokio::sync::mpsc::unbounded_channel();
    let context = Context::new(probed.target, transport, trying.seed, events);
    let trials = assay::property::trials();
    let staging = Staging {
        trials: &trials,
        capabilities: &probed.capabilities,
        replay: trying.replay.as_ref(),
    };
    let settings = Settings { jobs: trying.jobs, budget: trying.budget };
    let conclusion =
        Engine::new(&context, judge, settings, staging).run(&plan, std::future::pending()).await;
    embedded.server.stop().await;
    let text = serde_json::to_string(&conclusion.results).expect("JSON");
    let host = issuer.trim_start_matches("http://");
    let text = text.replace(host, "HOST").replace(&host.replace(':', "%3A"), "HOST");
    let results: Vec<ScenarioResult> = serde_json::from_str(&text).expect("JSON");
    results.into_iter().filter(|own| ids.contains(&own.id.as_str())).collect()
}
