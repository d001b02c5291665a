//! The report contract: schemas, samples, and every format over every recorded run.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use assay::report::{Format, read_run};
use assay::scenario::Catalog;
use assay::verdict::{Run, SCHEMA_VERSION, Summary, Verdict};
use jsonschema::Validator;
use quick_junit::{NonSuccessKind, Report, TestCaseStatus};
use serde_json::Value;

#[test]
fn the_committed_schemas_are_those_that_assay_prints() {
    for (word, file) in [
        ("run", format!("run-{SCHEMA_VERSION}.schema.json")),
        ("target", "target.schema.json".to_owned()),
        ("scenario", "scenario.schema.json".to_owned()),
        ("known", "known.schema.json".to_owned()),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_assay")).args(["schema", word]).output();
        let printed = String::from_utf8(output.expect("assay").stdout).expect("UTF-8");
        if std::env::var_os("UPDATE_REPORTS").is_some() {
            fs::write(root().join(format!("reports/{file}")), &printed).expect("a file");
        }
        let committed = read(&format!("reports/{file}"));
        assert!(
            printed == committed,
            "reports/{file} is not what `assay schema {word}` prints; if a reader of reports could \
             notice the change, bump SCHEMA_VERSION and keep the old file"
        );
    }
}

#[test]
fn every_recorded_run_and_the_sample_are_valid_by_the_schema() {
    let schema = schema(&format!("run-{SCHEMA_VERSION}.schema.json"));
    let sample = ("reports/samples/run.json".to_owned(), read("reports/samples/run.json"));
    for (name, text) in fixtures().into_iter().chain([sample]) {
        let value: Value = serde_json::from_str(&text).expect("JSON");
        assert_valid(&schema, &value, &name);
        let rendered = Format::Json.render(&run(&text)).expect("JSON");
        assert_valid(&schema, &serde_json::from_str(&rendered).expect("JSON"), &name);
    }
}

#[test]
fn the_schema_refuses_what_is_no_run() {
    let schema = schema(&format!("run-{SCHEMA_VERSION}.schema.json"));
    let sound: Value =
        serde_json::from_str(&read("fixtures/runs/every-verdict.json")).expect("JSON");
    for (place, wrong) in [
        ("/results/0/verdict", Value::from("maybe")),
        ("/results/0/findings", Value::Null),
        ("/results/3/findings/0/grade", Value::from("fatal")),
        ("/summary/pass", Value::from("2")),
        ("/interrupted", Value::from(0)),
        ("/summary", serde_json::json!({ "pass": 1 })),
    ] {
        let mut run = sound.clone();
        *run.pointer_mut(place).unwrap_or_else(|| panic!("nothing at {place}")) = wrong;
        assert!(!schema.is_valid(&run), "{place} is wrong and nothing says so");
    }
}

#[test]
fn every_target_file_and_every_scenario_file_is_valid_by_its_schema() {
    for (schema_file, folders) in
        [("target.schema.json", ["fixtures/targets", "fixtures/lab"].as_slice())]
    {
        let schema = schema(schema_file);
        let files: Vec<_> =
            folders.iter().flat_map(|folder| toml_files(&root().join(folder))).collect();
        assert!(!files.is_empty(), "no file for {schema_file}");
        for path in files {
            let text = fs::read_to_string(&path).expect("a file");
            assert_follows(&schema, &text, &path.display().to_string());
        }
    }
    // A family is a scenario file once its rows are filled in.
    let schema = schema("scenario.schema.json");
    for scenario in Catalog::load(&[]).expect("the built-in catalog").scenarios.values() {
        assert_follows(&schema, &scenario.source, &scenario.id);
    }
}

fn assert_follows(schema: &Validator, text: &str, name: &str) {
    let value: Value = toml::from_str(text).expect("TOML");
    assert_valid(schema, &value, name);
    let mut misspelt = value.as_object().expect("a table").clone();
    misspelt.insert("titel".to_owned(), Value::from("x"));
    assert!(!schema.is_valid(&Value::from(misspelt)), "{name} with `titel`");
}

#[test]
fn the_summary_counts_the_results() {
    for (name, text) in fixtures() {
        let value: Value = serde_json::from_str(&text).expect("JSON");
        let results = value["results"].as_array().expect("results");
        for verdict in ["pass", "warn", "inconclusive", "fail", "skipped"] {
            let counted = results.iter().filter(|own| own["verdict"] == verdict).count();
            assert_eq!(
                value["summary"][verdict].as_u64(),
                Some(counted as u64),
                "{name}: {verdict}"
            );
        }
        assert_eq!(value["summary"].as_object().map(serde_json::Map::len), Some(5));
        for result in results {
            assert!(result["id"].is_string() && result["requirements"].is_array(), "{name}");
            assert!(result["findings"].is_array(), "{name}");
        }
        let run = run(&text);
        assert_eq!(Summary::of(&run.results), run.summary, "{name}");
    }
    let every = run(&read("fixtures/runs/every-verdict.json"));
    let seen = |verdict: &Verdict| every.results.iter().any(|own| own.verdict == *verdict);
    assert!(Verdict::ALL.iter().all(seen), "a verdict is missing from the fixture");
}

#[test]
fn every_format_renders_every_run_and_json_keeps_all_of_it() {
    for (name, text) in fixtures() {
        let run = run(&text);
        for format in Format::ALL {
            let rendered = format.render(&run).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(rendered.contains(&run.target.name), "{name} as {}", format.as_str());
            assert_eq!(Format::parse(format.as_str()), Some(format));
        }
        let json = Format::Json.render(&run).expect("JSON");
        assert_eq!(read_run(&json), Ok(run), "{name}");
    }
}

