//! The kill matrix: every scenario is green on the right server and red on each fault it names.
//! Faults that only load shows are not its business.

use std::collections::BTreeSet;
use std::fs;

use assay::check::ambient;
use assay::cli::matrix::{self, Matrix, Survivor};
use assay::reference::Fault;
use assay::scenario::Catalog;
use tempfile::TempDir;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_is_caught_and_every_scenario_catches_what_it_names() {
    let catalog = Catalog::load(&[]).expect("the built-in catalog");
    let matrix = matrix::run(&catalog, |_, _| {}).await.expect("a matrix");
    assert!(matrix.is_complete(), "survivors:\n{}", told(&matrix));
    let faults = Fault::ALL.iter().filter(|fault| !fault.only_under_load());
    let shown: BTreeSet<&str> = faults.map(|fault| fault.id()).chain(variants(&catalog)).collect();
    assert_eq!(matrix.kills.keys().map(String::as_str).collect::<BTreeSet<_>>(), shown);
    assert_eq!(matrix.faults, shown.len());
    assert_eq!(matrix.caught, matrix.faults);
    assert_eq!(matrix.scenarios, catalog.scenarios.len() + ambient::ALL.len());
    assert_eq!(matrix.catching, matrix.scenarios);
    let idle: Vec<_> = matrix.kills.iter().filter(|(_, by)| by.is_empty()).collect();
    assert!(idle.is_empty(), "{idle:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_claim_that_does_not_hold_survives() {
    let folder = TempDir::new().expect("a temporary folder");
    let house = folder.path().join("scenarios/house");
    fs::create_dir_all(&house).expect("a folder");
    for (name, catches, status) in [
        ("names-another-s-fault", r#"["code-reusable"]"#, 200),
        ("names-nothing", "[]", 200),
        ("names-what-only-load-shows", r#"["token-cached"]"#, 200),
        ("names-what-is-no-fault", r#"["access-token-mising"]"#, 200),
        ("names-no-emulation", r#"["nowhere:state-dropped"]"#, 200),
        ("names-no-variant", r#"["bookyflow:state-droped"]"#, 200),
        ("names-another-s-variant", r#"["bookyflow:opaque-tokens"]"#, 200),
        ("red-on-the-right-server", r#"["access-token-missing"]"#, 400),
        ("sound", r#"["token-response-status-201"]"#, 200),
    ] {
        let text = SCENARIO.replace("CATCHES", catches).replace("STATUS", &status.to_string());
        fs::write(house.join(format!("{name}.toml")), text).expect("a file");
    }
    let mut catalog = Catalog::load(&[folder.path().to_owned()]).expect("the catalog");
    // The rest of the catalog is the other test's business; ambient checks need their scenarios.
    let exercised: BTreeSet<&str> =
        ambient::ALL.iter().flat_map(|own| own.exercised_by).copied().collect();
    catalog.scenarios.retain(|id, _| id.starts_with("house/") || exercised.contains(id.as_str()));

    let matrix = matrix::run(&catalog, |_, _| {}).await.expect("a matrix");
    assert!(!matrix.is_complete());
    let about = |id: &str| -> Vec<&Survivor> {
        let own = |survivor: &&Survivor| survivor.scenario.as_deref() == Some(id);
        matrix.survivors.iter().filter(own).collect()
    };
    let told_of = |id: &str| about(id).into_iter().map(problem).collect::<Vec<_>>();
    let idle = "does not catch the fault that it names";
    assert_eq!(
        told_of("house/names-another-s-fault"),
        [format!("code-reusable: the scenario {idle}")]
    );
    assert_eq!(
        told_of("house/names-nothing"),
        ["it names no fault, so nothing shows that it can fail"]
    );
    let red = "fail on the right server: token-response-status-200: status 200 application/json";
    assert_eq!(
        told_of("house/red-on-the-right-server"),
        [red.to_owned(), format!("access-token-missing: the scenario {idle}")]
    );
    assert_eq!(told_of("house/sound"), Vec::<String>::new());
    assert_eq!(
        told_of("house/names-another-s-variant"),
        [format!("bookyflow:opaque-tokens: the scenario {idle}")]
    );
    assert_eq!(
        matrix.kills["token-response-status-201"],
        ["ambient/token-response", "house/sound"]
    );
    for survivor in [
        "access-token-mising: is named under catches, but there is no such fault",
        "code-reusable: no scenario catches the fault",
        "token-cached: is named under catches, but only load shows it",
        "pkce-not-enforced: no scenario catches the fault",
        "nowhere:state-dropped: is named under catches, but there is no such emulation",
        "bookyflow:state-droped: is named under catches, but the emulation has no such variant",
    ] {
        let is_told = matrix.survivors.iter().any(|own| problem(own) == survivor);
        assert!(is_told, "nothing told of {survivor}:\n{}", told(&matrix));
    }
    assert!(matrix.caught < matrix.faults);
    assert_eq!(
        matrix.scenarios - matrix.catching,
        8,
        "only `house/sound` of ours catches something"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_embedded_server_lacks_is_shown_on_an_emulation_or_survives() {
    let folder = TempDir::new().expect("a temporary folder");
    let house = folder.path().join("scenarios/house");
    fs::create_dir_all(&house).expect("a folder");
    for (name, catches) in [
        ("elsewhere", r#"["bookyflow:lifetime-other"]"#),
        ("nowhere", r#"["token-response-status-201"]"#),
        ("not-there-either", r#"["bookeo:key-kept"]"#),
    ] {
        let text = DOCUMENTED.replace("CATCHES", catches);
        fs::write(house.join(format!("{name}.toml")), text).expect("a file");
    }
    let mut catalog = Catalog::load(&[folder.path().to_owned()]).expect("the catalog");
    let exercised: BTreeSet<&str> =
        ambient::ALL.iter().flat_map(|own| own.exercised_by).copied().collect();
    catalog.scenarios.retain(|id, _| id.starts_with("house/") || exercised.contains(id.as_str()));

    let matrix = matrix::run(&catalog, |_, _| {}).await.expect("a matrix");
    let told_of = |id: &str| -> Vec<String> {
        let own = matrix.survivors.iter().filter(|own| own.scenario.as_deref() == Some(id));
        own.map(problem).collect()
    };
    assert_eq!(matrix.kills["bookyflow:lifetime-other"], ["house/elsewhere"]);
    assert_eq!(told_of("house/elsewhere"), Vec::<String>::new());
    let nowhere = told_of("house/nowhere");
    assert!(
        nowhere[0].starts_with("skipped on the right server: no tokens:lifetime"),
        "{nowhere:?}"
    );
    let neither = told_of("house/not-there-either");
    assert!(neither[0].starts_with("skipped on the emulation of bookeo: no"), "{neither:?}");
    assert_eq!(neither[1], "bookeo:key-kept: the scenario does not catch the fault that it names");
}

/// The variants of emulations that scenarios name.
fn variants(catalog: &Catalog) -> impl Iterator<Item = &str> {
    let named = catalog.scenarios.values().flat_map(|own| &own.catches);
    named.map(String::as_str).filter(|id| id.contains(':'))
}

const DOCUMENTED: &str = r#"
title    = "Token request of our house where the lifetime is documented"
requires = ["tokens:lifetime"]
verifies = ["token-lifetime-as-documented"]
catches  = CATCHES

[[step]]
do = "obtain"

[[step.outcome]]
name   = "issued"
status = 200
checks = [{ check = "lifetime-stated", with = { seconds = "${target.lifetime}" }, cites = "token-lifetime-as-documented" }]
"#;

const SCENARIO: &str = r#"
title    = "Token request of our house"
verifies = ["token-response-status-200"]
catches  = CATCHES

[[step]]
do  = "token"
set = { grant_type = "client_credentials" }

[[step.outcome]]
name   = "answered"
status = STATUS
"#;

fn problem(survivor: &Survivor) -> String {
    let fault = survivor.fault.as_ref().map(|own| format!("{own}: ")).unwrap_or_default();
    format!("{fault}{}", survivor.problem)
}

fn told(matrix: &Matrix) -> String {
    let each = matrix.survivors.iter().map(|own| {
        let scenario = own.scenario.as_ref().map(|own| format!("{own}: ")).unwrap_or_default();
        format!("  {scenario}{}", problem(own))
    });
    each.collect::<Vec<_>>().join("\n")
}
