//! JUnit XML: one suite a topic, one case a scenario. A failure is the target's, an error means
//! that nothing was established, a warning passes and says so.

use std::collections::BTreeMap;
use std::time::Duration;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite, XmlString};

use crate::exchange::tame_lines;
use crate::verdict::{Finding, Run, ScenarioResult, Verdict};

/// The run as JUnit XML.
pub(super) fn render(run: &Run) -> Result<String, String> {
    let mut topics: BTreeMap<&str, TestSuite> = BTreeMap::new();
    for result in &run.results {
        let (topic, _) = result.id.split_once('/').unwrap_or((&result.id, ""));
        topics.entry(topic).or_insert_with(|| TestSuite::new(topic)).add_test_case(case(result));
    }
    let mut report = Report::new(tame_lines(&format!("assay: {}", run.target.name)));
    report.set_time(Duration::from_millis(run.elapsed_ms));
    report.add_test_suites(topics.into_values());
    if !run.stale.is_empty() {
        report.add_test_suite(stale(run));
    }
    report.to_string().map_err(|error| error.to_string())
}

/// Entries of the list of known deviations that no longer hold, as a suite of their own.
fn stale(run: &Run) -> TestSuite {
    let mut suite = TestSuite::new("known-deviations");
    for entry in &run.stale {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status.set_message(tame_lines(&entry.why)).set_description(tame_lines(&entry.reason));
        let name = format!("{} {}", entry.scenario, entry.requirement);
        suite.add_test_case(TestCase::new(tame_lines(&name), status));
    }
    suite
}

fn case(result: &ScenarioResult) -> TestCase {
    let words = || result.findings.iter().map(described).collect::<Vec<_>>().join("\n");
    let reason = || tame_lines(result.reason.as_deref().unwrap_or_default());
    let non_success = |kind, message: String, text: String| {
        let mut status = TestCaseStatus::non_success(kind);
        status.set_message(message).set_description(text);
        status
    };
    let status = match result.open() {
        _ if result.is_known() => {
            let known = result.findings.iter().filter_map(|own| own.known.as_ref());
            let reasons: Vec<String> = known.map(crate::verdict::Known::in_words).collect();
            let mut status = TestCaseStatus::skipped();
            status.set_message(tame_lines(&format!("known deviation: {}", reasons.join("; "))));
            status.set_description(words());
            status
        }
        Verdict::Pass | Verdict::Warn => TestCaseStatus::success(),
        Verdict::Fail => {
            let message = result.findings.iter().find(|own| own.known.is_none());
            let message = message.map(|own| own.requirement.clone()).unwrap_or_default();
            non_success(NonSuccessKind::Failure, message, words())
        }
        Verdict::Inconclusive => non_success(NonSuccessKind::Error, reason(), words()),
        Verdict::Skipped => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(reason());
            status
        }
    };
    let mut case = TestCase::new(result.id.clone(), status);
    case.set_classname(tame_lines(&result.title));
    let elapsed = result.transcript.exchanges().map(|(_, _, exchange)| exchange.elapsed_us).sum();
    case.set_time(Duration::from_micros(elapsed));
    let mut told = String::new();
    if matches!(result.verdict, Verdict::Pass | Verdict::Warn) {
        told.push_str(&words());
    }
    if let Some(own) = &result.experiment {
        let figures = own.figures.iter().map(|own| format!("{}: {}", own.name, own.value));
        let lines: Vec<String> = figures.chain(own.story.iter().cloned()).collect();
        told.push_str(&tame_lines(&lines.join("\n")));
    }
    if !told.is_empty() {
        case.set_system_out(XmlString::new(told));
    }
    case
}

fn described(finding: &Finding) -> String {
    tame_lines(&format!(
        "{} {} ({} {}): expected {}; actual {}",
        finding.grade.as_str(),
        finding.requirement,
        finding.section,
        finding.level,
        finding.expected,
        finding.actual
    ))
}
