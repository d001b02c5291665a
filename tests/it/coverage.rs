//! What is verified of the requirements: the printed table, the committed one, and the counts.

use std::fs;
use std::path::Path;

use assay::scenario::{Catalog, Coverage};
use serde_json::Value;

use crate::cli::assay;

const PAGE: &str = "reports/coverage.md";

#[test]
fn the_committed_table_is_the_one_that_assay_prints() {
    let printed = list(&["--coverage"]);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
    if std::env::var_os("UPDATE_REPORTS").is_some() {
        fs::write(&path, &printed).expect("a file");
    }
    let fresh = fs::read_to_string(&path).is_ok_and(|committed| committed == printed);
    assert!(fresh, "{PAGE} is out of date: run this test with UPDATE_REPORTS=1");
}

#[test]
fn the_json_report_counts_what_the_catalog_holds() {
    let told: Value =
        serde_json::from_str(&list(&["--coverage", "--report", "json=-"])).expect("JSON");
    let catalog = Catalog::load(&[]).expect("the built-in catalog");
    let coverage = Coverage::of(&catalog);
    let totals = coverage.totals();
    for (name, own) in [
        ("rows", totals.rows),
        ("verified", totals.verified),
        ("excluded", totals.excluded),
        ("unaccounted", totals.unaccounted),
    ] {
        assert_eq!(told[name], own, "{name}");
        let levels = told["levels"].as_array().expect("levels");
        let sum: u64 = levels.iter().filter_map(|level| level[name].as_u64()).sum();
        assert_eq!(sum, own as u64, "the sum of {name}");
    }
    assert_eq!(totals.rows, totals.verified + totals.excluded + totals.unaccounted);
    assert_eq!(told["excluded_rows"].as_array().map(Vec::len), Some(totals.excluded));
    assert_eq!(told["unaccounted_rows"].as_array().map(Vec::len), Some(totals.unaccounted));
    assert!(totals.percent() >= 85, "{} %", totals.percent());
}

#[test]
fn coverage_is_a_matter_of_requirements_alone() {
    assert_eq!(assay(&["list", "faults", "--coverage"]).code, 2);
}

fn list(arguments: &[&str]) -> String {
    let said = assay(&[&["list", "requirements"], arguments].concat());
    assert_eq!(said.code, 0, "{said:?}");
    said.out
}
