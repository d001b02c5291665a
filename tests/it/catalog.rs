//! The built-in catalog is sound: files load, ids are paths, and everything that one file names
//! exists in another. Requirements, checks and faults that nothing uses are found here.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use assay::check::{self, ambient};
use assay::reference::{Dialect, Fault};
use assay::scenario::{Catalog, Scenario};
use tempfile::TempDir;

fn catalog() -> Catalog {
    Catalog::load(&[]).unwrap_or_else(|error| panic!("{error:?}"))
}

#[test]
fn every_scenario_file_is_in_the_catalog_under_its_path() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let ids = |path: &PathBuf| {
        let own = path.strip_prefix(&root).expect("below the folder").with_extension("");
        let rows = rows(&fs::read_to_string(path).expect("a file"));
        if rows.is_empty() {
            return vec![own.display().to_string()];
        }
        rows.iter().map(|row| own.with_file_name(row).display().to_string()).collect()
    };
    let on_disk: BTreeSet<String> = toml_files(&root).iter().flat_map(ids).collect();
    let loaded: BTreeSet<String> = catalog().scenarios.into_keys().collect();
    assert_eq!(on_disk, loaded);
    assert!(loaded.len() >= 80, "{} scenarios", loaded.len());
    let topic_and_name = |id: &&String| id.split('/').filter(|part| !part.is_empty()).count() == 2;
    assert_eq!(loaded.iter().find(|id| !topic_and_name(id)), None);
}

/// The names of the rows of a family, in whose folder each is a scenario.
fn rows(text: &str) -> Vec<String> {
    let head = text.split("[[step]]").next().unwrap_or_default();
    let table: toml::Table = head.parse().expect("a table before the steps");
    let each = table.get("each").and_then(toml::Value::as_array).into_iter().flatten();
    each.map(|row| row["name"].as_str().expect("a name").to_owned()).collect()
}

#[test]
fn every_fault_that_is_named_exists_and_every_fault_is_named() {
    let catalog = catalog();
    let by_scenarios = catalog.scenarios.values().flat_map(|own| &own.catches).cloned();
    let by_ambient = ambient::ALL.iter().flat_map(|own| own.catches).map(|&id| id.to_owned());
    // Variants of emulations are the business of the next test.
    let by_scenarios = by_scenarios.filter(|id| !id.contains(':'));
    let named: BTreeSet<String> = by_scenarios.chain(by_ambient).collect();
    // The others are the business of load profiles.
    let faults = Fault::ALL.iter().filter(|own| !own.only_under_load());
    let faults: BTreeSet<String> = faults.map(|own| own.id().to_owned()).collect();
    assert_eq!(named, faults, "left: named under catches; right: faults of the reference server");
}

#[test]
fn every_variant_that_is_named_is_one_of_its_emulation() {
    let catalog = catalog();
    let named = catalog.scenarios.values().flat_map(|own| &own.catches);
    let named: BTreeSet<_> = named.filter_map(|id| id.split_once(':')).collect();
    assert!(named.len() >= 15, "{named:?}");
    for (name, variant) in named {
        let path = format!("{}/fixtures/dialects/{name}.toml", env!("CARGO_MANIFEST_DIR"));
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        let found = Dialect::read(&text, &[variant.to_owned()]);
        assert!(found.is_ok(), "{name}:{variant}: {found:?}");
    }
}

#[test]
fn every_requirement_is_verified_or_excluded_and_never_both() {
    let catalog = catalog();
    let verified = verified(&catalog);
    let mut open = Vec::new();
    for row in catalog.registry.iter() {
        let verified = verified.contains(row.id.as_str());
        match &row.excluded {
            Some(reason) => assert!(!verified, "`{}` is verified although {reason}", row.id),
            None if verified => {}
            None => open.push(row.id.as_str()),
        }
    }
    assert_eq!(open, [""; 0], "nothing verifies these, and no reason is given");
}

