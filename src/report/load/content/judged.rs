//! What the figures were held against: thresholds, an earlier run, the search for the highest rate.

use super::{Cell, Part, Section, Table, Tone, columns, fact};
use crate::measurement::{
    Capacity, CapacityPoint, Change, Compared, Interval, Measurement, ThresholdResult,
};
use crate::report::load::figure::{count, endpoint, number, share, time};

/// The thresholds, the broken ones first.
pub(super) fn thresholds(measurement: &Measurement) -> Option<Section> {
    let mut all: Vec<_> = measurement.thresholds.iter().collect();
    all.sort_by_key(|own| own.holds.map_or(1, |holds| if holds { 2 } else { 0 }));
    let rows: Vec<_> = all.into_iter().map(threshold).collect();
    let head = columns(&["", "threshold", "measured"], &[]);
    (!rows.is_empty()).then(|| Section::new("Thresholds", vec![Part::Table(Table { head, rows })]))
}

/// This run beside an earlier one.
pub(super) fn comparison(measurement: &Measurement) -> Option<Section> {
    let own = measurement.comparison.as_ref()?;
    let mut parts = vec![Part::Facts(vec![
        fact("earlier run", own.baseline_started.to_string()),
        fact("rule", own.rule.as_str()),
    ])];
    let head = columns(&["", "endpoint", "figure"], &["before", "after", "change"]);
    let rows = own.lines.iter().map(compared).collect();
    parts.push(Part::Table(Table { head, rows }));
    parts.extend(own.remarks.iter().cloned().map(Part::Note));
    Some(Section::new("Compared with an earlier run", parts))
}

/// The search for the highest rate, by rate.
pub(super) fn capacity(measurement: &Measurement) -> Option<Section> {
    let own = measurement.capacity.as_ref()?;
    let mut points: Vec<_> = own.points.iter().collect();
    points.sort_by(|a, b| a.rate.total_cmp(&b.rate));
    let rows = points.into_iter().map(probe).collect();
    let figures = ["asked a second", "reached", "p50", "p99", "errors", "semantic"];
    let head = columns(&["SLO"], &figures);
    Some(Section::new(
        "Capacity",
        vec![Part::Facts(search(own)), Part::Table(Table { head, rows })],
    ))
}

/// A figure's median over the blocks and its bounds, such as `12.3 ms (12.1 ms to 12.6 ms)`.
pub(in crate::report::load) fn interval(figure: &str, own: Interval) -> String {
    let told = |value: f64| match figure {
        "rate" => format!("{}/s", number(value)),
        "failed" => share(value / 100.0),
        _ => time(value),
    };
    format!("{} ({} to {})", told(own.median), told(own.low), told(own.high))
}

fn threshold(own: &ThresholdResult) -> Vec<Cell> {
    let (tone, word) = match own.holds {
        Some(true) => (Tone::Good, "holds"),
        Some(false) => (Tone::Bad, "broken"),
        None => (Tone::Doubt, "open"),
    };
    let measured = match (&own.measured, &own.remark) {
        (Some(measured), Some(remark)) => format!("{measured} ({remark})"),
        (Some(told), None) | (None, Some(told)) => told.clone(),
        (None, None) => "no samples".to_owned(),
    };
    vec![Cell::new(tone, word), Cell::plain(own.rule.as_str()), Cell::plain(measured)]
}

fn compared(own: &Compared) -> Vec<Cell> {
    let (tone, word) = match own.verdict {
        Change::Better => (Tone::Good, "better"),
        Change::Same => (Tone::Faint, "same"),
        Change::Worse => (Tone::Bad, "worse"),
        Change::Unclear => (Tone::Doubt, "unclear"),
    };
    let (before, after) = (own.before.median, own.after.median);
    let change = match own.figure.as_str() {
        // A share is compared by its difference: a percentage of a percentage misleads.
        "failed" => format!("{:+.1} points", after - before),
        _ if before > 0.0 => format!("{:+.1} %", (after / before - 1.0) * 100.0),
        _ => String::new(),
    };
    vec![
        Cell::new(tone, word),
        Cell::plain(endpoint(own.endpoint)),
        Cell::plain(own.figure.as_str()),
        Cell::plain(interval(&own.figure, own.before)),
        Cell::plain(interval(&own.figure, own.after)),
        Cell::plain(change),
    ]
}

fn search(own: &Capacity) -> Vec<(String, Cell)> {
    let (tone, held) = match own.rate {
        Some(rate) => (Tone::Good, format!("{} journeys a second", number(rate))),
        None => (Tone::Bad, "none".to_owned()),
    };
    let mut facts = vec![
        fact("SLO", own.slo.as_str()),
        ("highest rate that held".to_owned(), Cell::new(tone, held)),
    ];
    facts.extend(own.broken_at.map(|rate| {
        fact("lowest rate that did not", format!("{} journeys a second", number(rate)))
    }));
    facts.push(fact("conclusion", own.conclusion.as_str()));
    facts
}

fn probe(own: &CapacityPoint) -> Vec<Cell> {
    let (tone, word) = match (own.generator_limited && !own.held, own.held) {
        (true, _) => (Tone::Doubt, "generator limited"),
        (false, true) => (Tone::Good, "held"),
        (false, false) => (Tone::Bad, "broken"),
    };
    vec![
        Cell::new(tone, word),
        Cell::plain(number(own.rate)),
        Cell::plain(number(own.reached)),
        Cell::plain(time(own.p50_us as f64)),
        Cell::plain(time(own.p99_us as f64)),
        Cell::plain(share(own.error_rate)),
        Cell::plain(count(own.semantic)),
    ]
}
