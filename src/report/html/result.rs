//! One result: what it came to, what it found, what it did.

use std::collections::BTreeSet;

use super::content::{anchor, badge, counted, link, standing, threat, to_result};
use super::{finding, timeline};
use crate::exchange::{tame, tame_lines};
use crate::report::coverage::specification;
use crate::report::headline::area;
use crate::report::markup::{Attributes, Markup};
use crate::report::priority;
use crate::verdict::{Experiment, Run, ScenarioResult, Verdict};

/// A result as an element that opens; its data attributes are what the filters look at.
pub(super) fn write(out: &mut Markup, run: &Run, result: &ScenarioResult) {
    let sections = result.requirements.iter().map(|own| specification(&own.section));
    let names: BTreeSet<&str> = sections.collect();
    // A list needs a mark between its items that no name of a specification holds.
    let names = names.into_iter().collect::<Vec<_>>().join("|");
    let (id, area) = (anchor(&result.id), area(&result.id));
    let attributes: Attributes<'_> = &[
        ("class", &"result"),
        ("id", &id),
        ("data-verdict", &standing(result)),
        ("data-area", &area),
        ("data-specifications", &names),
    ];
    out.open("details", attributes);
    head(out, result);
    out.open("div", &[("class", &"body")]);
    for own in &result.findings {
        finding::write(out, run, result, own);
    }
    if let Some(own) = &result.experiment {
        experiment(out, own);
    }
    if let Some(control) = &result.control {
        timeline::write(out, result, control, true);
    }
    timeline::write(out, result, &result.transcript, false);
    requirements(out, result);
    out.close("div");
    out.close("details");
}

fn head(out: &mut Markup, result: &ScenarioResult) {
    out.open("summary", &[]);
    badge(out, result);
    out.open("span", &[("class", &"name")]);
    out.leaf("b", &[], &tame(&result.id));
    out.leaf("span", &[("class", &"title")], &tame(&result.title));
    if let Some(reason) = &result.reason {
        out.leaf("span", &[("class", &"reason")], &tame(reason));
    }
    if let Some(own) = &result.retried {
        let words = format!("listed as flaky: {} of {} runs showed it", own.failed, own.tries);
        out.leaf("span", &[("class", &"reason")], &words);
    }
    out.close("span");
    let threats: BTreeSet<_> =
        result.findings.iter().filter_map(|own| priority::threat(result, own)).collect();
    threats.into_iter().for_each(|own| threat(out, own));
    out.close("summary");
}

fn experiment(out: &mut Markup, own: &Experiment) {
    out.open("section", &[("class", &"experiment")]);
    out.leaf("h3", &[], "Trial");
    let mut words =
        format!("{}, {}", counted_long(own.cases, "case"), counted_long(own.requests, "request"));
    if own.rejected > 0 {
        words.push_str(&format!("; {} established nothing", counted_long(own.rejected, "case")));
    }
    if own.shrinking > 0 {
        words.push_str(&format!("; {} more to find a smaller one", own.shrinking));
    }
    out.leaf("p", &[("class", &"faint")], &words);
    if !own.figures.is_empty() {
        out.open("dl", &[]);
        for figure in &own.figures {
            out.leaf("dt", &[], &tame(&figure.name));
            out.leaf("dd", &[], &tame(&figure.value));
        }
        out.close("dl");
    }
    if !own.story.is_empty() {
        out.leaf("h3", &[], "The case that failed");
        out.open("ol", &[("class", &"story")]);
        own.story.iter().for_each(|step| out.leaf("li", &[], &tame(unnumbered(step))));
        out.close("ol");
    }
    if let Some(case) = &own.case {
        out.open("details", &[("class", &"part")]);
        out.leaf("summary", &[], "The case as data, for assay run --replay");
        out.leaf("pre", &[], &tame_lines(&format!("{case:#}")));
        out.close("details");
    }
    out.close("section");
}

fn counted_long(count: u64, word: &str) -> String {
    counted(usize::try_from(count).unwrap_or(usize::MAX), word)
}

/// A story numbers its steps itself, and so does a list.
fn unnumbered(step: &str) -> &str {
    match step.trim_start().split_once(". ") {
        Some((number, rest)) if number.chars().all(|c| c.is_ascii_digit()) => rest,
        _ => step,
    }
}

fn requirements(out: &mut Markup, result: &ScenarioResult) {
    if result.requirements.is_empty() {
        return;
    }
    let word = if result.verdict == Verdict::Skipped { "Would verify" } else { "Verifies" };
    out.open("details", &[("class", &"part")]);
    out.leaf(
        "summary",
        &[],
        &format!("{word} {}", counted(result.requirements.len(), "requirement")),
    );
    out.open("ul", &[("class", &"requirements")]);
    for own in &result.requirements {
        out.open("li", &[]);
        out.leaf("code", &[], &tame(&own.id));
        let place = tame(&format!("{} {}", own.section, own.level));
        link(out, own.url.as_deref().unwrap_or_default(), &place);
        if let Some(text) = &own.text {
            out.leaf("span", &[("class", &"faint")], &tame(text));
        }
        out.close("li");
    }
    out.close("ul");
    out.close("details");
}

/// The result in whose transcript a gathered finding was first seen.
pub(super) fn seen_in(out: &mut Markup, run: &Run, scenario: &str) {
    if run.results.iter().any(|own| own.id == scenario) {
        to_result(out, scenario);
    } else {
        out.text(&tame(scenario));
    }
}
