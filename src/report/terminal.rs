//! What a person reads in a terminal: what went wrong first and in full, the rest as numbers.
//!
//! The text carries ANSI styles; whoever prints it strips them where there is no terminal.

use anstyle::{AnsiColor, Style};

use super::priority::{first, remedy};
use crate::exchange::{Transcript, curl_line, tame, tame_lines};
use crate::verdict::{Experiment, Finding, Run, ScenarioResult, Verdict};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// The run as text with ANSI styles.
#[must_use]
pub fn render(run: &Run) -> String {
    let mut out = String::new();
    mend(&mut out, run);
    known(&mut out, run);
    for verdict in [Verdict::Inconclusive, Verdict::Warn, Verdict::Pass, Verdict::Fail] {
        let told = run.results.iter().filter(|own| {
            let told = verdict > Verdict::Pass || !own.findings.is_empty();
            own.open() == verdict && !own.is_known() && told
        });
        for group in grouped(told) {
            block(&mut out, &group);
        }
    }
    measured(&mut out, run);
    stale(&mut out, run);
    summary(&mut out, run);
    out
}

/// The few breaches that matter most, when there are many.
fn mend(out: &mut String, run: &Run) {
    let first = first(run);
    if first.is_empty() {
        return;
    }
    line(out, &format!("{BOLD}FIX THIS FIRST{BOLD:#}"));
    for (at, own) in first.iter().enumerate() {
        line(out, &format!("  {}. {BOLD}{}{BOLD:#}", at + 1, tame(&own.headline())));
        line(out, &format!("     {}", tame(own.remedy)));
        let breached = own.breached.iter().map(|own| own.finding.requirement.as_str());
        line(out, &format!("     {DIM}breached  {}{DIM:#}", few(&breached.collect::<Vec<_>>())));
        line(out, &format!("     {DIM}seen in   {}{DIM:#}", few(&own.seen_in())));
    }
    out.push('\n');
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
    let style = color(if result.is_known() { Verdict::Skipped } else { result.open() });
    line(
        out,
        &format!(
            "{style}{:<12}{style:#} {BOLD}{}{BOLD:#}  {}",
            if result.is_known() { "KNOWN".to_owned() } else { word(result.open()) },
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
    if let Some(own) = result.retried {
        let words = format!("flaky: {} of {} tries showed it", own.failed, own.tries);
        line(out, &format!("             {words}"));
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
    if finding.remedy.is_some() {
        line(out, &format!("               to fix    {}", tame(remedy(finding))));
    }
    if let Some(own) = &finding.known {
        line(out, &format!("               known     {}", tame(&own.in_words())));
    }
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

/// Known deviations before everything else: they are no news.
fn known(out: &mut String, run: &Run) {
    for result in run.results.iter().filter(|own| own.is_known()) {
        block(out, &[result]);
    }
}

/// Entries of the list that no longer hold: last, so that nobody overlooks them.
fn stale(out: &mut String, run: &Run) {
    let style = color(Verdict::Fail);
    for entry in &run.stale {
        let scenario = tame(&entry.scenario);
        line(
            out,
            &format!("{style}STALE{style:#}        known deviation of {BOLD}{scenario}{BOLD:#}"),
        );
        line(out, &format!("             {}", tame(&entry.why)));
        line(out, &format!("               requirement  {}", tame(&entry.requirement)));
        line(out, &format!("               actual       {}", tame(&entry.actual)));
        line(out, &format!("               reason       {}", tame(&entry.reason)));
        out.push('\n');
    }
}

fn summary(out: &mut String, run: &Run) {
    let counts = run.summary;
    let part = |verdict: Verdict, count: u64| {
        let style = if count > 0 { color(verdict) } else { Style::new() };
        format!("{style}{count} {verdict}{style:#}")
    };
    let mut parts = vec![
        part(Verdict::Pass, counts.pass),
        part(Verdict::Warn, counts.warn),
        part(Verdict::Inconclusive, counts.inconclusive),
        part(Verdict::Fail, counts.fail),
        part(Verdict::Skipped, counts.skipped),
    ];
    if counts.known > 0 {
        parts.push(format!("{BOLD}{} known{BOLD:#}", counts.known));
    }
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

/// The first of several names, and how many there are beside them.
fn few(names: &[&str]) -> String {
    let shown = names.iter().take(3).map(|own| tame(own)).collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(3) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
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
