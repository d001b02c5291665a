//! A recorded run, and lists for it.

use std::fs;
use std::path::PathBuf;

use assay::document::Document;
use assay::report::read_run;
use assay::spec::Grade;
use assay::target::{Expectation, KnownDeviations, mark, read_known};
use assay::verdict::{Run, ScenarioResult, Stale, Verdict};
use jiff::civil::{Date, date};

pub(super) const TODAY: Date = date(2026, 11, 22);

pub(super) fn recorded() -> Run {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/runs/every-verdict.json");
    read_run(&fs::read_to_string(path).expect("a recorded run")).expect("a run")
}

pub(super) fn failing(run: &Run) -> ScenarioResult {
    let fails = |own: &&ScenarioResult| {
        own.verdict == Verdict::Fail && own.findings.first().is_some_and(|f| f.grade == Grade::Fail)
    };
    run.results.iter().find(fails).expect("a failing result").clone()
}

pub(super) fn named(run: &Run, id: &str) -> ScenarioResult {
    run.results.iter().find(|own| own.id == id).expect("the result").clone()
}

/// What is left of a failing result whose first finding is known.
pub(super) fn left(result: &ScenarioResult) -> Verdict {
    let weights = result.findings.iter().skip(1).map(|own| own.grade);
    match weights.max() {
        Some(Grade::Fail) => Verdict::Fail,
        Some(Grade::Warn) => Verdict::Warn,
        _ => Verdict::Pass,
    }
}

/// `[[known]]` tables for every failure and warning of a result, without their reasons.
pub(super) fn entries(result: &ScenarioResult) -> impl Iterator<Item = String> {
    let weighty = result.findings.iter().filter(|own| own.grade >= Grade::Warn);
    weighty.map(|own| {
        let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
        format!(
            "\n[[known]]\nscenario = {}\nrequirement = {}\ncheck = {}\nactual = {}\nverdict = {}\n",
            quoted(&result.id),
            quoted(&own.requirement),
            quoted(&own.check),
            quoted(&own.actual),
            quoted(own.grade.as_str())
        )
    })
}

pub(super) fn entry(result: &ScenarioResult, more: &str) -> String {
    entries(result).next().expect("a failure") + more + "\n"
}

pub(super) fn list(text: &str) -> KnownDeviations {
    read_known(&Document::new("known.toml", text)).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

pub(super) fn expectation(whole: bool) -> Expectation<'static> {
    Expectation { today: TODAY, whole, exists: &|id| !id.contains("no-such") }
}

pub(super) fn marked(list: &KnownDeviations, run: &mut Run) -> Vec<Stale> {
    mark(list, &mut run.results, expectation(true))
}
