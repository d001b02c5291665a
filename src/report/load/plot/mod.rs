//! Plots as inline SVG, drawn without a script and without anything from elsewhere.
//!
//! In: a measurement. Out: [`Chart`]s, each of which writes itself as one figure. Colours are classes
//! of the page's style sheet, so that one drawing serves a light page, a dark one and paper.

mod axis;
mod capacity;
mod draw;
mod percentiles;
mod timeline;

use axis::Axis;

use crate::measurement::Measurement;
use crate::report::markup::Markup;

/// A drawing with two axes.
#[derive(Debug)]
pub(super) struct Chart {
    title: &'static str,
    /// The drawing in words, for those who do not see it.
    description: String,
    x: Axis,
    y: Axis,
    lines: Vec<Line>,
    marks: Vec<Mark>,
    /// Stretches of the horizontal axis that do not count into the figures.
    bands: Vec<(f64, f64)>,
    /// What to say where the pointer rests: from, to, text.
    hover: Vec<(f64, f64, String)>,
}

/// Points that belong together; without a value the line is broken.
#[derive(Debug)]
struct Line {
    name: String,
    /// A class of the style sheet that holds colour and dashes.
    class: &'static str,
    points: Vec<(f64, Option<f64>)>,
}

/// A single point with a meaning of its own.
#[derive(Debug)]
struct Mark {
    kind: &'static str,
    class: &'static str,
    shape: Shape,
    x: f64,
    y: f64,
    title: String,
}

/// How a mark looks, so that it is told apart without colour.
#[derive(Debug, Clone, Copy)]
enum Shape {
    Disc,
    Cross,
    Ring,
}

impl Chart {
    /// Writes the drawing as a `figure`.
    pub(super) fn write(&self, out: &mut Markup) {
        draw::figure(out, self);
    }
}

/// All plots for which there are data.
///
/// # Errors
/// A histogram that nobody can read.
pub(super) fn charts(measurement: &Measurement) -> Result<Vec<Chart>, String> {
    let mut charts: Vec<Chart> = capacity::chart(measurement).into_iter().collect();
    charts.extend(timeline::latency(measurement));
    charts.extend(timeline::throughput(measurement));
    charts.extend(percentiles::chart(measurement)?);
    charts.extend(timeline::errors(measurement));
    Ok(charts)
}
