//! The life cycle of tokens as a model: it holds on the right server whatever the seed and whatever
//! is declared, a broken sequence is shortened to a story, and a case can be replayed.

use assay::cli::Embedded;
use assay::plan::{Plan, Selection};
use assay::reference::Fault;
use assay::runner::{Budget, Context, Engine, Settings, Staging, Transport, probe};
use assay::scenario::{Catalog, Judge};
use assay::target::{Policies, Target};
use assay::verdict::{Experiment, ScenarioResult, Verdict};
use serde_json::{Value, json};

const MODEL: &str = "lifecycle/model";

/// What a run is made of.
struct Trying<'a> {
    faults: &'a [Fault],
    seed: u64,
    replay: Option<Value>,
    bend: fn(&mut Target),
}

impl Default for Trying<'_> {
    fn default() -> Self {
        Self { faults: &[], seed: 1, replay: None, bend: |_| {} }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_holds_on_the_right_server_with_policies_declared_and_seen() {
    let bends = [(|_: &mut Target| {}) as fn(&mut Target), nothing_declared, no_endpoints];
    for seed in 1..=20 {
        for bend in bends {
            let result = run(Trying { seed, bend, ..Trying::default() }).await;
            let shown = (seed, &result.reason, &result.findings);
            assert_eq!(result.verdict, Verdict::Pass, "{shown:?}\n{:?}", result.experiment);
            let experiment = result.experiment.expect("a record");
            assert_eq!((experiment.cases, experiment.rejected, experiment.shrinking), (8, 0, 0));
            assert!(experiment.requests <= 700, "{experiment:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_broken_is_told_as_the_shortest_story() {
    for (fault, steps) in [
        (Fault::RefreshTokenTwoSuccessors, 4),
        (Fault::RefusedRefreshBurnsToken, 4),
        (Fault::RotationRemembersOneGeneration, 5),
        (Fault::SecondRefreshLosesRevocation, 6),
        (Fault::RevocationOfOneGrantEndsAnother, 6),
        (Fault::RefreshRevivesRevokedAccessToken, 5),
        (Fault::CodeReplaySparesRefreshedToken, 5),
        (Fault::RevocationBurnsPendingCode, 5),
    ] {
        let failed = failing(Trying { faults: &[fault], ..Trying::default() }).await;
        assert!(failed.shrinking <= 64, "{fault}: {failed:?}");
        assert_eq!(failed.story.len(), steps, "{fault}: {:#?}", failed.story);
        let last = failed.story.last().expect("a story");
        assert!(last.contains(": expected ") && last.contains("; got: "), "{last}");
    }
    let faults = [Fault::RefreshTokenTwoSuccessors];
    let failed = failing(Trying { faults: &faults, ..Trying::default() }).await;
    let story = [
        "1. the resource owner grants `read write` to conf-client (grant 1): a code comes back",
        "2. conf-client redeems the code of grant 1: new tokens with the scope `read write`",
        "3. conf-client uses refresh token 1 of grant 1 and asks for less scope: new tokens with the \
         scope `read`",
        "4. conf-client uses refresh token 1 of grant 1 again: expected a refusal with \
         invalid_grant: it was replaced; got: new tokens with the scope `read write`",
    ];
    assert_eq!(failed.story, story);
    let case = json!([
        { "do": "authorize", "grant": 1, "client": "confidential", "scope": "both" },
        { "do": "redeem", "grant": 1 },
        { "do": "refresh", "grant": 1, "ask": "narrowed" },
        { "do": "replay-refresh", "grant": 1, "age": 1 },
    ]);
    assert_eq!(failed.case, Some(case));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_is_replayed_whatever_the_seed() {
    let faults = [Fault::SecondRefreshLosesRevocation];
    let failed = failing(Trying { faults: &faults, ..Trying::default() }).await;
    let replay = failed.case.clone();
    let again = Trying { faults: &faults, seed: 99, replay: replay.clone(), ..Trying::default() };
    let again = failing(again).await;
    assert_eq!((again.cases, again.shrinking), (1, 0));
    assert_eq!((again.case, again.story), (failed.case, failed.story));
    let right = run(Trying { replay, ..Trying::default() }).await;
    assert_eq!(right.verdict, Verdict::Pass, "{right:?}");
    let nonsense = Trying { replay: Some(json!([{ "do": "nothing" }])), ..Trying::default() };
    let nonsense = run(nonsense).await;
    assert_eq!(nonsense.verdict, Verdict::Inconclusive);
    let reason = nonsense.reason.unwrap_or_default();
    assert!(reason.starts_with("the recorded case cannot be read"), "{reason}");
}

/// The way of a person: a run fails and leaves a replay file, which fails again at this server and
/// passes at a right one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failing_run_leaves_a_file_that_runs_again() {
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let replays = folder.path().join("replays");
    let recorded = replays.join("lifecycle-model.json");
    let (first, again) = {
        let faults = [Fault::RefusedScopeRemembered];
        let embedded = Embedded::start(&faults, Some(7)).await.expect("a free port");
        let target = target_file(folder.path(), &embedded.server.issuer);
        let replays = replays.display().to_string();
        let first = assay(&["run", MODEL, "--target", &target, "--replays", &replays]).await;
        let again = assay(&["run", "--target", &target, "--replay", &shown(&recorded)]).await;
        embedded.server.stop().await;
        (first, again)
    };
    let told = "uses refresh token 1 of grant 1: expected no more than the granted scope";
    for (code, out) in [&first, &again] {
        assert!(*code == 1 && out.contains(told), "{code}: {out}");
    }
    let file = std::fs::read_to_string(&recorded).expect("a replay file");
    let file: Value = serde_json::from_str(&file).expect("JSON");
    assert_eq!(file["id"], MODEL);
    assert_eq!(file["story"].as_array().map(Vec::len), Some(4));
    assert_eq!(file["case"][3]["do"], "refresh");
    let right = Embedded::start(&[], Some(7)).await.expect("a free port");
    let target = target_file(folder.path(), &right.server.issuer);
    let (code, out) = assay(&["run", "--target", &target, "--replay", &shown(&recorded)]).await;
    right.server.stop().await;
    assert_eq!(code, 0, "{out}");
}

fn target_file(folder: &std::path::Path, issuer: &str) -> String {
    let text = include_str!("../../../fixtures/targets/embedded.toml");
    let path = folder.join("target.toml");
    std::fs::write(&path, text.replace("http://127.0.0.1:8414", issuer)).expect("a target file");
    shown(&path)
}

fn shown(path: &std::path::Path) -> String {
    path.display().to_string()
}

/// The exit code and what was said on standard output.
async fn assay(arguments: &[&str]) -> (i32, String) {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_assay"));
    command.args(arguments).args(["--suite", "bcp", "--seed", "1"]);
    let output = tokio::task::spawn_blocking(move || command.output().expect("assay"));
    let output = output.await.expect("an end");
    let code = output.status.code().expect("an exit code");
    (code, String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Choices that the RFCs leave to the server: seen first, they are right.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_choice_that_is_not_declared_is_seen_and_then_held_to() {
    let choices = [
        Fault::RefreshNotRotated,
        Fault::RefreshReuseKeepsFamily,
        Fault::RevocationDoesNotCascade,
        Fault::CodeReplayKeepsAccessToken,
        Fault::CodeReplayKeepsRefreshToken,
        Fault::RevocationOfOneGrantEndsAnother,
    ];
    for fault in choices {
        for seed in 1..=3 {
            let faults = [fault];
            let seen =
                Trying { faults: &faults, seed, bend: nothing_declared, ..Trying::default() };
            let seen = run(seen).await;
            assert_eq!(seen.verdict, Verdict::Pass, "{fault}: {:?}", seen.experiment);
        }
        let declared = Trying { faults: &[fault], ..Trying::default() };
        assert!(run(declared).await.verdict > Verdict::Pass, "{fault}");
    }
    // What goes against the choice in longer sequences is found all the same.
    for fault in [
        Fault::RefreshTokenTwoSuccessors,
        Fault::RotationRemembersOneGeneration,
        Fault::SecondRefreshLosesRevocation,
        Fault::CodeReplaySparesRefreshedToken,
        Fault::RefreshRevivesRevokedAccessToken,
        Fault::RefusedScopeRemembered,
    ] {
        let faults = [fault];
        let own = Trying { faults: &faults, bend: nothing_declared, ..Trying::default() };
        let own = failing(own).await;
        assert!(own.figures[0].value.starts_with("rotation: yes, reuse refused: yes"), "{own:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn declared_policies_choose_among_lawful_answers() {
    let grace = |target: &mut Target| {
        target.policies.refresh_grace = Some(std::time::Duration::from_secs(3600));
    };
    let faults = [Fault::RefreshReuseAccepted];
    let within = run(Trying { faults: &faults, bend: grace, ..Trying::default() }).await;
    assert_eq!(within.verdict, Verdict::Pass, "{:?}", within.experiment);
    let readable = |target: &mut Target| {
        target.policies.access_tokens = Some(assay::target::AccessTokens::SelfContained);
    };
    let faults = [Fault::RevokedTokenAccepted];
    let late = run(Trying { faults: &faults, bend: readable, ..Trying::default() }).await;
    assert_eq!(late.verdict, Verdict::Pass, "{:?}", late.experiment);
    let opaque = run(Trying { faults: &faults, ..Trying::default() }).await;
    assert_eq!(opaque.findings[0].requirement, "bearer-revoked-token");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flow_that_does_not_work_establishes_nothing() {
    for (fault, words) in [
        (Fault::AccessTokenMissing, "the step `2-redeem` got status 200 application/json"),
        (Fault::TokenResponseNested, "the step `2-redeem` got status 200 application/json"),
    ] {
        let result = run(Trying { faults: &[fault], ..Trying::default() }).await;
        assert_eq!(result.verdict, Verdict::Inconclusive, "{fault}: {:?}", result.findings);
        let reason = result.reason.unwrap_or_default();
        assert!(reason.starts_with(words), "{fault}: {reason}");
    }
}

fn nothing_declared(target: &mut Target) {
    target.policies = Policies::default();
}

/// A server with the token endpoint alone, and no other client.
fn no_endpoints(target: &mut Target) {
    target.denied = ["introspection", "revocation", "protected-resource", "client:second"]
        .map(str::to_owned)
        .to_vec();
    target.clients.retain(|own| own.role == assay::target::Role::Confidential);
}

async fn failing(trying: Trying<'_>) -> Experiment {
    let result = run(trying).await;
    assert!(!result.findings.is_empty(), "{result:?}");
    result.experiment.expect("a record")
}

async fn run(trying: Trying<'_>) -> ScenarioResult {
    let catalog = Catalog::load(&[]).expect("the built-in catalog");
    let embedded = Embedded::start(trying.faults, Some(7)).await.expect("a free port");
    let mut target = embedded.target.clone();
    (trying.bend)(&mut target);
    let transport = Transport::new(&target).expect("a transport");
    let probed = probe(target, &transport).await.expect("metadata");
    let suites = catalog.suites.keys().cloned().collect();
    let selection = Selection { selects: vec![MODEL.to_owned()], suites };
    let plan = Plan::of(&catalog, &probed.capabilities, &selection).expect("a plan");
    let gradings: Vec<_> = catalog.suites.values().map(|own| own.grading.clone()).collect();
    let judge = Judge { registry: &catalog.registry, gradings: &gradings };
    let (events, _heard) = tokio::sync::mpsc::unbounded_channel();
    let context = Context::new(probed.target, transport, trying.seed, events);
    let trials = assay::property::trials();
    let capabilities = &probed.capabilities;
    let staging = Staging { trials: &trials, capabilities, replay: trying.replay.as_ref() };
    let settings = Settings { budget: Budget::default(), ..Settings::default() };
    let engine = Engine::new(&context, judge, settings, staging);
    let mut conclusion = engine.run(&plan, std::future::pending()).await;
    embedded.server.stop().await;
    conclusion.results.remove(0)
}
