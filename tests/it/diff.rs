//! What is different between two runs.

use std::fs;

use assay::report::{DifferenceFormat, read_run};
use assay::verdict::{Change, Difference, Run, ScenarioResult, Verdict};
use serde_json::Value;
use tempfile::TempDir;

use crate::cli::assay;

#[test]
fn a_run_is_no_different_from_itself() {
    let run = recorded();
    let own = Difference::between(&run, &run);
    let judged = run.results.iter().filter(|own| own.verdict != Verdict::Skipped).count();
    assert_eq!(own.same, judged);
    assert!(!own.is_worse());
    for list in [&own.worse, &own.better, &own.appeared, &own.vanished, &own.changed] {
        assert_eq!(list, &Vec::<Change>::new());
    }
}

#[test]
fn every_way_that_a_verdict_can_go_has_its_place() {
    use Verdict::{Fail, Inconclusive, Pass, Skipped, Warn};
    for (old, new, place, worse) in [
        (Pass, Warn, "worse", true),
        (Pass, Fail, "worse", true),
        (Pass, Inconclusive, "worse", true),
        (Inconclusive, Fail, "worse", true),
        (Fail, Warn, "better", false),
        (Warn, Pass, "better", false),
        (Fail, Inconclusive, "changed", false),
        (Skipped, Pass, "appeared", false),
        (Skipped, Fail, "appeared", true),
        (Pass, Skipped, "vanished", false),
        (Fail, Skipped, "vanished", false),
        (Warn, Warn, "same", false),
        (Skipped, Skipped, "same", false),
    ] {
        let (mut before, mut after) = (one(), one());
        before.results[0].verdict = old;
        after.results[0].verdict = new;
        let own = Difference::between(&before, &after);
        assert_eq!((placed(&own), own.is_worse()), (place, worse), "{old} -> {new}");
    }
}

#[test]
fn another_failure_under_the_same_verdict_is_worse_and_a_lost_one_better() {
    let old = one();
    let mut other = one();
    other.results[0].findings[0].actual = "status 200 with somebody else's token".to_owned();
    let own = Difference::between(&old, &other);
    assert_eq!(placed(&own), "worse");
    assert_eq!((own.worse[0].gained.len(), own.worse[0].lost.len()), (1, 1));

    let mut more = one();
    more.results[0].findings.push(other.results[0].findings[0].clone());
    assert_eq!(placed(&Difference::between(&more, &old)), "better");

    // A port, a token: the same failure.
    let (mut one_port, mut other_port) = (one(), one());
    one_port.results[0].findings[0].actual = "http://127.0.0.1:4711/ redacted-code-1".to_owned();
    other_port.results[0].findings[0].actual = "http://127.0.0.1:4712/ redacted-code-2".to_owned();
    assert_eq!(placed(&Difference::between(&one_port, &other_port)), "same");
}

#[test]
fn the_command_tells_it_in_every_form_and_fails_on_worse() {
    let folder = TempDir::new().expect("a folder");
    let at = |name: &str| folder.path().join(name).display().to_string();
    let mut after = recorded();
    for result in &mut after.results {
        if result.verdict == Verdict::Pass {
            (result.verdict, result.reason) =
                (Verdict::Inconclusive, Some("a | in <b>".to_owned()));
        }
    }
    for (name, run) in [("old.json", recorded()), ("new.json", after)] {
        fs::write(at(name), serde_json::to_string(&run).expect("JSON")).expect("a file");
    }
    let (markdown, json) = (at("diff.md"), at("diff.json"));
    let said = assay(&[
        "diff",
        &at("old.json"),
        &at("new.json"),
        "--report",
        &format!("markdown={markdown}"),
        "--report",
        &format!("json={json}"),
    ]);
    assert_eq!(said.code, 1, "{}", said.err);
    assert!(
        said.out.contains("WORSE") && said.out.contains("pass -> inconclusive"),
        "{}",
        said.out
    );
    let page = fs::read_to_string(markdown).expect("Markdown");
    assert!(page.starts_with("## Worse than before") && page.contains("### Worse"), "{page}");
    assert!(!page.contains("<b>") && !page.contains("a | in"), "{page}");
    let value: Value =
        serde_json::from_str(&fs::read_to_string(json).expect("a file")).expect("JSON");
    assert_eq!(value["worse"][0]["old"], "pass");
    let back = assay(&["diff", &at("new.json"), &at("old.json")]);
    assert_eq!(back.code, 0, "{}", back.out);
    assert!(back.out.contains("BETTER"), "{}", back.out);
    assert_eq!(assay(&["diff", &at("old.json"), &at("nowhere.json")]).code, 2);
}

#[test]
fn what_makes_two_runs_hard_to_compare_is_said() {
    let (old, mut new) = (one(), one());
    new.suites[0].version = "9.9.9".to_owned();
    new.interrupted = true;
    let own = Difference::between(&old, &new);
    for format in [DifferenceFormat::Text, DifferenceFormat::Markdown] {
        let told = format.render(&own).expect("a page");
        assert!(told.contains("9.9.9") && told.contains("interrupted"), "{told}");
    }
}

fn recorded() -> Run {
    let path =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/runs/every-verdict.json");
    read_run(&fs::read_to_string(path).expect("a recorded run")).expect("a run")
}

/// A run with one failing result.
fn one() -> Run {
    let mut run = recorded();
    let fails = |own: &ScenarioResult| own.verdict == Verdict::Fail && own.reason.is_none();
    let result = run.results.iter().find(|own| fails(own)).cloned().expect("a failure");
    run.results = vec![result];
    run.results[0].findings.truncate(1);
    run
}

fn placed(own: &Difference) -> &'static str {
    let lists = [
        ("worse", &own.worse),
        ("better", &own.better),
        ("appeared", &own.appeared),
        ("vanished", &own.vanished),
        ("changed", &own.changed),
    ];
    let full: Vec<_> = lists.into_iter().filter(|(_, list)| !list.is_empty()).collect();
    assert!(full.len() <= 1, "{full:?}");
    full.first().map_or("same", |(name, _)| name)
}
