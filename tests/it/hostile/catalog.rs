//! Bad folders of scenarios and suites: told by every command that reads them, with place and cure.

use super::binary::assay;
use super::input::faults;

const SCENARIO: &str = "scenarios/broken/scenario.toml";

/// A folder under `fixtures/invalid/catalogs`, the file and place in it, and what is said of it.
const CATALOGS: &[(&str, &str, &str, &[&str])] = &[
    (
        "twice",
        "scenarios/pkce/wrong-verifier.toml",
        "2:1",
        &["the scenario `pkce/wrong-verifier` stands twice", "help: rename one of the two files"],
    ),
    (
        "suite-twice",
        "suites/oauth20.toml",
        "1:1",
        &["the suite `oauth20` stands twice", "help: rename"],
    ),
    (
        "suite-of-unknown-requirement",
        "suites/own.toml",
        "6:1",
        &["no requirement `pkce-verifier-wrog`", "help: did you mean `pkce-verifier-wrong`?"],
    ),
    (
        "misspelt-key",
        SCENARIO,
        "2:1",
        &["unknown field `verifes`", "help: did you mean `verifies`?"],
    ),
    ("unknown-action", SCENARIO, "5:6", &["unknown variant `tokn`", "help: did you mean `token`?"]),
    (
        "unknown-requirement",
        SCENARIO,
        "2:13",
        &[
            "no requirement `token-response-access-tokn`",
            "help: did you mean `token-response-access-token`?",
        ],
    ),
    (
        "unknown-check",
        SCENARIO,
        "10:21",
        &["there is no check `member-presnt`", "help: did you mean `member-present`?"],
    ),
    (
        "unknown-argument",
        SCENARIO,
        "10:48",
        &["takes no argument `member`", "help: it takes: name"],
    ),
    (
        "unknown-lookup",
        SCENARIO,
        "6:19",
        &["`fresh.cod` cannot be looked up here", "help: did you mean `fresh.code`?"],
    ),
    (
        "unknown-client",
        SCENARIO,
        "6:10",
        &["`secret` is no client", "help: known are: default, confidential"],
    ),
    (
        "key-of-no-kind",
        SCENARIO,
        "6:7",
        &["`reader` cannot be chosen here", "help: do = \"resource\" knows: scoped, narrow"],
    ),
    (
        "key-at-the-token-endpoint",
        SCENARIO,
        "6:7",
        &["`scoped` cannot be chosen here", "help: do = \"resource\" knows: scoped, narrow"],
    ),
    (
        "token-beside-no-key",
        SCENARIO,
        "6:1",
        &["`with_token` stands beside no key", "help: set `key` as well"],
    ),
    ("impossible-status", SCENARIO, "9:10", &["99 is no HTTP status"]),
    ("no-outcome", SCENARIO, "4:1", &["no step states an outcome", "help: add a [[step.outcome]]"]),
    (
        "status-of-an-authorization",
        SCENARIO,
        "8:11",
        &["the outcome cannot match", "help: an authorize step ends in a `landing`"],
    ),
];

#[tokio::test]
async fn a_bad_catalog_is_told_with_place_and_cure() {
    let mut all = Vec::new();
    for (name, file, place, words) in CATALOGS {
        let folder = format!("fixtures/invalid/catalogs/{name}");
        let shown = format!("{folder}/{file}:{place}]");
        let words = [&[shown.as_str()], *words].concat();
        let found = faults(&assay(&["run", "--catalog", &folder]).await, &words);
        all.extend(found.iter().map(|fault| format!("{name}: {fault}")));
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[tokio::test]
async fn every_command_that_reads_a_catalog_tells_of_a_bad_one() {
    let folder = "fixtures/invalid/catalogs/misspelt-key";
    for command in [
        &["plan"][..],
        &["list", "scenarios"],
        &["explain", "pkce/wrong-verifier"],
        &["selftest"],
        &["judge", "Cargo.toml"],
    ] {
        let arguments = [command, &["--catalog", folder]].concat();
        let found = faults(&assay(&arguments).await, &["unknown field `verifes`"]);
        assert!(found.is_empty(), "{command:?}: {}", found.join("\n"));
    }
}

#[tokio::test]
async fn a_folder_that_is_no_catalog_is_told() {
    for folder in ["no/such/folder", "Cargo.toml"] {
        let said = assay(&["run", "--catalog", folder]).await;
        let found = faults(&said, &["failed to read the catalog at", folder, "help:"]);
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
}

#[tokio::test]
async fn every_bad_catalog_is_tried() {
    let folder = std::fs::read_dir("fixtures/invalid/catalogs").expect("the folder");
    let names =
        folder.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    // `narrow` is sound: it selects nothing where something else is asked for.
    let mut names: Vec<String> = names.filter(|name| name != "narrow").collect();
    names.sort();
    let mut tried: Vec<&str> = CATALOGS.iter().map(|(name, ..)| *name).collect();
    tried.sort_unstable();
    assert_eq!(names, tried);
}
