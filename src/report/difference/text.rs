//! The comparison for a terminal.

use super::parts;
use crate::exchange::tame;
use crate::verdict::{Change, Difference, Seen, Side, Verdict};

/// The comparison as plain text.
pub(super) fn render(difference: &Difference) -> String {
    let mut out = String::new();
    for (word, changes) in parts(difference) {
        changes.iter().for_each(|own| change(&mut out, word, own));
    }
    if !out.is_empty() {
        out.push('\n');
    }
    for line in differing(&difference.old, &difference.new) {
        out.push_str(&format!("note: {line}\n"));
    }
    let counts = parts(difference).map(|(word, changes)| format!("{} {word}", changes.len()));
    out.push_str(&format!("{}, {} as before\n", counts.join(", "), difference.same));
    out
}

fn change(out: &mut String, word: &str, own: &Change) {
    let way = format!("{} -> {}", verdict(own.old), verdict(own.new));
    let id = tame(&own.id);
    out.push_str(&format!(
        "{:<9} {id}  {way}\n          {}\n",
        word.to_uppercase(),
        tame(&own.title)
    ));
    if let Some(reason) = &own.reason {
        out.push_str(&format!("          {}\n", tame(reason)));
    }
    for (sign, seen) in signed(own) {
        let Seen { requirement, section, grade, actual } = seen;
        let grade = grade.as_str();
        out.push_str(&format!(
            "        {sign} {requirement}  {section} ({grade}): {}\n",
            tame(actual)
        ));
    }
}

/// What came, then what went.
pub(super) fn signed(own: &Change) -> impl Iterator<Item = (char, &Seen)> {
    let gained = own.gained.iter().map(|own| ('+', own));
    gained.chain(own.lost.iter().map(|own| ('-', own)))
}

/// The word for a verdict, or that there was none.
pub(super) fn verdict(own: Option<Verdict>) -> &'static str {
    own.map_or("not judged", Verdict::as_str)
}

/// What makes the two runs hard to compare.
pub(super) fn differing(old: &Side, new: &Side) -> Vec<String> {
    let suites = |own: &Side| {
        let all = own.suites.iter().map(|own| format!("{} {}", own.name, own.version));
        all.collect::<Vec<_>>().join(", ")
    };
    let told = [
        ("targets are", tame(&old.target), tame(&new.target)),
        ("suites are", suites(old), suites(new)),
        ("versions of assay are", old.tool_version.clone(), new.tool_version.clone()),
    ];
    let differ = told.into_iter().filter(|(_, old, new)| old != new);
    let mut lines: Vec<String> =
        differ.map(|(what, old, new)| format!("the {what} not the same: {old}; {new}")).collect();
    for (which, side) in [("older", old), ("newer", new)] {
        if side.interrupted {
            lines.push(format!("the {which} run was interrupted"));
        }
    }
    lines
}
