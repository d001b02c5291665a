//! Puts the page together: verdict, what to mend first, coverage, then every result.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::content::standing;
use super::{controls, result, stale, summary};
use crate::exchange::tame;
use crate::report::headline::headline;
use crate::report::markup::Markup;
use crate::report::priority;
use crate::verdict::{Run, ScenarioResult};

const HEAD: &str = r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
"#;

const PALETTE: &str = include_str!("../palette.css");
const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// The order in which results are told, with the words above them.
const GROUPS: [(&str, &str); 6] = [
    ("fail", "Failed"),
    ("inconclusive", "Not established"),
    ("warn", "Warnings"),
    ("known", "Known deviations"),
    ("pass", "Passed"),
    ("skipped", "Skipped"),
];

/// The run as an HTML page.
pub(in crate::report) fn render(run: &Run) -> String {
    let mut out = Markup::default();
    head(&mut out, run);
    out.literal("<body>\n<main>\n");
    summary::header(&mut out, run);
    stale::section(&mut out, run);
    summary::mend(&mut out, run);
    summary::specifications(&mut out, run);
    controls::bar(&mut out, run);
    for (word, title) in GROUPS {
        group(&mut out, run, word, title);
    }
    out.literal("<p id=\"nothing\" class=\"faint\" hidden>No result fits the filters.</p>\n");
    summary::footer(&mut out, run);
    out.literal("</main>\n");
    controls::keys(&mut out);
    out.literal("<script>");
    out.literal(SCRIPT);
    out.literal("</script>\n</body>\n</html>\n");
    out.finish()
}

fn head(out: &mut Markup, run: &Run) {
    out.literal(HEAD);
    let style = hash(&format!("\n{PALETTE}{STYLE}"));
    let policy = format!(
        "default-src 'none'; script-src {}; style-src {style}; img-src data:; base-uri 'none'; \
         form-action 'none'",
        hash(SCRIPT)
    );
    out.open("meta", &[("http-equiv", &"Content-Security-Policy"), ("content", &policy)]);
    // Browsers ask the server for an icon unless the page names one.
    out.open("link", &[("rel", &"icon"), ("href", &"data:,")]);
    let word = headline(run).word;
    out.leaf("title", &[], &format!("{word}: {} (assay)", tame(&run.target.name)));
    out.literal("<style>\n");
    out.literal(PALETTE);
    out.literal(STYLE);
    out.literal("</style>\n</head>\n");
}

/// A source of the policy: the hash of exactly what stands between the tags.
fn hash(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)))
}

fn group(out: &mut Markup, run: &Run, word: &str, title: &str) {
    let own = |own: &&ScenarioResult| standing(own) == word;
    let mut results: Vec<&ScenarioResult> = run.results.iter().filter(own).collect();
    if results.is_empty() {
        return;
    }
    results.sort_by_key(|own| worst(own));
    out.open("section", &[("class", &"group"), ("data-group", &word)]);
    out.leaf("h2", &[], &format!("{title} ({})", results.len()));
    for own in results {
        result::write(out, run, own);
    }
    out.close("section");
}

/// What exposes most comes first; the rest stays in the order of the plan.
fn worst(result: &ScenarioResult) -> usize {
    let threats = result.findings.iter().map(|own| priority::threat(result, own));
    threats.map(priority::rank).min().unwrap_or(usize::MAX)
}
