//! The run over time: latency, throughput, and what went wrong.

use super::{Axis, Chart, Line};
use crate::measurement::{Measurement, Point};
use crate::report::load::figure::{a_second, number, round_time, time};

/// A name, a class of the style sheet and what is counted.
type Counted = (&'static str, &'static str, fn(&Point) -> u64);

/// Median, p99 and the largest latency over time.
pub(super) fn latency(measurement: &Measurement) -> Option<Chart> {
    let points = &measurement.timeline;
    let values = || points.iter().filter(|own| own.requests > 0);
    let least = values().map(|own| own.p50_us).min()?.max(1) as f64;
    let most = values().map(|own| own.max_us).max()?.max(1) as f64;
    let line = |name: &str, class, value: fn(&Point) -> u64| {
        // Without requests there is no latency: the line has a gap, not a zero.
        let of = |own: &Point| (own.requests > 0).then(|| value(own).max(1) as f64);
        Line { name: name.to_owned(), class, points: at(points, of) }
    };
    let lines = vec![
        line("max", "line faint dotted", |own| own.max_us),
        line("p99", "line c2", |own| own.p99_us),
        line("p50", "line c1", |own| own.p50_us),
    ];
    let description = format!(
        "All requests; the median lies between {} and {}, the largest latency is {}.",
        time(least),
        time(values().map(|own| own.p50_us).max()? as f64),
        time(most)
    );
    let y = Axis::log("latency (log scale)".to_owned(), least, most, round_time);
    chart(measurement, "Latency over time", description, y, lines)
}

/// Answers a second over time, and arrivals that could not be sent.
pub(super) fn throughput(measurement: &Measurement) -> Option<Chart> {
    let requests: Counted = ("requests", "line c1", |own| own.requests);
    let not_sent: Counted = ("not sent", "line c2 dashed", |own| own.not_sent);
    let mut shown = vec![requests];
    shown.extend(seen(measurement, &[not_sent]));
    let most = highest(&measurement.timeline, requests.2);
    let description = format!("At most {} requests a second.", number(most));
    rates(measurement, "Throughput over time", description, "requests a second", &shown)
}

/// Errors and semantic violations over time; nothing if there were none.
pub(super) fn errors(measurement: &Measurement) -> Option<Chart> {
    let shown = seen(
        measurement,
        &[
            ("errors", "line bad", |own| own.errors),
            ("semantic violations", "line c3 dashed", |own| own.semantic),
        ],
    );
    let at_most = |(name, _, count): &Counted| {
        format!("{name}: at most {} a second", number(highest(&measurement.timeline, *count)))
    };
    let description = format!("{}.", shown.iter().map(at_most).collect::<Vec<_>>().join(", "));
    rates(measurement, "Errors over time", description, "answers a second", &shown)
}

/// Those that occurred at all.
fn seen(measurement: &Measurement, kinds: &[Counted]) -> Vec<Counted> {
    let occurs = |(.., count): &&Counted| measurement.timeline.iter().any(|own| count(own) > 0);
    kinds.iter().filter(occurs).copied().collect()
}

fn rates(
    measurement: &Measurement,
    title: &'static str,
    description: String,
    unit: &str,
    shown: &[Counted],
) -> Option<Chart> {
    if shown.is_empty() {
        return None;
    }
    let points = &measurement.timeline;
    let line = |(name, class, count): &Counted| Line {
        name: (*name).to_owned(),
        class,
        points: at(points, |own| Some(a_second(own, count(own)))),
    };
    let most = shown.iter().map(|(.., count)| highest(points, count)).fold(0.0, f64::max);
    let y = Axis::rounded(unit.to_owned(), most, number);
    chart(measurement, title, description, y, shown.iter().map(line).collect())
}

fn chart(
    measurement: &Measurement,
    title: &'static str,
    description: String,
    y: Axis,
    lines: Vec<Line>,
) -> Option<Chart> {
    let [_, .., last] = measurement.timeline.as_slice() else { return None };
    let end = last.at_s + last.seconds;
    // Past ten minutes nobody counts in seconds.
    let (unit, length) = if end > 600.0 { ("minutes", 60.0) } else { ("seconds", 1.0) };
    let in_unit = |value: f64| value / length;
    let x = Axis::exact(format!("{unit} since the load began"), in_unit(end), number);
    let lines = lines.into_iter().map(|own| Line {
        points: own.points.into_iter().map(|(x, y)| (in_unit(x), y)).collect(),
        ..own
    });
    let bands = unmeasured(measurement, end).into_iter().map(|(a, b)| (in_unit(a), in_unit(b)));
    let hover = measurement.timeline.iter();
    let hover = hover.map(|own| (in_unit(own.at_s), in_unit(own.at_s + own.seconds), told(own)));
    Some(Chart {
        title,
        description,
        x,
        y,
        lines: lines.collect(),
        marks: Vec::new(),
        bands: bands.collect(),
        hover: hover.collect(),
    })
}

/// Ramp and cool-down, in seconds.
fn unmeasured(measurement: &Measurement, end: f64) -> Vec<(f64, f64)> {
    let mut from = 0.0;
    let mut bands = Vec::new();
    for stage in &measurement.shape.stages {
        let to = from + stage.seconds;
        if !stage.measured && from < end {
            bands.push((from, to.min(end)));
        }
        from = to;
    }
    bands
}

fn at(points: &[Point], value: impl Fn(&Point) -> Option<f64>) -> Vec<(f64, Option<f64>)> {
    points.iter().map(|own| (own.at_s + own.seconds / 2.0, value(own))).collect()
}

fn highest(points: &[Point], count: impl Fn(&Point) -> u64) -> f64 {
    points.iter().map(|own| a_second(own, count(own))).fold(0.0, f64::max)
}

fn told(own: &Point) -> String {
    let mut text =
        format!("{} s: {} a second", number(own.at_s), number(a_second(own, own.requests)));
    if own.requests > 0 {
        let [p50, p99, max] = [own.p50_us, own.p99_us, own.max_us].map(|us| time(us as f64));
        text.push_str(&format!("\np50 {p50}, p99 {p99}, max {max}"));
    }
    for (count, name) in
        [(own.errors, "errors"), (own.semantic, "semantic violations"), (own.not_sent, "not sent")]
    {
        if count > 0 {
            text.push_str(&format!("\n{name}: {count}"));
        }
    }
    text
}