#[test]
fn every_scenario_belongs_to_a_suite() {
    let catalog = catalog();
    let homeless = catalog.scenarios.keys().filter(|id| {
        let holds = catalog.suites.values().any(|suite| suite.holds(id));
        !holds
    });
    assert_eq!(homeless.collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn what_an_ambient_check_verifies_and_where_it_is_exercised_exists() {
    let catalog = catalog();
    for check in ambient::ALL {
        for id in check.verifies {
            assert!(catalog.registry.get(id).is_some(), "{}: no requirement `{id}`", check.id);
        }
        for id in check.exercised_by {
            assert!(catalog.scenarios.contains_key(*id), "{}: no scenario `{id}`", check.id);
        }
        assert!(!check.exercised_by.is_empty(), "{} is exercised nowhere", check.id);
    }
}

#[test]
fn a_scenario_cites_only_what_it_verifies_and_can_breach_all_of_it() {
    let mut wrong = Vec::new();
    // What a trial can breach is shown by the faults that it names.
    for scenario in catalog().scenarios.values().filter(|own| !own.driven) {
        let verifies: BTreeSet<&str> = scenario.verifies.iter().map(String::as_str).collect();
        let cited = cited(scenario);
        let undeclared = cited.difference(&verifies);
        wrong.extend(undeclared.map(|own| format!("{} cites {own}", scenario.id)));
        let idle = verifies.difference(&cited);
        wrong.extend(idle.map(|own| format!("{} can never breach {own}", scenario.id)));
    }
    assert!(wrong.is_empty(), "against `verifies`:\n{}", wrong.join("\n"));
}

#[test]
fn every_title_is_one_scenario_s_or_one_check_s() {
    let catalog = catalog();
    let own = catalog.scenarios.values().map(|own| (own.title.as_str(), own.id.as_str()));
    let ambient = ambient::ALL.iter().map(|own| (own.title, own.id));
    let mut seen: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (title, id) in own.chain(ambient) {
        assert!(!title.ends_with('.'), "{id}: a title is a noun phrase: {title}");
        seen.entry(title).or_default().push(id);
    }
    seen.retain(|_, ids| ids.len() > 1);
    assert!(seen.is_empty(), "one title for several: {seen:#?}");
}

#[test]
fn the_ids_that_people_refer_to_change_only_in_review() {
    let catalog = catalog();
    let mut page = String::new();
    let mut list = |what: &str, ids: Vec<&str>| {
        let _to_string = writeln!(page, "{what} ({})\n  {}\n", ids.len(), ids.join("\n  "));
    };
    list("suites", catalog.suites.keys().map(String::as_str).collect());
    list("scenarios", catalog.scenarios.keys().map(String::as_str).collect());
    list("checks", check::ALL.iter().map(|own| own.id).collect());
    list("ambient checks", ambient::ALL.iter().map(|own| own.id).collect());
    list("faults", Fault::ALL.iter().map(|own| own.id()).collect());
    insta::assert_snapshot!("ids of suites, scenarios, checks and faults", page);
}

#[test]
fn what_is_verified_of_each_specification_changes_only_in_review() {
    let catalog = catalog();
    let verified = verified(&catalog);
    let mut by_specification: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for row in catalog.registry.iter() {
        let state = match (&row.excluded, verified.contains(row.id.as_str())) {
            (Some(reason), _) => format!("excluded: {reason}"),
            (None, true) => "verified".to_owned(),
            (None, false) => "NOT VERIFIED".to_owned(),
        };
        let line = format!("  {:<7} {:<11} {}: {state}", row.section, row.level.as_str(), row.id);
        by_specification.entry(&row.specification).or_default().push(line);
    }
    let mut page = String::new();
    for (specification, mut rows) in by_specification {
        rows.sort();
        let _to_string = writeln!(page, "{specification} ({})\n{}\n", rows.len(), rows.join("\n"));
    }
    insta::assert_snapshot!("coverage of the specifications", page);
}

#[test]
fn a_catalog_folder_on_disk_extends_the_catalog() {
    let folder = folder(&[
        ("scenarios/house/own.toml", SCENARIO),
        ("scenarios/notes.md", "no scenario"),
        (
            "suites/house.toml",
            "title = \"Ours\"\nversion = \"2.0.0\"\nscenarios = [\"house/**\"]\n",
        ),
        ("suites/requirements/house.toml", REQUIREMENTS),
        ("suites/load/later.toml", "users = 10\n"),
    ]);
    let extended = Catalog::load(&[folder.path().to_owned()]).unwrap_or_else(|e| panic!("{e:?}"));
    let builtin = catalog();
    assert_eq!(extended.scenarios.len(), builtin.scenarios.len() + 1);
    assert_eq!(extended.suites.len(), builtin.suites.len() + 1);
    let own = &extended.scenarios["house/own"];
    assert_eq!(own.title, "Client credentials in our house");
    assert_eq!(own.notes.as_deref(), Some("Ours."));
    assert!(own.requires.iter().any(|own| own == "grant:client_credentials"), "{own:?}");
    assert!(extended.suites["house"].holds("house/own"));
    assert!(!extended.suites["house"].holds("pkce/wrong-verifier"));
    let row = extended.registry.get("house-rule").expect("the requirement from disk");
    assert_eq!(row.address(), "house/1");
}

#[test]
fn what_stands_twice_or_names_nothing_is_refused_with_its_place() {
    let broken = |requirement: &str| SCENARIO.replace("house-rule", requirement);
    let rules = ("suites/requirements/house.toml", REQUIREMENTS);
    let suite =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("suites/oauth20.toml"));
    let suite = suite.expect("the suite");
    let unknown = broken("house-rules");
    let misspelt = SCENARIO.replace("title ", "titel ");
    let cases: [Refused<'_>; 6] = [
        (
            &[rules, ("scenarios/token/client-credentials.toml", SCENARIO)],
            "stands twice",
            "token/client-credentials",
        ),
        (&[rules, ("suites/requirements/again.toml", REQUIREMENTS)], "stands twice", "house-rule"),
        (&[("suites/oauth20.toml", &suite)], "stands twice", "oauth20"),
        (
            &[rules, ("scenarios/house/own.toml", &unknown)],
            "no requirement `house-rules`",
            "did you mean `house-rule`?",
        ),
        (
            &[rules, ("scenarios/house/own.toml", &misspelt)],
            "unknown field `titel`",
            "did you mean `title`?",
        ),
        (
            &[("suites/house.toml", "title = \"x\"\nversion = \"1\"\nscenarios = [\"[\"]\n")],
            "error parsing glob",
            "here",
        ),
    ];
    for (files, message, detail) in cases {
        let folder = folder(files);
        let refused = Catalog::load(&[folder.path().to_owned()]).map(drop);
        let told = format!("{:?}", miette::Report::from(refused.expect_err(message)));
        // The report is wrapped to the width of a terminal.
        let told =
            told.split_whitespace().filter(|word| *word != "│").collect::<Vec<_>>().join(" ");
        assert!(told.contains(message) && told.contains(detail), "{message}: {told}");
    }
    let missing = Catalog::load(&[PathBuf::from("/nowhere/at/all")]).map(drop);
    let told = missing.expect_err("a folder that is not there").to_string();
    assert!(told.starts_with("failed to read the catalog at /nowhere/at/all"), "{told}");
}

/// Files, with what their refusal says and one of its details.
type Refused<'a> = (&'a [(&'a str, &'a str)], &'a str, &'a str);

