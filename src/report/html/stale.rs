//! Entries of the list of known deviations that no longer hold: each of them fails the run.

use super::content::to_result;
use crate::exchange::tame;
use crate::report::markup::Markup;
use crate::verdict::{Run, Stale};

/// Every entry, with what is wrong with it and what it says.
pub(super) fn section(out: &mut Markup, run: &Run) {
    if run.stale.is_empty() {
        return;
    }
    out.open("section", &[("class", &"alarm"), ("aria-labelledby", &"stale")]);
    let title = format!("Known deviations that no longer hold ({})", run.stale.len());
    out.leaf("h2", &[("id", &"stale")], &title);
    out.open("ul", &[]);
    for own in &run.stale {
        out.open("li", &[]);
        entry(out, run, own);
        out.close("li");
    }
    out.close("ul");
    out.close("section");
}

fn entry(out: &mut Markup, run: &Run, own: &Stale) {
    out.open("p", &[]);
    out.leaf("strong", &[], &tame(&own.why));
    out.close("p");
    out.open("p", &[]);
    if run.results.iter().any(|result| result.id == own.scenario) {
        to_result(out, &own.scenario);
    } else {
        out.leaf("code", &[], &tame(&own.scenario));
    }
    out.text(", requirement ");
    out.leaf("code", &[], &tame(&own.requirement));
    out.text(", check ");
    out.leaf("code", &[], &tame(&own.check));
    out.close("p");
    let said = [("Listed as", &own.actual), ("Reason given", &own.reason)];
    for (word, text) in said.into_iter().filter(|(_, text)| !text.is_empty()) {
        out.leaf("p", &[("class", &"faint")], &format!("{word}: {}", tame(text)));
    }
}
