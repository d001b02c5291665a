//! SARIF, held to its schema: the file comes with the crate that the report is built with.

use std::path::PathBuf;
use std::process::Command;

use assay::report::Format;
use serde_json::Value;

use crate::reports::{fixtures, read, run};

/// `schema.json` of serde-sarif: the OASIS schema of SARIF 2.1.0.
fn schema() -> Value {
    let cargo = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo");
    let metadata: Value = serde_json::from_slice(&cargo.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&cargo.stderr)));
    let packages = metadata["packages"].as_array().expect("packages");
    let own = packages.iter().find(|own| own["name"] == "serde-sarif").expect("serde-sarif");
    let manifest = PathBuf::from(own["manifest_path"].as_str().expect("a path"));
    let path = manifest.with_file_name("src").join("schema.json");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn every_sarif_report_is_valid_by_the_schema_and_a_spoilt_one_is_not() {
    let schema = schema();
    assert!(schema["title"].as_str().is_some_and(|own| own.contains("(SARIF) Version 2.1.0")));
    let schema = jsonschema::validator_for(&schema).expect("a schema");
    let sample = ("sample".to_owned(), read("reports/samples/run.json"));
    let mut results = 0;
    for (name, text) in fixtures().into_iter().chain([sample]) {
        let text = Format::Sarif.render(&run(&text)).expect("a report");
        let mut log: Value = serde_json::from_str(&text).expect("JSON");
        let wrong: Vec<String> = schema
            .iter_errors(&log)
            .map(|own| format!("{own} at {}", own.instance_path()))
            .collect();
        assert_eq!(wrong, Vec::<String>::new(), "{name}");
        results += log["runs"][0]["results"].as_array().map_or(0, Vec::len);
        log["runs"][0]["tool"] = Value::Null;
        assert!(!schema.is_valid(&log), "{name}: the schema accepts anything");
    }
    assert!(results > 10, "{results} results");
}
