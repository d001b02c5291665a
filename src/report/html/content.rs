//! Pieces that several parts of the page draw: badges, links, addresses inside the page.

use crate::exchange::tame;
use crate::report::markup::Markup;
use crate::spec::Threat;
use crate::verdict::ScenarioResult;

/// What a result counts as: its verdict, or `known` where only known deviations keep it from passing.
pub(super) fn standing(result: &ScenarioResult) -> &'static str {
    if result.is_known() { "known" } else { result.open().as_str() }
}

/// That as a coloured word.
pub(super) fn badge(out: &mut Markup, result: &ScenarioResult) {
    let word = standing(result);
    out.leaf("span", &[("class", &format!("badge {word}"))], word);
}

/// What a breach exposes, with the sentence behind it.
pub(super) fn threat(out: &mut Markup, threat: Threat) {
    let title = format!("RFC 9700 {}: {}", threat.section(), threat.gain());
    out.leaf("span", &[("class", &"threat"), ("title", &title)], threat.as_str());
}

/// A link to a specification; the text alone where the address is none of the web.
pub(super) fn link(out: &mut Markup, url: &str, text: &str) {
    if url.starts_with("https://") || url.starts_with("http://") {
        out.leaf("a", &[("href", &url), ("rel", &"noopener noreferrer")], text);
    } else {
        out.text(text);
    }
}

/// A link to a result on this page, under its id.
pub(super) fn to_result(out: &mut Markup, id: &str) {
    out.leaf("a", &[("href", &format!("#{}", anchor(id)))], &tame(id));
}

/// The name by which a result is linked: it stays the same from run to run.
pub(super) fn anchor(id: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || "-_/.".contains(c) { c } else { '_' };
    id.chars().map(plain).collect()
}

/// The name of an exchange in a result's transcript, or in that of its control.
pub(super) fn exchange_anchor(result: &ScenarioResult, control: bool, number: usize) -> String {
    let kind = if control { "control" } else { "exchange" };
    format!("{}:{kind}-{number}", anchor(&result.id))
}

/// A line to copy; the button works where the script does.
pub(super) fn command(out: &mut Markup, text: &str) {
    out.open("div", &[("class", &"command")]);
    out.leaf("pre", &[], text);
    out.leaf("button", &[("type", &"button"), ("class", &"copy needs-script")], "Copy");
    out.close("div");
}

/// `1 exchange`, `3 exchanges`.
pub(super) fn counted(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}
