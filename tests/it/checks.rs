//! Every check and every ambient check on recorded transcripts, without a network.
//!
//! `fixtures/transcripts/<check>/<kind>-<what>.json` holds one step of a transcript, the arguments
//! that a scenario would hand over, and what the check must find. The kinds: `pass` (nothing is
//! found), `fail` (exactly `found` is found), and, for ambient checks, `aside` (the exchange is
//! none of its kind).

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use assay::check::ambient::{self, Ambient};
use assay::check::{self, Arguments, Check, Mismatch, Subject};
use assay::exchange::StepRecord;
use assay::scenario::Catalog;
use assay::verdict::Weight;
use serde::Deserialize;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/transcripts");

/// One file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fixture {
    #[serde(default)]
    arguments: BTreeMap<String, Vec<String>>,
    step: StepRecord,
    /// `<actual>`, before it `<requirement>: ` for an ambient check, behind it ` (wrong code)` for
    /// a mismatch that weighs less.
    #[serde(default)]
    found: Vec<String>,
}

#[test]
fn every_check_finds_in_each_transcript_exactly_what_is_there() {
    let mut wrong = Vec::new();
    for check in check::ALL {
        for (name, fixture) in fixtures(check.id) {
            let found = run(check, &fixture);
            if found != fixture.found {
                wrong.push(format!("{name}: {found:#?} instead of {:#?}", fixture.found));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_ambient_check_finds_in_each_transcript_exactly_what_is_there() {
    let mut wrong = Vec::new();
    for check in ambient::ALL {
        for (name, fixture) in fixtures(&format!("ambient/{}", check.id)) {
            let found = run_ambient(check, &fixture);
            let expected = (!name.contains("/aside-")).then(|| fixture.found.clone());
            if found != expected {
                wrong.push(format!("{name}: {found:#?} instead of {expected:#?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_check_has_a_transcript_that_passes_and_one_that_fails() {
    let named = check::ALL.iter().map(|own| own.id.to_owned());
    for id in named.chain(ambient::ALL.iter().map(|own| format!("ambient/{}", own.id))) {
        let fixtures = fixtures(&id);
        for kind in ["pass", "fail"] {
            let start = format!("{id}/{kind}-");
            let own = fixtures.iter().filter(|(name, _)| name.starts_with(&start));
            let sound = own.clone().all(|(_, own)| own.found.is_empty() == (kind == "pass"));
            assert!(own.count() > 0, "no transcript for `{id}` that is called {start}<what>.json");
            assert!(sound, "a {kind} transcript of `{id}` whose `found` says otherwise");
        }
    }
}

#[test]
fn every_folder_of_transcripts_belongs_to_a_check_and_every_file_to_a_kind() {
    for folder in folders(Path::new(FOLDER)) {
        let ambient = folder == "ambient";
        assert!(ambient || check::find(&folder).is_some(), "there is no check `{folder}`");
        for (name, _) in fixtures(&folder) {
            let kind = ["/pass-", "/fail-"].iter().any(|kind| name.contains(kind));
            assert!(kind, "{name} is neither pass nor fail");
        }
    }
    for folder in folders(&Path::new(FOLDER).join("ambient")) {
        assert!(ambient::find(&folder).is_some(), "there is no ambient check `{folder}`");
        for (name, _) in fixtures(&format!("ambient/{folder}")) {
            let kind = ["/pass-", "/fail-", "/aside-"].iter().any(|kind| name.contains(kind));
            assert!(kind, "{name} is neither pass nor fail nor aside");
        }
    }
}

#[test]
fn every_requirement_of_an_ambient_check_is_breached_by_one_of_its_transcripts() {
    for check in ambient::ALL {
        let breached: BTreeSet<String> = fixtures(&format!("ambient/{}", check.id))
            .into_iter()
            .flat_map(|(_, own)| own.found)
            .filter_map(|own| own.split_once(": ").map(|(requirement, _)| requirement.to_owned()))
            .collect();
        let claimed: BTreeSet<String> = check.verifies.iter().map(|&id| id.to_owned()).collect();
        assert_eq!(breached, claimed, "left: shown to be breached; right: claimed by {}", check.id);
    }
}

#[test]
fn the_arguments_of_every_transcript_are_those_that_its_check_takes() {
    for check in check::ALL {
        for (name, fixture) in fixtures(check.id) {
            let takes = |given: &String| check.arguments.iter().any(|own| own.name == given);
            assert!(fixture.arguments.keys().all(takes), "{name} has an argument too many");
            let mut required = check.arguments.iter().filter(|own| own.required);
            let given = required.all(|own| fixture.arguments.contains_key(own.name));
            assert!(given, "{name} lacks a required argument");
        }
    }
}

#[test]
fn every_check_file_is_registered_and_used() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/check");
    let ids = |folder: &Path| -> BTreeSet<String> {
        let files = fs::read_dir(folder).expect("the folder of the checks").flatten();
        let files = files.map(|entry| entry.path()).filter(|path| path.is_file());
        let is_check = |path: &Path| {
            fs::read_to_string(path).expect("a source file").contains("const ID: &str")
        };
        let checks = files.filter(|path| is_check(path));
        checks.filter_map(|own| Some(own.file_stem()?.to_str()?.replace('_', "-"))).collect()
    };
    let registered: BTreeSet<String> = check::ALL.iter().map(|own| own.id.to_owned()).collect();
    assert_eq!(ids(&source), registered);
    let ambient: BTreeSet<String> = ambient::ALL.iter().map(|own| own.id.to_owned()).collect();
    assert_eq!(ids(&source.join("ambient")), ambient);

    let catalog = Catalog::load(&[]).expect("the built-in catalog");
    let steps = catalog.scenarios.values().flat_map(|own| &own.steps);
    let calls = steps.flat_map(|step| &step.outcome).flat_map(|outcome| &outcome.checks);
    let used: BTreeSet<String> = calls.map(|call| call.check.clone()).collect();
    assert_eq!(used, registered, "left: used by scenarios; right: registered");
}

fn run(check: &Check, fixture: &Fixture) -> Vec<String> {
    let subject = Subject { step: &fixture.step };
    let arguments = Arguments::new(fixture.arguments.clone());
    (check.judge)(&subject, &arguments).iter().map(described).collect()
}

/// What an ambient check finds in the answer; `None` when that is none of its kind.
fn run_ambient(check: &Ambient, fixture: &Fixture) -> Option<Vec<String>> {
    let step = &fixture.step;
    let answer = step.answer().expect("a transcript with an exchange");
    let found = || (check.judge)(step, answer).iter().map(described).collect();
    (check.applies)(step, answer).then(found)
}

fn described(mismatch: &Mismatch) -> String {
    assert!(!mismatch.expected.is_empty(), "{mismatch:?} says not what would be right");
    let cited = mismatch.requirement.map(|own| format!("{own}: ")).unwrap_or_default();
    let lesser = if mismatch.weight == Weight::WrongCode { " (wrong code)" } else { "" };
    format!("{cited}{}{lesser}", mismatch.actual)
}

/// The transcripts of a check with their names below [`FOLDER`].
fn fixtures(id: &str) -> Vec<(String, Fixture)> {
    let entries = fs::read_dir(Path::new(FOLDER).join(id)).into_iter().flatten().flatten();
    let mut paths: Vec<_> = entries.map(|own| own.path()).filter(|path| path.is_file()).collect();
    paths.sort();
    let read = |path: &Path| {
        let name = path.strip_prefix(FOLDER).expect("below the folder").display().to_string();
        let text = fs::read_to_string(path).expect("a fixture");
        let fixture = serde_json::from_str(&text);
        let fixture = fixture.unwrap_or_else(|error| panic!("{name} is no fixture: {error}"));
        (name, fixture)
    };
    paths.iter().map(|path| read(path)).collect()
}

fn folders(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder of transcripts").flatten();
    let folders = entries.filter(|entry| entry.path().is_dir());
    folders.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}
