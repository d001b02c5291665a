//! Latency by percentile, one line an endpoint, of the answers as expected.

use super::{Axis, Chart, Line};
use crate::measurement::{Latencies, Measurement, Outcome, Series};
use crate::report::load::figure::{endpoint, percentile, round_time};

/// One class of the style sheet a line, in the order of the record.
const CLASSES: [&str; 7] = [
    "line c1",
    "line c2 dashed",
    "line c3",
    "line c4 dotted",
    "line c5",
    "line c6 dashed",
    "line faint",
];

/// Steps between two nines; the curve looks smooth at this many.
const STEPS: u32 = 40;

/// The curve, as far as ten samples lie beyond a percentile.
///
/// # Errors
/// A histogram that nobody can read.
pub(super) fn chart(measurement: &Measurement) -> Result<Option<Chart>, String> {
    let mut lines = Vec::new();
    let good = |own: &&Series| own.outcome == Outcome::Ok && own.latency.count >= 20;
    for (series, class) in measurement.series.iter().filter(good).zip(CLASSES.iter().cycle()) {
        let latencies = Latencies::from_base64(&series.latency.histogram)
            .map_err(|error| format!("failed to read {error}"))?;
        let name = endpoint(series.endpoint).to_owned();
        lines.push(Line { name, class, points: curve(&latencies) });
    }
    let points = || lines.iter().flat_map(|own| &own.points);
    let values = || points().filter_map(|(_, us)| *us);
    let furthest = points().map(|(percent, _)| *percent).fold(0.0, f64::max);
    let (least, most) = (values().fold(f64::INFINITY, f64::min), values().fold(0.0, f64::max));
    if lines.is_empty() || most <= 0.0 {
        return Ok(None);
    }
    let ends = lines.iter().filter_map(|own| {
        let (percent, us) = own.points.last()?;
        let us = round_time(us.unwrap_or_default().round());
        Some(format!("{}: {} at {us}", own.name, percentile(*percent)))
    });
    let description =
        format!("Of the answers as expected. {}.", ends.collect::<Vec<_>>().join(", "));
    Ok(Some(Chart {
        title: "Latency by percentile",
        description,
        x: Axis::nines("percentile, as far as 10 samples lie beyond".to_owned(), furthest),
        y: Axis::log("latency (log scale)".to_owned(), least, most, round_time),
        lines,
        marks: Vec::new(),
        bands: Vec::new(),
        hover: Vec::new(),
    }))
}

fn curve(latencies: &Latencies) -> Vec<(f64, Option<f64>)> {
    // The last percentile with ten samples beyond it.
    let furthest = (1.0 - 10.0 / latencies.count() as f64).min(0.999_99);
    let nines = -(1.0 - furthest).log10();
    let steps = (nines * f64::from(STEPS)).ceil().max(1.0) as u32;
    let percents = (0..=steps).map(|step| {
        let nines = nines * f64::from(step) / f64::from(steps);
        (1.0 - 10_f64.powf(-nines)) * 100.0
    });
    percents.map(|own| (own, Some(latencies.percentile_us(own).max(1) as f64))).collect()
}
