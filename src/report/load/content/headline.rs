//! The verdict in words, with everything that a reader must know before any figure.

use super::Tone;
use crate::measurement::{LoadVerdict, Measurement};
use crate::report::load::figure::counted;

/// What the run amounts to.
#[derive(Debug)]
pub(in crate::report::load) struct Headline {
    /// `PASS`, `FAIL` or `NOT ESTABLISHED`.
    pub(in crate::report::load) word: String,
    /// How it is meant.
    pub(in crate::report::load) tone: Tone,
    /// Why; never empty.
    pub(in crate::report::load) reasons: Vec<String>,
    /// A generator at its limit measured itself: why it was, or nothing.
    pub(in crate::report::load) limits: Vec<String>,
}

/// The verdict with its reasons, those that decide first.
pub(in crate::report::load) fn headline(measurement: &Measurement) -> Headline {
    let judgement = measurement.verdict();
    let mut reasons = judgement.reasons;
    if reasons.is_empty() {
        reasons.push(good(measurement));
    }
    let tone = match judgement.verdict {
        LoadVerdict::Pass => Tone::Good,
        LoadVerdict::Fail => Tone::Bad,
        LoadVerdict::NotEstablished => Tone::Doubt,
    };
    let word = judgement.verdict.as_str().to_uppercase();
    Headline { word, tone, reasons, limits: measurement.generator.limited_by.clone() }
}

fn good(measurement: &Measurement) -> String {
    let held = match measurement.thresholds.len() {
        0 => "no threshold was set".to_owned(),
        1 => "the threshold holds".to_owned(),
        all => format!("all {all} thresholds hold"),
    };
    match measurement.counts.verified {
        0 => format!("{held}; no answer was verified"),
        verified => {
            format!("{held}; no semantic violation in {}", counted(verified, "verified answer"))
        }
    }
}
