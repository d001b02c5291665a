//! What `assay snapshot` says. Snapshot files can be edited by anybody and answers come from anywhere,
//! so everything in them is tamed before it is shown.

use std::path::Path;

use anstyle::{AnsiColor, Style};

use crate::exchange::tame;
use crate::snapshot::{Difference, Impact};

/// Why a snapshot is left without its probe.
pub(super) const NO_SUCH_PROBE: &str = "assay has no probe of this name any more";

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// What one probe shows that was not so.
pub(super) struct Drift {
    pub(super) probe: String,
    pub(super) title: String,
    pub(super) found: Vec<Difference>,
}

/// What there is to tell of all probes.
#[derive(Default)]
pub(super) struct Told {
    /// How many are as accepted, or were accepted.
    pub(super) same: usize,
    pub(super) drifts: Vec<Drift>,
    /// Probes that established nothing, with the reason.
    pub(super) open: Vec<(String, String)>,
    /// Probes that the target cannot be asked, with the reason.
    pub(super) left_out: Vec<(String, String)>,
}

/// The page of `check`.
pub(super) fn checked(told: &Told, target: &str, dir: &Path, pending: bool) -> String {
    let groups = grouped(&told.drifts);
    let mut out: String = groups.iter().map(|own| group(own) + "\n").collect();
    out.push_str(&reasons(told));
    let found: Vec<Impact> =
        told.drifts.iter().flat_map(|own| &own.found).map(|own| own.impact).collect();
    let count = |impact| found.iter().filter(|own| **own == impact).count();
    let impacts = [Impact::Breaking, Impact::Notable, Impact::Harmless]
        .map(|impact| format!("{} {}", count(impact), impact.as_str()));
    out.push_str(&format!(
        "{BOLD}{}{BOLD:#} held against {}: {} as accepted, {} drifted ({}), {} not established, {} left out\n",
        tame(target),
        dir.display(),
        told.same,
        told.drifts.len(),
        impacts.join(", "),
        told.open.len(),
        told.left_out.len()
    ));
    if pending && !told.drifts.is_empty() {
        out.push_str(&how_to_decide(dir));
    }
    out
}

/// The page of `accept` once the target was asked.
pub(super) fn accepted(told: &Told, target: &str, dir: &Path) -> String {
    format!(
        "{}{BOLD}{}{BOLD:#} kept in {}: {} accepted, {} not established, {} left out\n",
        reasons(told),
        tame(target),
        dir.display(),
        told.same,
        told.open.len(),
        told.left_out.len()
    )
}

/// One probe with its differences, the hardest first.
pub(super) fn drift(own: &Drift) -> String {
    group(&[own])
}

/// Probes that differ in the same: one cause shows in many of them.
fn grouped(drifts: &[Drift]) -> Vec<Vec<&Drift>> {
    let told = |own: &Drift| -> Vec<(Impact, String)> {
        own.found.iter().map(|own| (own.impact, own.text.clone())).collect()
    };
    let mut groups: Vec<Vec<&Drift>> = Vec::new();
    for drift in drifts {
        let same = |group: &&mut Vec<&Drift>| group.iter().all(|own| told(own) == told(drift));
        match groups.iter_mut().find(same) {
            Some(group) => group.push(drift),
            None => groups.push(vec![drift]),
        }
    }
    groups
}

fn group(drifts: &[&Drift]) -> String {
    let Some((first, others)) = drifts.split_first() else { return String::new() };
    let mut found: Vec<&Difference> = first.found.iter().collect();
    found.sort_by_key(|difference| std::cmp::Reverse(difference.impact));
    let style = color(found.first().map(|own| own.impact));
    let mut out = head("DRIFT", &first.probe, &first.title, style);
    for other in others {
        out.push_str(&head("", &other.probe, &other.title, Style::new()));
    }
    for difference in found {
        let style = color(Some(difference.impact));
        let place = tame(&difference.place);
        let place = if place.is_empty() { place } else { format!("{place}: ") };
        let (impact, text) = (difference.impact.as_str(), tame(&difference.text));
        out.push_str(&format!("                 {style}{impact:<8}{style:#}  {place}{text}\n"));
    }
    out
}

/// What was decided about which probes.
pub(super) fn decided(word: &str, names: &[String], dir: &Path) -> String {
    if names.is_empty() {
        return nothing_pending(dir);
    }
    let lines: String = names.iter().map(|name| format!("{word}  {}\n", tame(name))).collect();
    format!("{lines}{} pending {word} in {}\n", names.len(), dir.display())
}

/// The end of `review`.
pub(super) fn reviewed(left: usize, dir: &Path) -> String {
    if left == 0 { nothing_pending(dir) } else { format!("{left} pending\n{}", how_to_decide(dir)) }
}

/// Nothing waits for a decision.
pub(super) fn nothing_pending(dir: &Path) -> String {
    format!("nothing is pending in {}\n", dir.display())
}

fn how_to_decide(dir: &Path) -> String {
    let dir = dir.display();
    format!(
        "{DIM}look: assay snapshot review --dir {dir}; then `accept --dir {dir}` or `reject --dir {dir}`{DIM:#}\n"
    )
}

fn reasons(told: &Told) -> String {
    let mut out = String::new();
    for (word, list, style) in [
        ("NOT ESTABLISHED", &told.open, color(Some(Impact::Notable))),
        ("left out", &told.left_out, DIM),
    ] {
        for (probe, reason) in list {
            out.push_str(&head(word, probe, reason, style));
        }
    }
    out
}

fn head(word: &str, probe: &str, text: &str, style: Style) -> String {
    format!("{style}{word:<15}{style:#}  {BOLD}{}{BOLD:#}  {}\n", tame(probe), tame(text))
}

fn color(impact: Option<Impact>) -> Style {
    let color = match impact {
        Some(Impact::Breaking) => AnsiColor::Red,
        Some(Impact::Notable) => AnsiColor::Yellow,
        Some(Impact::Harmless) | None => AnsiColor::Cyan,
    };
    Style::new().fg_color(Some(color.into())).bold()
}
