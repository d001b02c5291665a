//! The pages of the lab servers, without the servers: each is what its notes say, and leaves no failure and no
//! warning without a word.

use std::fs;
use std::path::{Path, PathBuf};

use assay::scenario::Catalog;
use assay::target::load_known;

const SERVERS: [&str; 5] =
    ["authlib", "better-auth", "django-oauth-toolkit", "glewlwyd", "oidc-provider"];

/// How a note begins: who is right.
const JUDGEMENTS: [&str; 2] = ["server wrong: ", "accepted reading: "];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn page(server: &str) -> String {
    fs::read_to_string(root().join(format!("reports/lab/{server}.md"))).expect("a page")
}

fn notes(server: &str) -> PathBuf {
    root().join(format!("fixtures/lab/{server}/known.toml"))
}

#[test]
fn every_lab_server_has_notes_and_a_page() {
    let folders = fs::read_dir(root().join("fixtures/lab")).expect("the lab").flatten();
    let mut servers: Vec<String> = folders
        .filter(|own| own.path().is_dir())
        .map(|own| own.file_name().to_string_lossy().into_owned())
        .collect();
    servers.sort();
    assert_eq!(servers, SERVERS);
    for server in SERVERS {
        assert!(page(server).starts_with("# "), "{server}");
        assert!(notes(server).is_file(), "{server}");
    }
}

#[test]
fn every_failure_and_warning_of_a_page_has_a_note() {
    for server in SERVERS {
        let page = page(server);
        let told = |line: &&str| JUDGEMENTS.iter().any(|own| line.contains(own));
        let weighty = |line: &&str| line.starts_with("| fail |") || line.starts_with("| warn |");
        let silent: Vec<&str> = page.lines().filter(weighty).filter(|own| !told(own)).collect();
        assert_eq!(silent, [""; 0], "{server}");
        assert!(!page.contains("no longer hold"), "{server}: a note no longer holds");
    }
}

#[test]
fn every_note_says_who_is_right_and_stands_on_its_page() {
    let catalog = Catalog::load(&[]).expect("the built-in catalog");
    for server in SERVERS {
        let list = load_known(&notes(server)).unwrap_or_else(|error| panic!("{error:?}"));
        assert!(!list.entries.is_empty(), "{server}");
        let page = page(server);
        let rows = page.lines().filter(|own| JUDGEMENTS.iter().any(|word| own.contains(word)));
        let steady = list.entries.iter().filter(|own| own.tries.is_none()).count();
        // One note may stand for two rows that say the same of two resources.
        assert!(rows.count() >= steady, "{server}: notes that are on no page");
        for entry in &list.entries {
            let (scenario, reason) = (&entry.scenario, &entry.reason);
            assert!(JUDGEMENTS.iter().any(|own| reason.starts_with(own)), "{server}: {reason}");
            let comes_and_goes = entry.tries.is_some();
            let shown = page.contains(&format!("| {scenario} |"));
            assert!(shown || comes_and_goes, "{server}: {scenario}");
            let known =
                catalog.scenarios.contains_key(scenario) || scenario.starts_with("ambient/");
            assert!(known, "{server}: there is no scenario `{scenario}`");
            let id = &entry.finding.requirement;
            assert!(catalog.registry.get(id).is_some(), "{server}: no requirement `{id}`");
        }
    }
}
