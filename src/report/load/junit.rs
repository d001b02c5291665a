//! JUnit XML: what a pipeline must not overlook, one case each. A failure is the target's, an error
//! means that nothing was established.

use std::time::Duration;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::content::interval;
use super::figure::{counted, endpoint};
use crate::exchange::{tame, tame_lines};
use crate::measurement::{
    Canary, Change, Compared, LoadVerdict, Measurement, ThresholdResult, Violation,
};

/// The measurement as JUnit XML.
pub(super) fn render(measurement: &Measurement) -> Result<String, String> {
    let environment = &measurement.environment;
    let name = format!("assay load {}: {}", environment.profile, environment.target);
    let mut report = Report::new(tame_lines(&name));
    report.set_time(Duration::from_millis(measurement.elapsed_ms));
    let blame = measurement.verdict().verdict;
    let lines = measurement.comparison.iter().flat_map(|own| &own.lines);
    let suites = [
        ("run", vec![whole(measurement)]),
        ("thresholds", measurement.thresholds.iter().map(|own| threshold(own, blame)).collect()),
        ("semantic", semantic(measurement)),
        ("canaries", measurement.canaries.iter().map(canary).collect()),
        ("comparison", lines.map(|own| compared(own, blame)).collect()),
    ];
    for (name, cases) in suites {
        if !cases.is_empty() {
            let mut suite = TestSuite::new(name);
            suite.add_test_cases(cases);
            report.add_test_suite(suite);
        }
    }
    report.to_string().map_err(|error| error.to_string())
}

/// Without this case a run that established nothing could look green.
fn whole(measurement: &Measurement) -> TestCase {
    let judgement = measurement.verdict();
    let status = match judgement.verdict {
        LoadVerdict::NotEstablished => error(judgement.reasons.join("; ")),
        LoadVerdict::Pass | LoadVerdict::Fail => TestCaseStatus::success(),
    };
    let mut case = case("established", status);
    let limits = &measurement.generator.limited_by;
    if !limits.is_empty() {
        let limits = format!("the generator was the limit: {}", limits.join("; "));
        case.set_system_out(tame_lines(&limits));
    }
    case
}

/// A breach: the target's failure, unless the run as a whole blames the generator for it.
fn breach(blame: LoadVerdict, message: String, words: String) -> TestCaseStatus {
    match blame {
        LoadVerdict::NotEstablished => error(format!("{message}, but the generator was the limit")),
        LoadVerdict::Pass | LoadVerdict::Fail => failure(message, words),
    }
}

fn threshold(own: &ThresholdResult, blame: LoadVerdict) -> TestCase {
    let measured = own.measured.as_deref().unwrap_or("nothing");
    let remark = own.remark.as_deref().map(|own| format!(": {own}")).unwrap_or_default();
    let words = format!("measured {measured}{remark}");
    let status = match own.holds {
        Some(true) => TestCaseStatus::success(),
        Some(false) => breach(blame, words.clone(), String::new()),
        None => error(words.clone()),
    };
    let mut case = case(&own.rule, status);
    if own.holds == Some(true) {
        case.set_system_out(tame_lines(&words));
    }
    case
}

fn semantic(measurement: &Measurement) -> Vec<TestCase> {
    if measurement.violations.is_empty() {
        let verified = counted(measurement.counts.verified, "verified answer");
        let mut case = case("no semantic violation", TestCaseStatus::success());
        case.set_system_out(format!("in {verified}"));
        return vec![case];
    }
    measurement.violations.iter().map(violation).collect()
}

fn violation(own: &Violation) -> TestCase {
    let requirement =
        own.requirement.as_deref().map(|own| format!(" against {own}")).unwrap_or_default();
    let message = format!("{} in {}{requirement}", counted(own.count, "answer"), own.journey);
    let words = format!("expected {}; actual {}", own.expected, own.actual);
    case(&own.kind, failure(message, words))
}

fn canary(own: &Canary) -> TestCase {
    let status = match (&own.skipped, own.broken, own.held) {
        (Some(reason), ..) => skipped(reason),
        (None, 0, 0) => error(format!("asked {}, never answered", own.asked)),
        (None, 0, _) => TestCaseStatus::success(),
        (None, broken, _) => {
            failure(format!("wrong {broken} times, asked {}", own.asked), own.expects.clone())
        }
    };
    case(&own.name, status)
}

fn compared(own: &Compared, blame: LoadVerdict) -> TestCase {
    let words = format!(
        "before {}; after {}",
        interval(&own.figure, own.before),
        interval(&own.figure, own.after)
    );
    let status = match own.verdict {
        Change::Worse => breach(blame, "worse than in the earlier run".to_owned(), words.clone()),
        Change::Unclear => skipped("too few blocks in one of the runs"),
        Change::Better | Change::Same => TestCaseStatus::success(),
    };
    let mut case = case(&format!("{} {}", endpoint(own.endpoint), own.figure), status);
    if own.verdict != Change::Worse {
        case.set_system_out(words);
    }
    case
}

fn case(name: &str, status: TestCaseStatus) -> TestCase {
    TestCase::new(tame(name), status)
}

fn failure(message: String, words: String) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status.set_message(tame_lines(&message));
    if !words.is_empty() {
        status.set_description(tame_lines(&words));
    }
    status
}

fn error(message: String) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    status.set_message(tame_lines(&message));
    status
}

fn skipped(reason: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    status.set_message(tame_lines(reason));
    status
}
