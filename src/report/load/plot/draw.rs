//! Draws a chart: grid, axes, lines, marks, and the legend under the title.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::{Chart, Line, Mark, Shape};
use crate::report::markup::Markup;

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 300.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 612.0;
const TOP: f64 = 22.0;
const BOTTOM: f64 = 256.0;

/// The chart as a `figure` with its title, its legend and the drawing.
pub(super) fn figure(out: &mut Markup, chart: &Chart) {
    out.open("figure", &[]);
    out.open("figcaption", &[]);
    out.leaf("strong", &[], chart.title);
    legend(out, chart);
    out.close("figcaption");
    out.open("div", &[("class", &"scroll")]);
    let frame = format!("0 0 {WIDTH} {HEIGHT}");
    out.open("svg", &[("viewBox", &frame), ("role", &"img")]);
    out.leaf("title", &[], &format!("{}. {}", chart.title, chart.description));
    for (from, to) in &chart.bands {
        let (x, width) = (across(chart, *from), across(chart, *to) - across(chart, *from));
        rectangle(out, "band", x, width);
    }
    axes(out, chart);
    chart.lines.iter().for_each(|own| line(out, chart, own));
    chart.marks.iter().for_each(|own| mark(out, chart, own));
    for (from, to, text) in &chart.hover {
        let (x, width) = (across(chart, *from), across(chart, *to) - across(chart, *from));
        out.open("g", &[]);
        out.leaf("title", &[], text);
        rectangle(out, "hover", x, width);
        out.close("g");
    }
    out.close("svg");
    out.close("div");
    out.close("figure");
}

fn legend(out: &mut Markup, chart: &Chart) {
    for own in &chart.lines {
        entry(out, &own.name, |out| {
            let ends: [(&'static str, &dyn std::fmt::Display); 4] =
                [("x1", &0), ("x2", &22), ("y1", &5), ("y2", &5)];
            out.shape("line", &[("class", &own.class), ends[0], ends[1], ends[2], ends[3]]);
        });
    }
    let mut seen = BTreeSet::new();
    for own in chart.marks.iter().filter(|own| seen.insert(own.kind)) {
        entry(out, own.kind, |out| shape(out, own, 11.0, 5.0));
    }
    if !chart.bands.is_empty() {
        entry(out, "not measured", |out| {
            out.shape("rect", &[("class", &"band"), ("width", &22), ("height", &10)]);
        });
    }
}

fn entry(out: &mut Markup, name: &str, draw: impl Fn(&mut Markup)) {
    out.open("span", &[("class", &"key")]);
    out.open("svg", &[("viewBox", &"0 0 22 10"), ("aria-hidden", &"true")]);
    draw(out);
    out.close("svg");
    out.text(name);
    out.close("span");
}

fn axes(out: &mut Markup, chart: &Chart) {
    for (value, text) in &chart.y.ticks {
        let y = up(chart, *value);
        stroke(out, "grid", (LEFT, y), (RIGHT, y));
        label(out, "tick end", LEFT - 8.0, y + 4.0, text);
    }
    for (value, text) in &chart.x.ticks {
        let x = across(chart, *value);
        stroke(out, "grid", (x, TOP), (x, BOTTOM));
        label(out, "tick middle", x, BOTTOM + 17.0, text);
    }
    stroke(out, "axis", (LEFT, BOTTOM), (RIGHT, BOTTOM));
    stroke(out, "axis", (LEFT, TOP), (LEFT, BOTTOM));
    label(out, "name", LEFT - 56.0, TOP - 10.0, &chart.y.label);
    label(out, "name end", RIGHT, BOTTOM + 36.0, &chart.x.label);
}

fn line(out: &mut Markup, chart: &Chart, line: &Line) {
    let mut path = String::new();
    let mut begins = true;
    for (x, y) in &line.points {
        let Some(y) = y else {
            begins = true;
            continue;
        };
        let command = if begins { 'M' } else { 'L' };
        let (x, y) = (across(chart, *x), up(chart, *y));
        // Writing into memory does not fail.
        let _written = write!(path, "{command}{x:.1} {y:.1}");
        begins = false;
    }
    if !path.is_empty() {
        out.shape("path", &[("class", &line.class), ("d", &path)]);
    }
}

fn mark(out: &mut Markup, chart: &Chart, mark: &Mark) {
    out.open("g", &[]);
    out.leaf("title", &[], &mark.title);
    shape(out, mark, across(chart, mark.x), up(chart, mark.y));
    out.close("g");
}

fn shape(out: &mut Markup, mark: &Mark, x: f64, y: f64) {
    let (x, y) = (rounded(x), rounded(y));
    match mark.shape {
        Shape::Disc => {
            let class = format!("{} disc", mark.class);
            out.shape("circle", &[("class", &class), ("cx", &x), ("cy", &y), ("r", &4)]);
        }
        Shape::Ring => {
            out.shape("circle", &[("class", &mark.class), ("cx", &x), ("cy", &y), ("r", &4)]);
        }
        Shape::Cross => {
            let path = format!("M{x} {y}m-4 -4l8 8m0 -8l-8 8");
            out.shape("path", &[("class", &mark.class), ("d", &path)]);
        }
    }
}

fn rectangle(out: &mut Markup, class: &str, x: f64, width: f64) {
    let (x, width) = (rounded(x), rounded(width));
    let height = BOTTOM - TOP;
    out.shape(
        "rect",
        &[("class", &class), ("x", &x), ("y", &TOP), ("width", &width), ("height", &height)],
    );
}

fn stroke(out: &mut Markup, class: &str, from: (f64, f64), to: (f64, f64)) {
    let [x1, y1, x2, y2] = [from.0, from.1, to.0, to.1].map(rounded);
    out.shape("line", &[("class", &class), ("x1", &x1), ("y1", &y1), ("x2", &x2), ("y2", &y2)]);
}

fn label(out: &mut Markup, class: &str, x: f64, y: f64, text: &str) {
    let (x, y) = (rounded(x), rounded(y));
    out.leaf("text", &[("class", &class), ("x", &x), ("y", &y)], text);
}

fn across(chart: &Chart, value: f64) -> f64 {
    LEFT + chart.x.place(value) * (RIGHT - LEFT)
}

fn up(chart: &Chart, value: f64) -> f64 {
    BOTTOM - chart.y.place(value) * (BOTTOM - TOP)
}

/// A tenth of a unit is less than anyone sees.
fn rounded(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
