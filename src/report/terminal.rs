//! What a person reads in a terminal: what went wrong first and in full, the rest as numbers.
//!
//! The text carries ANSI styles; whoever prints it strips them where there is no terminal.

use anstyle::{AnsiColor, Style};

use crate::exchange::{Transcript, curl_line, tame, tame_lines};
use crate::verdict::{Experiment, Finding, Run, ScenarioResult, Verdict};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// The run as text with ANSI styles.
#[must_use]
pub fn render(run: &Run) -> String {
    let mut out = String::new();
    for verdict in [Verdict::Inconclusive, Verdict::Warn, Verdict::Pass, Verdict::Fail] {
        let told = run.results.iter().filter(|own| {
            own.verdict == verdict && (verdict > Verdict::Pass || !own.findings.is_empty())
        });
        for group in grouped(told) {
            block(&mut out, &group);
        }
    }
    measured(&mut out, run);
    summary(&mut out, run);
    out
}

/// Figures are told whatever the verdict: they are what the trial was run for.
fn measured(out: &mut String, run: &Run) {
    for result in &run.results {
        let figures = result.experiment.iter().flat_map(|own| &own.figures);
        let figures: Vec<_> =
            figures.map(|own| format!("{} {}", tame(&own.name), tame(&own.value))).collect();
        if !figures.is_empty() {
            line(out, &format!("measured     {BOLD}{}{BOLD:#}  {}", result.id, figures.join(", ")));
        }
    }
}

/// How many cases a trial ran, and the one that failed, step by step.
fn experiment(out: &mut String, own: &Experiment) {
    let mut words = format!("{} cases, {} requests", own.cases, own.requests);
    if own.rejected > 0 {
        words.push_str(&format!(", {} cases established nothing", own.rejected));
    }
    if own.shrinking > 0 {
        words.push_str(&format!(", {} more to find a smaller one", own.shrinking));
    }
    line(out, &format!("             {DIM}{words}{DIM:#}"));
    for step in &own.story {
        line(out, &format!("               {}", tame(step)));
    }
}

/// Results that have nothing to tell apart but their ids: one broken control leaves many scenarios
/// without a verdict, for one reason.
fn grouped<'r>(results: impl Iterator<Item = &'r ScenarioResult>) -> Vec<Vec<&'r ScenarioResult>> {
    let mut groups: Vec<Vec<&ScenarioResult>> = Vec::new();
    for result in results {
        let bare = |own: &ScenarioResult| own.findings.is_empty() && own.reason == result.reason;
        let group = groups
            .iter_mut()
            .find(|group| bare(result) && group.first().is_some_and(|own| bare(own)));
        match group {
            Some(group) => group.push(result),
            None => groups.push(vec![result]),
        }
    }
    groups
}

fn block(out: &mut String, group: &[&ScenarioResult]) {
    let Some((result, others)) = group.split_first() else { return };
    let style = color(result.verdict);
    line(
        out,
        &format!(
            "{style}{:<12}{style:#} {BOLD}{}{BOLD:#}  {}",
            word(result.verdict),
            result.id,
            result.title
        ),
    );
    for other in others {
        line(out, &format!("             {BOLD}{}{BOLD:#}  {}", other.id, other.title));
    }
    if let Some(reason) = &result.reason {
        line(out, &format!("             {}", tame(reason)));
        let shown = result.control.as_ref().unwrap_or(&result.transcript);
        if result.findings.is_empty()
            && let Some((number, ..)) = shown.exchanges().last()
        {
            exchange(out, shown, number);
        }
    }
    for finding in &result.findings {
        described(out, result, finding);
    }
    if let Some(own) = &result.experiment {
        experiment(out, own);
    }
    out.push('\n');
}

fn described(out: &mut String, result: &ScenarioResult, finding: &Finding) {
    let head = format!(
        "{BOLD}{}{BOLD:#}  {} {} ({})",
        finding.requirement,
        finding.section,
        finding.level,
        finding.grade.as_str()
    );
    line(out, &format!("             {head}"));
    line(out, &format!("               {DIM}{}{DIM:#}", finding.url));
    line(out, &format!("               expected  {}", tame(&finding.expected)));
    line(out, &format!("               actual    {}", tame(&finding.actual)));
    if !finding.also.is_empty() {
        line(out, &format!("               also      {}", finding.also.join(", ")));
    }
    if let (Some(scenario), Some(times)) = (&finding.seen_in, finding.times) {
        line(out, &format!("               seen      {}, first in {scenario}", often(times)));
    }
    if let Some(number) = finding.exchange {
        exchange(out, &result.transcript, number);
    }
}

fn exchange(out: &mut String, transcript: &Transcript, number: usize) {
    let Some((_, step, exchange)) = transcript.exchanges().nth(number.saturating_sub(1)) else {
        return;
    };
    let url = tame(crate::oauth::forms::split_url(&exchange.request.url).0);
    let answer = tame(&exchange.summary());
    line(
        out,
        &format!(
            "               exchange  {number} ({}): {} {url} -> {answer}",
            step.name, exchange.request.method
        ),
    );
    line(out, &format!("               {DIM}{}{DIM:#}", tame_lines(&curl_line(&exchange.request))));
}

fn summary(out: &mut String, run: &Run) {
    let counts = run.summary;
    let part = |verdict: Verdict, count: u64| {
        let style = if count > 0 { color(verdict) } else { Style::new() };
        format!("{style}{count} {verdict}{style:#}")
    };
    let parts = [
        part(Verdict::Pass, counts.pass),
        part(Verdict::Warn, counts.warn),
        part(Verdict::Inconclusive, counts.inconclusive),
        part(Verdict::Fail, counts.fail),
        part(Verdict::Skipped, counts.skipped),
    ];
    let suites = run
        .suites
        .iter()
        .map(|suite| format!("{} {}", suite.name, suite.version))
        .collect::<Vec<_>>();
    if run.interrupted {
        let style = color(Verdict::Inconclusive);
        line(
            out,
            &format!("{style}interrupted{style:#}: what follows is what was recorded until then"),
        );
    }
    line(
        out,
        &format!(
            "{BOLD}{}{BOLD:#} held to {}: {}",
            run.target.name,
            suites.join(", "),
            parts.join(", ")
        ),
    );
    #[expect(clippy::cast_precision_loss, reason = "seconds for a reader")]
    let seconds = run.elapsed_ms as f64 / 1000.0;
    line(
        out,
        &format!("{DIM}{} results in {seconds:.1} s, seed {}{DIM:#}", run.results.len(), run.seed),
    );
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

fn often(times: usize) -> String {
    if times == 1 { "once".to_owned() } else { format!("{times} times") }
}

fn word(verdict: Verdict) -> String {
    verdict.as_str().to_uppercase()
}

fn color(verdict: Verdict) -> Style {
    let color = match verdict {
        Verdict::Pass => AnsiColor::Green,
        Verdict::Warn => AnsiColor::Yellow,
        Verdict::Inconclusive => AnsiColor::Magenta,
        Verdict::Fail => AnsiColor::Red,
        Verdict::Skipped => AnsiColor::Cyan,
    };
    Style::new().fg_color(Some(color.into())).bold()
}
