//! The page of a platform: what it speaks, what passes, what departs from which rule. It holds
//! nothing that differs from one run to the next, so that it can be kept and compared.

use std::collections::BTreeMap;

use super::coverage;
use super::headline::{area, headline, suites};
use super::markdown::{line, plain};
use crate::verdict::{Departure, Run, ScenarioResult, Verdict};

/// The page as Markdown.
pub(super) fn render(run: &Run) -> String {
    let mut out = String::new();
    line(&mut out, &format!("# {}\n", plain(&run.target.name)));
    let head = headline(run);
    line(&mut out, &format!("{}. {}. Held to {}.", head.word, head.reason, plain(&suites(run))));
    dialect(&mut out, run);
    departures(&mut out, run);
    settled(&mut out, run);
    other_findings(&mut out, run);
    passes(&mut out, run);
    not_applicable(&mut out, run);
    out
}

fn dialect(out: &mut String, run: &Run) {
    line(out, "\n## What it speaks\n");
    if run.target.dialect.is_empty() {
        line(out, "OAuth 2.0 in the words of its specifications.");
        return;
    }
    line(out, "| what | how |\n|---|---|");
    for own in &run.target.dialect {
        line(out, &format!("| {} | {} |", plain(&own.what), plain(&own.how)));
    }
}

fn departures(out: &mut String, run: &Run) {
    if run.target.deviations.is_empty() {
        return;
    }
    line(out, "\n## Where its own documents depart from the standards\n");
    line(out, "| id | what | rule | weight | shown by |\n|---|---|---|---|---|");
    for own in &run.target.deviations {
        let cells = [&own.id, &own.seen, &own.rule, own.weight.as_str()].map(plain);
        line(out, &format!("| {} | {} |", cells.join(" | "), shown(run, own)));
    }
}

/// The findings of this run that show a departure, or what shows it elsewhere.
fn shown(run: &Run, own: &Departure) -> String {
    let mut by: Vec<String> = Vec::new();
    for (result, finding, known) in run.known() {
        if known.deviation.as_deref() == Some(own.id.as_str()) {
            let told = format!("{}: {}", plain(&result.id), plain(&finding.requirement));
            if !by.contains(&told) {
                by.push(told);
            }
        }
    }
    by.extend(own.variants.iter().map(|name| format!("variant {}", plain(name))));
    by.extend(own.unseen.iter().map(|why| format!("no run: {}", plain(why))));
    by.join("<br>")
}

/// Findings that somebody has read up on, each with what came of it.
fn settled(out: &mut String, run: &Run) {
    let own = run.known().filter(|(.., known)| known.deviation.is_none());
    let lines: Vec<String> = own
        .map(|(result, finding, known)| {
            let cells = [&result.id, &finding.section, &finding.actual].map(|cell| plain(cell));
            let (grade, why) = (finding.grade.as_str(), plain(&known.in_words()));
            format!("| {grade} | {} | {why} |", cells.join(" | "))
        })
        .collect();
    if lines.is_empty() {
        return;
    }
    line(out, "\n## What was found, and what to think of it\n");
    line(out, "| weight | scenario | rule | seen | why |\n|---|---|---|---|---|");
    lines.iter().for_each(|own| line(out, own));
}

fn other_findings(out: &mut String, run: &Run) {
    let open: Vec<String> = run
        .results
        .iter()
        .flat_map(|own| own.findings.iter().map(move |finding| (own, finding)))
        .filter(|(_, finding)| finding.known.is_none())
        .map(|(own, finding)| {
            let (id, section) = (plain(&own.id), plain(&finding.section));
            let (expected, actual) = (plain(&finding.expected), plain(&finding.actual));
            let grade = finding.grade.as_str();
            format!("| {grade} | {id} | {section} | {expected} | {actual} |")
        })
        .collect();
    if open.is_empty() {
        return;
    }
    line(out, "\n## Beside that\n");
    line(out, "| weight | scenario | rule | expected | actual |\n|---|---|---|---|---|");
    open.iter().for_each(|own| line(out, own));
}

fn passes(out: &mut String, run: &Run) {
    line(out, "\n## What passes\n");
    let mut areas: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for own in run.results.iter().filter(|own| own.verdict == Verdict::Pass) {
        areas.entry(area(&own.id)).or_default().push(name(own));
    }
    for (area, names) in areas {
        line(out, &format!("- **{}**: {}", plain(area), plain(&names.join(", "))));
    }
    line(out, "\n| specification | requirements that pass |\n|---|---:|");
    for row in coverage::rows(run) {
        let passing: usize = row.tallies.iter().map(|own| own.of(coverage::State::Met)).sum();
        if passing > 0 {
            line(out, &format!("| {} | {passing} |", plain(row.specification)));
        }
    }
}

fn not_applicable(out: &mut String, run: &Run) {
    let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for own in run.results.iter().filter(|own| own.verdict == Verdict::Skipped) {
        let reason = own.reason.as_deref().unwrap_or("no reason is recorded");
        reasons.entry(reason).or_default().push(&own.id);
    }
    if reasons.is_empty() {
        return;
    }
    line(out, "\n## What does not apply\n");
    for (reason, ids) in reasons {
        line(out, &format!("- {} ({}): {}", plain(reason), ids.len(), plain(&ids.join(", "))));
    }
}

/// The part of the id behind its topic.
fn name(result: &ScenarioResult) -> &str {
    result.id.split_once('/').map_or(result.id.as_str(), |(_, name)| name)
}
