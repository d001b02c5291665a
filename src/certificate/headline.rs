//! The first line of a certificate, and the page below it.

use crate::exchange::tame;
use crate::verdict::{Run, Verdict};

/// What the run amounts to, with everything that a reader must not overlook, in one line.
#[must_use]
pub fn headline(run: &Run) -> String {
    let counts = run.summary;
    let word = match run.worst() {
        Some(Verdict::Fail) => "DOES NOT CONFORM",
        Some(Verdict::Inconclusive) | None => "NOT ESTABLISHED",
        _ if run.interrupted => "NOT ESTABLISHED",
        _ if !run.stale.is_empty() => "DOES NOT CONFORM",
        _ if counts.known > 0 => "CONFORMS BUT FOR KNOWN DEVIATIONS",
        _ => "CONFORMS",
    };
    let parts = [
        (counts.fail, "failed"),
        (counts.inconclusive, "inconclusive"),
        (known(run), "with known deviations"),
        (run.stale.len() as u64, "stale entries of known deviations"),
        (counts.warn, "with warnings"),
        (counts.skipped, "skipped"),
        (counts.pass, "passed"),
    ];
    let told = parts.iter().filter(|(count, _)| *count > 0);
    let mut told: Vec<String> = told.map(|(count, what)| format!("{count} {what}")).collect();
    if run.interrupted {
        told.push("interrupted before its end".to_owned());
    }
    format!("{word}: {}", told.join(", "))
}

/// Every result with a known deviation, also where something else decides its verdict.
fn known(run: &Run) -> u64 {
    let with =
        |own: &&crate::verdict::ScenarioResult| own.findings.iter().any(|f| f.known.is_some());
    run.results.iter().filter(with).count() as u64
}

/// The page for people: the headline, what was tested by what, and how to check it.
pub(super) fn page(run: &Run, source_hash: &str, key_id: &str) -> String {
    let suites = run.suites.iter().map(|own| format!("{} {}", own.name, own.version));
    let suites = suites.collect::<Vec<_>>().join(", ");
    let mut page = headline(run) + "\n\n";
    for (name, value) in [
        ("target", tame(&run.target.name)),
        ("issuer", tame(run.target.issuer.as_deref().unwrap_or("none"))),
        ("held to", suites),
        ("begun", run.started.to_string()),
        ("seed", run.seed.to_string()),
        ("assay", run.tool_version.clone()),
        ("source", format!("sha256 {source_hash}")),
        ("signed by", key_id.to_owned()),
    ] {
        page.push_str(&format!("{name:<10} {value}\n"));
    }
    for result in &run.results {
        for known in result.findings.iter().filter_map(|own| own.known.as_ref()) {
            page.push_str(&format!("known      {}: {}\n", result.id, tame(&known.in_words())));
        }
    }
    page.push_str("\nCheck it with: assay verify --key PUBLIC_KEY FOLDER\n");
    page
}
