//! A plan that is run: the same seed gives the same, and a broken control proves nothing.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use assay::cli::{Embedded, embedded_target};
use assay::oauth::forms;
use assay::plan::Plan;
use assay::reference::{self, Fault};
use assay::runner::{Context, Engine, Settings, Staging, Transport, probe};
use assay::scenario::Judge;
use assay::target::Target;
use assay::verdict::{Finding, ScenarioResult, Verdict};
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use tokio::net::TcpListener;

use super::{catalog, selection};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_seed_gives_the_same_results_whatever_the_number_of_jobs() {
    // A server with faults, so that there are findings to compare.
    let faults = [
        Fault::CodeReplayKeepsAccessToken,
        Fault::ErrorStatus422,
        Fault::ChallengeWithoutComma,
        Fault::ScopeWidenedOnIssue,
        Fault::StateTruncated,
        Fault::NoTokenAs403,
    ];
    let one = run(&faults, 1).await;
    let eight = run(&faults, 8).await;
    assert!(one.iter().map(|own| own.findings.len()).sum::<usize>() > 10);
    assert_eq!(one.len(), eight.len());
    for (one, eight) in one.iter().zip(&eight) {
        assert_eq!(one.id, eight.id);
        assert_eq!(one.verdict, eight.verdict, "{}", one.id);
        assert_eq!(one.reason, eight.reason, "{}", one.id);
        assert_eq!(uncounted(&one.findings), uncounted(&eight.findings), "{}", one.id);
    }
}

/// The findings without how often each was seen: a measured lag asks until the answer changes, so
/// the number of answers that an ambient check sees depends on the speed of the machine.
fn uncounted(findings: &[Finding]) -> Vec<Finding> {
    findings.iter().cloned().map(|own| Finding { times: None, ..own }).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_broken_control_brackets_is_inconclusive_and_the_rest_stands() {
    // Right verifiers fail, so that a wrong one is refused proves nothing.
    let results = run(&[Fault::PkcePaddedChallenge], 4).await;
    let bracketed = results.iter().find(|own| own.id == "pkce/wrong-verifier").expect("the result");
    assert_eq!(bracketed.verdict, Verdict::Inconclusive);
    let reason = bracketed.reason.as_deref().unwrap_or_default();
    assert!(reason.starts_with("the conforming flow fails"), "{reason}");
    let apart = results.iter().find(|own| own.id == "scope/unknown").expect("the result");
    assert_eq!(apart.verdict, Verdict::Pass, "{apart:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_authorization_request_has_a_state_and_a_challenge_of_its_own() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let issuer = format!("http://{}", listener.local_addr().expect("its address"));
    let seen: Arc<Mutex<BTreeMap<String, usize>>> = Arc::default();
    let log = Arc::clone(&seen);
    let watch = from_fn(move |request: Request, next: Next| {
        if request.uri().path() == "/authorize" {
            let sent = forms::parse(request.uri().query().unwrap_or_default());
            for (name, value) in
                sent.iter().filter(|(name, _)| name == "state" || name == "code_challenge")
            {
                *log.lock().expect("the log").entry(format!("{name}={value}")).or_default() += 1;
            }
        }
        next.run(request)
    });
    let router = reference::router(reference::Settings::embedded(issuer.clone())).layer(watch);
    let server = tokio::spawn(async move { axum::serve(listener, router).await });
    // Two clients, so two controls, each before and behind the scenarios.
    let results =
        run_selected(embedded_target(&issuer), &["pkce/wrong-verifier", "code/tampered"], 4).await;
    server.abort();
    assert!(results.iter().all(|own| own.verdict <= Verdict::Pass), "{results:?}");
    let seen = seen.lock().expect("the log");
    let states = seen.iter().filter(|(own, _)| own.starts_with("state=")).map(|(_, times)| times);
    assert_eq!(states.sum::<usize>(), 6, "{seen:?}");
    let twice: Vec<_> = seen.iter().filter(|(_, times)| **times > 1).collect();
    assert!(twice.is_empty(), "sent more than once: {twice:?}");
}

/// Runs the whole catalog; what depends on the port is blanked out.
async fn run(faults: &[Fault], jobs: usize) -> Vec<ScenarioResult> {
    let embedded = Embedded::start(faults, Some(7)).await.expect("a free port");
    let results = run_selected(embedded.target.clone(), &[], jobs).await;
    let host = embedded.server.issuer.trim_start_matches("http://").to_owned();
    embedded.server.stop().await;
    let text = serde_json::to_string(&results).expect("JSON");
    let text = text.replace(&host, "HOST").replace(&host.replace(':', "%3A"), "HOST");
    serde_json::from_str(&text).expect("JSON")
}

async fn run_selected(target: Target, selects: &[&str], jobs: usize) -> Vec<ScenarioResult> {
    let catalog = catalog();
    let transport = Transport::new(&target).expect("a transport");
    let probed = probe(target, &transport).await.expect("metadata");
    let selection = selection(selects, &["oauth20"]);
    let plan = Plan::of(&catalog, &probed.capabilities, &selection).expect("a plan");
    let gradings: Vec<_> = catalog.suites.values().map(|own| own.grading.clone()).collect();
    let judge = Judge { registry: &catalog.registry, gradings: &gradings };
    let (events, _heard) = tokio::sync::mpsc::unbounded_channel();
    let context = Context::new(probed.target, transport, 7, events);
    let trials = assay::property::trials();
    let staging = Staging { trials: &trials, capabilities: &probed.capabilities, replay: None };
    let engine = Engine::new(&context, judge, Settings { jobs, ..Settings::default() }, staging);
    let conclusion = engine.run(&plan, std::future::pending()).await;
    assert!(!conclusion.interrupted);
    conclusion.results
}
