//! The comparison as Markdown, for a comment on a change.

use super::parts;
use super::text::{differing, signed, verdict};
use crate::report::markdown::plain;
use crate::verdict::{Change, Difference};

/// The comparison as Markdown.
pub(super) fn render(difference: &Difference) -> String {
    let headline = if difference.is_worse() { "Worse than before" } else { "No worse than before" };
    let counts = parts(difference).map(|(word, changes)| format!("{} {word}", changes.len()));
    let mut out =
        format!("## {headline}\n\n{}, {} as before.\n", counts.join(", "), difference.same);
    for line in differing(&difference.old, &difference.new) {
        out.push_str(&format!("\n> {}\n", plain(&line)));
    }
    for (word, changes) in parts(difference) {
        if !changes.is_empty() {
            out.push_str(&format!(
                "\n### {}\n\n| scenario | before | now | what |\n|---|---|---|---|\n",
                capital(word)
            ));
            changes.iter().for_each(|own| row(&mut out, own));
        }
    }
    out
}

fn row(out: &mut String, own: &Change) {
    let mut words = vec![plain(&own.title)];
    words.extend(own.reason.as_ref().map(|reason| plain(reason)));
    for (sign, seen) in signed(own) {
        let sign = if sign == '+' { "now" } else { "gone" };
        let (requirement, section) = (&seen.requirement, &seen.section);
        words.push(format!("{sign}: `{requirement}` {section}: {}", plain(&seen.actual)));
    }
    let (old, new) = (verdict(own.old), verdict(own.new));
    out.push_str(&format!(
        "| `{}` | {old} | {new} | {} |\n",
        own.id.replace('`', ""),
        words.join("<br>")
    ));
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
