//! Latencies by endpoint and outcome, as a table.

use super::{Cell, Part, Section, Table, Tone, columns};
use crate::measurement::{Distribution, Measurement, Outcome, Series};
use crate::report::load::figure::{count, endpoint, percentile, rate, time};

/// The percentiles that a person reads.
const SHOWN: [f64; 5] = [50.0, 90.0, 99.0, 99.9, 99.99];

/// What stands where too few samples support a percentile.
const UNSUPPORTED: &str = "-";

/// One row an endpoint and outcome.
pub(super) fn section(measurement: &Measurement) -> Option<Section> {
    let series = || measurement.series.iter().filter(|own| own.latency.count > 0);
    let rows: Vec<_> = series().map(|own| row(own, measurement.counts.seconds)).collect();
    if rows.is_empty() {
        return None;
    }
    let mut head = columns(&["endpoint", "outcome"], &["count", "a second"]);
    head.extend(SHOWN.map(|percent| (percentile(percent), true)));
    head.push(("max".to_owned(), true));
    let mut parts = vec![Part::Table(Table { head, rows })];
    let unsupported =
        |own: &Series| SHOWN.iter().any(|percent| supported(&own.latency, *percent).is_none());
    if series().any(unsupported) {
        let note = "fewer than 10 samples lie beyond that percentile, so it would say little";
        parts.push(Part::Note(format!("{UNSUPPORTED}  {note}")));
    }
    Some(Section::new("Latency to the end of the body", parts))
}

fn row(series: &Series, seconds: f64) -> Vec<Cell> {
    let latency = &series.latency;
    let a_second = if seconds > 0.0 { latency.count as f64 / seconds } else { 0.0 };
    let tone = match series.outcome {
        Outcome::Ok => Tone::Plain,
        Outcome::Throttled => Tone::Doubt,
        _ => Tone::Bad,
    };
    let mut cells = vec![
        Cell::plain(endpoint(series.endpoint)),
        Cell::new(tone, in_words(series.outcome)),
        Cell::plain(count(latency.count)),
        Cell::plain(rate(a_second)),
    ];
    cells.extend(SHOWN.map(|percent| match supported(latency, percent) {
        Some(us) => Cell::plain(time(us as f64)),
        None => Cell::new(Tone::Faint, UNSUPPORTED),
    }));
    cells.push(Cell::plain(time(latency.max_us as f64)));
    cells
}

fn supported(latency: &Distribution, percent: f64) -> Option<u64> {
    let same = latency.quantiles.iter().find(|own| (own.percent - percent).abs() < 1e-9);
    same.filter(|own| own.supported).map(|own| own.us)
}

const fn in_words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Ok => "ok",
        Outcome::OauthError => "OAuth error",
        Outcome::HttpError => "HTTP error",
        Outcome::Throttled => "throttled",
        Outcome::NoAnswer => "no answer",
        Outcome::Wrong => "wrong",
    }
}
