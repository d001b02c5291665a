//! What a reader looks for first: the verdict, what to mend, how much of each specification holds.

use super::content::{link, threat, to_result};
use crate::exchange::tame;
use crate::report::coverage::{self, Row, State, Strength, Tally};
use crate::report::headline::{duration, headline, suites};
use crate::report::markup::Markup;
use crate::report::priority::{Fix, first};
use crate::verdict::{Run, Verdict};

/// How many names are told before the rest is a number.
const SHOWN: usize = 4;

/// Width of a bar, in its own units.
const BAR: usize = 1000;

/// The verdict, and under what conditions it stands.
pub(super) fn header(out: &mut Markup, run: &Run) {
    let head = headline(run);
    out.open("header", &[("class", &head.tone)]);
    out.open("h1", &[]);
    out.leaf("span", &[("class", &"verdict")], head.word);
    out.text(&tame(&run.target.name));
    out.close("h1");
    out.leaf("p", &[], &format!("{}.", head.reason));
    out.open("p", &[("class", &"faint")]);
    let started = run.started.strftime("%Y-%m-%d %H:%M:%S UTC");
    let time = duration(run.elapsed_ms);
    let suites = tame(&suites(run));
    out.text(&format!("Held to {suites} on {started}, in {time}, seed {}", run.seed));
    out.close("p");
    if let Some(issuer) = &run.target.issuer {
        out.leaf("p", &[("class", &"faint")], &format!("Issuer {}", tame(issuer)));
    }
    out.close("header");
    if run.interrupted {
        let text = "Interrupted: this is what was recorded until then, and no verdict on the rest.";
        out.leaf("p", &[("class", &"alarm"), ("role", &"alert")], text);
    }
}

/// The few breaches that matter most, when there are many.
pub(super) fn mend(out: &mut Markup, run: &Run) {
    let first = first(run);
    if first.is_empty() {
        return;
    }
    out.open("section", &[("class", &"mend"), ("aria-labelledby", &"mend")]);
    out.leaf("h2", &[("id", &"mend")], "Fix this first");
    out.open("ol", &[]);
    for own in &first {
        out.open("li", &[]);
        entry(out, own);
        out.close("li");
    }
    out.close("ol");
    out.close("section");
}

fn entry(out: &mut Markup, own: &Fix<'_>) {
    out.open("p", &[("class", &"what")]);
    out.leaf("strong", &[], &tame(&own.headline()));
    if let Some(own) = own.threat {
        threat(out, own);
    }
    out.close("p");
    out.leaf("p", &[], &tame(own.remedy));
    out.open("p", &[("class", &"faint")]);
    out.text("Breached: ");
    for own in own.breached.iter().take(SHOWN) {
        out.open("span", &[("class", &"item")]);
        out.leaf("code", &[], &tame(&own.finding.requirement));
        let place = format!("{} {}", own.finding.section, own.finding.level);
        link(out, &own.finding.url, &tame(&place));
        out.close("span");
    }
    more(out, own.breached.len());
    out.close("p");
    let seen = own.seen_in();
    out.open("p", &[("class", &"faint")]);
    out.text("Seen in: ");
    for id in seen.iter().take(SHOWN) {
        out.open("span", &[("class", &"item")]);
        to_result(out, id);
        out.close("span");
    }
    more(out, seen.len());
    out.close("p");
}

fn more(out: &mut Markup, all: usize) {
    if all > SHOWN {
        out.text(&format!(" and {} more", all - SHOWN));
    }
}

/// Coverage by specification and keyword.
pub(super) fn specifications(out: &mut Markup, run: &Run) {
    let rows = coverage::rows(run);
    if rows.is_empty() {
        return;
    }
    out.open("section", &[("class", &"coverage"), ("aria-labelledby", &"coverage")]);
    out.leaf("h2", &[("id", &"coverage")], "Coverage by specification");
    legend(out);
    out.literal("<div class=\"scroll\"><table>\n<thead><tr><th scope=\"col\">Specification</th>");
    for strength in Strength::ALL {
        out.leaf("th", &[("scope", &"col")], strength.as_str());
    }
    out.literal("</tr></thead>\n<tbody>\n");
    rows.iter().for_each(|own| row(out, own));
    out.literal("</tbody>\n</table></div>\n");
    out.close("section");
}

fn legend(out: &mut Markup) {
    out.open("p", &[("class", &"legend faint")]);
    for state in State::ALL {
        out.open("span", &[]);
        out.open("svg", &[("viewBox", &"0 0 10 10"), ("aria-hidden", &"true")]);
        out.shape("rect", &[("class", &class(state)), ("width", &10), ("height", &10)]);
        out.close("svg");
        out.text(state.as_str());
        out.close("span");
    }
    out.close("p");
}

fn row(out: &mut Markup, row: &Row<'_>) {
    out.open("tr", &[]);
    let name = tame(row.specification);
    out.leaf("th", &[("scope", &"row")], &name);
    for (strength, tally) in Strength::ALL.into_iter().zip(&row.tallies) {
        out.open("td", &[]);
        if tally.total() > 0 {
            bar(out, &format!("{name} {}", strength.as_str()), tally);
        }
        out.close("td");
    }
    out.close("tr");
}

/// How many are met, of those that were tested, above a bar of all states.
fn bar(out: &mut Markup, name: &str, tally: &Tally) {
    let total = tally.total();
    let tested = total - tally.of(State::Untested);
    let words = match tested {
        0 => "none tested".to_owned(),
        _ => format!("{} of {tested} met", tally.of(State::Met)),
    };
    out.leaf("span", &[("class", &"met")], &words);
    let told = State::ALL.iter().filter(|state| tally.of(**state) > 0);
    let told: Vec<_> = told.map(|own| format!("{} {}", tally.of(*own), own.as_str())).collect();
    let frame = format!("0 0 {BAR} 8");
    let attributes: crate::report::markup::Attributes<'_> =
        &[("viewBox", &frame), ("preserveAspectRatio", &"none"), ("role", &"img")];
    out.open("svg", attributes);
    out.leaf("title", &[], &format!("{name}: {}", told.join(", ")));
    let mut seen = 0;
    for state in State::ALL {
        let (from, to) = (seen * BAR / total, (seen + tally.of(state)) * BAR / total);
        let width = to - from;
        if width > 0 {
            let class = class(state);
            out.shape(
                "rect",
                &[("class", &class), ("x", &from), ("width", &width), ("height", &8)],
            );
        }
        seen += tally.of(state);
    }
    out.close("svg");
}

const fn class(state: State) -> Verdict {
    match state {
        State::Met => Verdict::Pass,
        State::Warned => Verdict::Warn,
        State::Breached => Verdict::Fail,
        State::Open => Verdict::Inconclusive,
        State::Untested => Verdict::Skipped,
    }
}

/// Where the page comes from, and what the target said it can do.
pub(super) fn footer(out: &mut Markup, run: &Run) {
    out.open("footer", &[("class", &"faint")]);
    out.open("p", &[]);
    out.text("Capabilities of the target: ");
    let all: Vec<String> = run.target.capabilities.iter().map(|own| tame(own)).collect();
    out.text(if all.is_empty() { "none" } else { "" });
    out.text(&all.join(", "));
    out.close("p");
    let version = tame(&run.tool_version);
    let text = format!(
        "Made by assay {version} from the recorded run. Secrets are replaced by names: the same \
         value has the same name throughout a result."
    );
    out.leaf("p", &[], &text);
    out.close("footer");
}
