//! `assay judge`: the recorded transcripts amount to the recorded verdicts.

use std::fs;

use serde_json::Value;

use super::binary::{Served, assay, folder, run};

#[test]
fn judging_a_run_of_the_right_server_repeats_its_verdicts() {
    assert_judged_alike(&[]);
}

#[test]
fn judging_a_run_with_findings_repeats_its_verdicts() {
    assert_judged_alike(&[
        "pkce-not-enforced",
        "state-dropped",
        "error-status-422",
        "scope-widened-silently",
    ]);
}

#[test]
fn judging_a_run_whose_control_fails_repeats_its_verdicts() {
    assert_judged_alike(&["pkce-padded-challenge"]);
}

#[test]
fn judging_a_run_repeats_what_was_found_in_secrets_although_they_are_redacted() {
    assert_judged_alike(&["pkce-challenge-in-code", "refresh-not-rotated", "code-not-ascii"]);
}

#[test]
fn one_result_of_a_run_is_judged_by_itself() {
    let folder = folder();
    let served = Served::start(&["--fault", "pkce-not-enforced"], folder.path());
    let target = served.target.display().to_string();
    let report = ["run", "--target", &target, "--report", "json=-", "--quiet"];
    let first = assay(&[report.as_slice(), &["pkce/wrong-verifier", "state/echoed"]].concat());
    for (at, code) in [(0, 1), (1, 0)] {
        let result = &run(&first.out)["results"][at];
        let file = folder.path().join("result.json");
        fs::write(&file, result.to_string()).expect("a file");
        let judged = assay(&["judge", &file.display().to_string()]);
        assert_eq!(judged.code, code, "{}{}", judged.out, judged.err);
        let id = result["id"].as_str().expect("an id");
        assert!(judged.out.contains(id) && judged.out.lines().count() == 1 + at.abs_diff(1));
    }
}

/// Runs against a server with faults, judges the record, and compares.
fn assert_judged_alike(faults: &[&str]) {
    let folder = folder();
    let planted: Vec<&str> = faults.iter().flat_map(|id| ["--fault", id]).collect();
    let served = Served::start(&planted, folder.path());
    let target = served.target.display().to_string();
    let file = folder.path().join("run.json");
    let report = format!("json={}", file.display());
    let first = assay(&["run", "--target", &target, "--seed", "1", "--report", &report]);
    let recorded = run(&fs::read_to_string(&file).expect("the report"));
    let judged = assay(&["judge", &file.display().to_string()]);
    let again = |id: &str| {
        let line = judged.out.lines().find(|line| line.split_whitespace().nth(1) == Some(id));
        line.and_then(|line| line.split_whitespace().next()).unwrap_or("nothing").to_owned()
    };
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let results = recorded["results"].as_array().expect("results").iter();
    // What a trial saw in many cases cannot be told from one transcript.
    let results = results.filter(|own| own["experiment"].is_null());
    let results = results.map(|own| (text(&own["id"]), text(&own["verdict"])));
    // What was skipped left nothing to judge.
    let results = results.filter(|(_, verdict)| verdict != "skipped");
    let own: Vec<_> = results.filter(|(id, _)| !id.starts_with("ambient/")).collect();
    assert!(own.len() >= 80, "{}", first.err);
    let differing: Vec<String> = own
        .into_iter()
        .map(|(id, verdict)| (again(&id), id, verdict))
        .filter(|(again, _, verdict)| again != verdict)
        .map(|(again, id, verdict)| format!("{id}: run {verdict}, judge {again}"))
        .collect();
    assert!(differing.is_empty(), "{faults:?}:\n{}", differing.join("\n"));
}