#[test]
fn what_a_person_and_what_a_pipeline_reads_changes_only_in_review() {
    for (name, text) in fixtures() {
        let run = run(&text);
        let rendered = |format: Format| format.render(&run).expect("a report");
        insta::assert_snapshot!(format!("{name} as text"), rendered(Format::Text));
        insta::assert_snapshot!(format!("{name} as junit"), rendered(Format::Junit));
    }
}

#[test]
fn nothing_that_a_target_answers_acts_on_a_terminal() {
    for (name, text) in fixtures() {
        let rendered = Format::Text.render(&run(&text)).expect("text");
        // Beside control characters, those that turn the direction of what follows them.
        let acts = |c: char| {
            (c.is_control() && c != '\n')
                || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        let acting = rendered.lines().filter(|line| line.contains(acts));
        assert_eq!(acting.collect::<Vec<_>>(), Vec::<&str>::new(), "{name}");
    }
}

#[test]
fn junit_is_well_formed_and_counts_failures_errors_and_skipped_cases() {
    for (name, text) in fixtures() {
        let run = run(&text);
        let xml = Format::Junit.render(&run).expect("XML");
        // XML 1.0 section 2.2: a parser stops at any other character, even at its reference.
        let allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
        assert_eq!(xml.chars().find(|c| !allowed(*c)), None, "{name}");
        assert!(!xml.contains("&#0;") && !xml.contains("&#x1b;"), "{name}");
        let report =
            Report::deserialize_from_str(&xml).unwrap_or_else(|error| panic!("{name}: {error}"));
        let cases: Vec<_> = report.test_suites.iter().flat_map(|own| &own.test_cases).collect();
        let count = |wanted: Verdict| {
            let is = |status: &TestCaseStatus| match status {
                TestCaseStatus::Success { .. } => wanted == Verdict::Pass,
                TestCaseStatus::NonSuccess { kind: NonSuccessKind::Failure, .. } => {
                    wanted == Verdict::Fail
                }
                TestCaseStatus::NonSuccess { kind: NonSuccessKind::Error, .. } => {
                    wanted == Verdict::Inconclusive
                }
                TestCaseStatus::Skipped { .. } => wanted == Verdict::Skipped,
            };
            cases.iter().filter(|own| is(&own.status)).count() as u64
        };
        assert_eq!(cases.len(), run.results.len(), "{name}");
        assert_eq!(count(Verdict::Fail), run.summary.fail, "{name}");
        assert_eq!(count(Verdict::Inconclusive), run.summary.inconclusive, "{name}");
        assert_eq!(count(Verdict::Skipped), run.summary.skipped, "{name}");
        assert_eq!(count(Verdict::Pass), run.summary.pass + run.summary.warn, "{name}");
    }
}

#[test]
fn the_samples_are_what_the_formats_make_of_the_sample_run() {
    let run = run(&read("reports/samples/run.json"));
    for (format, file) in [
        (Format::Json, "run.json"),
        (Format::Junit, "run.xml"),
        (Format::Text, "run.txt"),
        (Format::Html, "run.html"),
        (Format::Sarif, "run.sarif"),
        (Format::Markdown, "run.md"),
        (Format::Github, "run.github"),
        (Format::Har, "run.har"),
    ] {
        let path = format!("reports/samples/{file}");
        let rendered = format.render(&run).expect("a report");
        if std::env::var_os("UPDATE_REPORTS").is_some() {
            fs::write(root().join(&path), &rendered).expect("a file");
        }
        let fresh = read(&path) == rendered;
        assert!(fresh, "{path} is out of date: run this test with UPDATE_REPORTS=1");
    }
    assert!(run.results.iter().any(|own| own.verdict == Verdict::Fail), "a sample of what?");
}

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub(crate) fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The recorded runs with their names.
pub(crate) fn fixtures() -> Vec<(String, String)> {
    let names = ["all-pass", "every-verdict", "interrupted"];
    let entries = fs::read_dir(root().join("fixtures/runs")).expect("the recorded runs").flatten();
    let own = entries.filter(|own| own.path().is_file()).count();
    assert_eq!(own, names.len(), "a recorded run that no test reads");
    names.map(|name| (name.to_owned(), read(&format!("fixtures/runs/{name}.json")))).into()
}

pub(crate) fn run(text: &str) -> Run {
    read_run(text).expect("a run")
}

fn schema(file: &str) -> Validator {
    let schema: Value = serde_json::from_str(&read(&format!("reports/{file}"))).expect("JSON");
    assert!(jsonschema::meta::is_valid(&schema), "reports/{file} is no JSON Schema");
    jsonschema::validator_for(&schema).expect("a schema")
}

fn assert_valid(schema: &Validator, value: &Value, name: &str) {
    let errors = schema.iter_errors(value).map(|own| format!("{}: {own}", own.instance_path()));
    let errors: Vec<_> = errors.collect();
    assert!(errors.is_empty(), "{name} is not valid:\n{}", errors.join("\n"));
}

fn toml_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").flatten().map(|own| own.path());
    // What the lab servers install for themselves is none of ours.
    let own = entries.filter(|path| path.file_name().is_none_or(|name| name != ".work"));
    let (folders, files): (Vec<_>, Vec<_>) = own.partition(|path| path.is_dir());
    let nested = folders.iter().flat_map(|folder| toml_files(folder));
    let files = files.into_iter().filter(|path| path.extension().is_some_and(|own| own == "toml"));
    files.chain(nested).collect()
}
