//! One finding: expected against actual, the requirement, what to do, and the request again.

use super::content::{command, exchange_anchor, link, threat};
use super::result::seen_in;
use crate::exchange::{curl_line, tame, tame_lines};
use crate::report::markup::Markup;
use crate::report::priority;
use crate::verdict::{Finding, Run, ScenarioResult};

/// A finding of a result.
pub(super) fn write(out: &mut Markup, run: &Run, result: &ScenarioResult, own: &Finding) {
    out.open("article", &[("class", &format!("finding {}", own.grade.as_str()))]);
    head(out, result, own);
    if let Some(text) = &own.text {
        out.leaf("p", &[], &format!("{}.", tame(text).trim_end_matches('.')));
    }
    out.open("dl", &[("class", &"compared")]);
    for (word, text) in [("Expected", &own.expected), ("Actual", &own.actual)] {
        out.open("div", &[("class", &word.to_lowercase())]);
        out.leaf("dt", &[], word);
        out.leaf("dd", &[], &tame(text));
        out.close("div");
    }
    out.close("dl");
    if let Some(remedy) = &own.remedy {
        out.open("p", &[("class", &"remedy")]);
        out.leaf("strong", &[], "To fix: ");
        out.text(&tame(remedy));
        out.close("p");
    }
    if let Some(known) = &own.known {
        out.open("p", &[("class", &"remedy")]);
        out.leaf("strong", &[], "Known: ");
        out.text(&tame(&known.in_words()));
        out.close("p");
    }
    remarks(out, run, own);
    request(out, result, own);
    out.close("article");
}

fn head(out: &mut Markup, result: &ScenarioResult, own: &Finding) {
    out.open("h3", &[]);
    out.leaf("code", &[], &tame(&own.requirement));
    link(out, &own.url, &tame(&format!("{} {}", own.section, own.level)));
    out.leaf("span", &[("class", &"weight")], own.grade.as_str());
    if let Some(exposed) = priority::threat(result, own) {
        threat(out, exposed);
    }
    out.close("h3");
}

fn remarks(out: &mut Markup, run: &Run, own: &Finding) {
    if !own.also.is_empty() {
        out.leaf("p", &[("class", &"faint")], &format!("Also breached: {}", own.also.join(", ")));
    }
    if let (Some(scenario), Some(times)) = (&own.seen_in, own.times) {
        out.open("p", &[("class", &"faint")]);
        out.text(&if times == 1 {
            "Seen once, in ".to_owned()
        } else {
            format!("Seen {times} times, first in ")
        });
        seen_in(out, run, scenario);
        out.close("p");
    }
}

/// The exchange that shows it, as a link into the timeline and as a line for a shell.
fn request(out: &mut Markup, result: &ScenarioResult, own: &Finding) {
    let shown =
        own.exchange.and_then(|number| result.transcript.exchanges().nth(number.checked_sub(1)?));
    let Some((number, step, exchange)) = shown else {
        return;
    };
    out.open("p", &[("class", &"faint")]);
    out.text("Shown by ");
    let href = format!("#{}", exchange_anchor(result, false, number));
    out.leaf("a", &[("href", &href)], &format!("exchange {number}"));
    let check = tame(&own.check);
    let seen =
        if check == "outcome" { String::new() } else { format!(", seen by the check {check}") };
    out.text(&format!("(step {}){seen}", tame(&step.name)));
    out.close("p");
    command(out, &tame_lines(&curl_line(&exchange.request)));
}