const SCENARIO: &str = r#"# Ours.
title    = "Client credentials in our house"
verifies = ["house-rule"]
catches  = ["access-token-missing"]

[[step]]
do  = "token"
set = { grant_type = "client_credentials" }

[[step.outcome]]
name   = "issued"
status = 200
"#;

const REQUIREMENTS: &str = r#"
specification = "house"
title = "Rules of our house"
url = "https://house.example/rules"

[[requirement]]
id = "house-rule"
section = "1"
level = "MUST"
actor = "AS"
text = "Issue tokens"
"#;

/// What a scenario can report as breached.
fn cited(scenario: &Scenario) -> BTreeSet<&str> {
    let judged = scenario.steps.iter().filter(|step| !step.outcome.is_empty());
    let mut cited = BTreeSet::new();
    for step in judged {
        let unmatched = if step.verifies.is_empty() { &scenario.verifies } else { &step.verifies };
        let deviations = step.outcome.iter().filter_map(|outcome| outcome.deviates.as_ref());
        let calls = step.outcome.iter().flat_map(|outcome| &outcome.checks).map(|call| &call.cites);
        cited.extend(unmatched.iter().chain(deviations).chain(calls).map(String::as_str));
    }
    cited
}

fn verified(catalog: &Catalog) -> BTreeSet<&str> {
    let by_scenarios = catalog.scenarios.values().flat_map(|own| &own.verifies).map(String::as_str);
    let by_ambient = ambient::ALL.iter().flat_map(|own| own.verifies).copied();
    by_scenarios.chain(by_ambient).collect()
}

fn toml_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").flatten().map(|own| own.path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let nested = folders.iter().flat_map(|folder| toml_files(folder));
    let files = files.into_iter().filter(|path| path.extension().is_some_and(|own| own == "toml"));
    files.chain(nested).collect()
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}
