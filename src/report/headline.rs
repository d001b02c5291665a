//! The verdict of a run in words.

use crate::verdict::{Run, Verdict};

/// What a run amounts to.
#[derive(Debug)]
pub(super) struct Headline {
    /// `PASS`, `FAIL` or `NOT ESTABLISHED`: the same as the exit code.
    pub(super) word: &'static str,
    /// Which verdict gives the colour.
    pub(super) tone: Verdict,
    /// Why, as one sentence without its point.
    pub(super) reason: String,
}

/// The verdict with its reason.
pub(super) fn headline(run: &Run) -> Headline {
    let (word, tone) = match run.worst() {
        Some(Verdict::Fail) => ("FAIL", Verdict::Fail),
        _ if !run.stale.is_empty() => ("FAIL", Verdict::Fail),
        Some(Verdict::Pass | Verdict::Warn) if !run.interrupted => ("PASS", Verdict::Pass),
        _ => ("NOT ESTABLISHED", Verdict::Inconclusive),
    };
    Headline { word, tone, reason: reason(run) }
}

fn reason(run: &Run) -> String {
    let counts = run.summary;
    let told = [
        (counts.fail, "breaches a requirement", "breach requirements"),
        (counts.inconclusive, "established nothing", "established nothing"),
        (counts.warn, "does not follow a recommendation", "do not follow recommendations"),
        (counts.pass, "passes", "pass"),
        (counts.skipped, "was skipped", "were skipped"),
        (counts.known, "is a known deviation", "are known deviations"),
    ];
    let told = told.iter().filter(|(count, ..)| *count > 0);
    let mut parts: Vec<String> = told
        .map(|(count, one, many)| format!("{count} {}", if *count == 1 { one } else { many }))
        .collect();
    if !run.stale.is_empty() {
        parts.push(format!("{} of the known deviations no longer hold", run.stale.len()));
    }
    match parts.len() {
        0 => "nothing was run".to_owned(),
        _ => format!("Of {} results {}", run.results.len(), parts.join(", ")),
    }
}

/// `oauth20 1.0.0, bcp 1.0.0`.
pub(super) fn suites(run: &Run) -> String {
    let all = run.suites.iter().map(|suite| format!("{} {}", suite.name, suite.version));
    all.collect::<Vec<_>>().join(", ")
}

/// The topic of a result: what stands before the first `/` of its id.
pub(super) fn area(id: &str) -> &str {
    id.split_once('/').map_or(id, |(area, _)| area)
}

/// Milliseconds as a person says it.
pub(super) fn duration(ms: u64) -> String {
    match ms {
        0..1_000 => format!("{ms} ms"),
        1_000..60_000 => format!("{}.{} s", ms / 1_000, ms % 1_000 / 100),
        _ => format!("{} min {} s", ms / 60_000, ms % 60_000 / 1_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_told_in_the_unit_that_fits() {
        assert_eq!([999, 1_050, 61_234].map(duration), ["999 ms", "1.0 s", "1 min 1 s"]);
    }
}
