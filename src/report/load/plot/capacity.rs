//! The latency-against-rate curve of a capacity search.

use super::{Axis, Chart, Line, Mark, Shape};
use crate::measurement::{Capacity, CapacityPoint, Measurement};
use crate::report::load::figure::{number, round_time, share, time};

/// p99 and p50 of every probe against its rate; nothing without a search.
pub(super) fn chart(measurement: &Measurement) -> Option<Chart> {
    let own = measurement.capacity.as_ref()?;
    let mut points: Vec<_> = own.points.iter().collect();
    points.sort_by(|a, b| a.rate.total_cmp(&b.rate));
    let least = points.iter().map(|own| own.p50_us).min()?.max(1) as f64;
    let most = points.iter().map(|own| own.p99_us).max()?.max(1) as f64;
    let fastest = points.last()?.rate;
    // Where the generator was the limit, the latency is its own: a mark, but no part of the curve.
    let of_server: Vec<_> =
        points.iter().copied().filter(|own| own.held || !own.generator_limited).collect();
    let line = |name: &str, class, value: fn(&CapacityPoint) -> u64| Line {
        name: name.to_owned(),
        class,
        points: middle(&of_server, value),
    };
    let mut lines =
        vec![line("p99", "line c2", |own| own.p99_us), line("p50", "line c1", |own| own.p50_us)];
    let y = Axis::log("latency (log scale)".to_owned(), least, most, round_time);
    if let Some(rate) = own.rate {
        // From below the axis to above it: the drawing ends where the axis does.
        let points = vec![(rate, Some(f64::MIN_POSITIVE)), (rate, Some(f64::MAX))];
        let name = format!("capacity: {} a second", number(rate));
        lines.push(Line { name, class: "line good dashed", points });
    }
    Some(Chart {
        title: "Latency against rate",
        description: described(own),
        x: Axis::rounded("journeys a second, asked for".to_owned(), fastest, number),
        y,
        lines,
        marks: points.iter().map(|own| mark(own)).collect(),
        bands: Vec::new(),
        hover: Vec::new(),
    })
}

/// One point a rate: the middle of its repetitions.
fn middle(sorted: &[&CapacityPoint], value: fn(&CapacityPoint) -> u64) -> Vec<(f64, Option<f64>)> {
    let same = |a: &&CapacityPoint, b: &&CapacityPoint| (a.rate - b.rate).abs() < 1e-9;
    let of = |group: &[&CapacityPoint]| {
        let mut values: Vec<_> = group.iter().map(|own| value(own).max(1)).collect();
        values.sort_unstable();
        let us = values.get(values.len() / 2).map(|us| *us as f64);
        (group.first().map_or(0.0, |own| own.rate), us)
    };
    sorted.chunk_by(same).map(of).collect()
}

fn mark(own: &CapacityPoint) -> Mark {
    let (kind, class, shape) = match (own.generator_limited && !own.held, own.held) {
        (true, _) => ("generator limited", "mark doubt", Shape::Ring),
        (false, true) => ("held", "mark good", Shape::Disc),
        (false, false) => ("broken", "mark bad", Shape::Cross),
    };
    let title = format!(
        "{kind} at {} a second ({} reached)\np50 {}, p99 {}, errors {}, semantic violations {}",
        number(own.rate),
        number(own.reached),
        time(own.p50_us as f64),
        time(own.p99_us as f64),
        share(own.error_rate),
        own.semantic
    );
    Mark { kind, class, shape, x: own.rate, y: own.p99_us.max(1) as f64, title }
}

fn described(own: &Capacity) -> String {
    let held = own.rate.map_or("no rate held".to_owned(), |rate| {
        format!("the SLO held up to {} journeys a second", number(rate))
    });
    let broken =
        own.broken_at.map(|rate| format!(" and broke at {}", number(rate))).unwrap_or_default();
    format!("{} probes: {held}{broken}.", own.points.len())
}
