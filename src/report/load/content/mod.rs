//! What a load report tells a person, as sections that the terminal and the HTML page draw.
//!
//! In: a measurement. Out: words in order, the most important first. Text that came from the target
//! is in here as it came; whoever draws it tames or escapes all of it.

mod counts;
mod headline;
mod judged;
mod latency;
mod run;
mod violations;

pub(super) use headline::{Headline, headline};
pub(super) use judged::interval;

use crate::measurement::Measurement;

/// How a text is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    /// Neither good nor bad.
    Plain,
    /// As it should be.
    Good,
    /// As it must not be.
    Bad,
    /// Worth a second look.
    Doubt,
    /// Of little weight.
    Faint,
}

/// A text and how it is meant.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    /// The text.
    pub(super) text: String,
    /// How it is meant.
    pub(super) tone: Tone,
}

/// A table; every row has as many cells as there are columns.
#[derive(Debug)]
pub(super) struct Table {
    /// Names of the columns, and whether they hold figures.
    pub(super) head: Vec<(String, bool)>,
    /// The rows.
    pub(super) rows: Vec<Vec<Cell>>,
}

/// A piece of a section.
#[derive(Debug)]
pub(super) enum Part {
    /// Labels and values.
    Facts(Vec<(String, Cell)>),
    /// Rows and columns.
    Table(Table),
    /// A line above the parts that follow.
    Heading(Cell),
    /// A remark.
    Note(String),
    /// Text that is repeated letter for letter.
    Code(String),
}

/// One subject of the report.
#[derive(Debug)]
pub(super) struct Section {
    /// Its name.
    pub(super) title: &'static str,
    /// What it holds; never empty.
    pub(super) parts: Vec<Part>,
}

/// What a reader looks for first: what was measured, and whether it is right.
pub(super) fn first(measurement: &Measurement) -> Vec<Section> {
    let sections = [run::section, judged::thresholds, violations::section];
    sections.iter().filter_map(|section| section(measurement)).collect()
}

/// The figures in full.
pub(super) fn rest(measurement: &Measurement) -> Vec<Section> {
    let sections = [
        judged::comparison,
        judged::capacity,
        latency::section,
        counts::requests,
        counts::canaries,
        counts::connections,
        counts::generator,
        run::skipped,
    ];
    sections.iter().filter_map(|section| section(measurement)).collect()
}

impl Cell {
    fn new(tone: Tone, text: impl Into<String>) -> Self {
        Self { text: text.into(), tone }
    }

    fn plain(text: impl Into<String>) -> Self {
        Self::new(Tone::Plain, text)
    }
}

impl Section {
    fn new(title: &'static str, parts: Vec<Part>) -> Self {
        Self { title, parts }
    }
}

fn fact(label: &str, value: impl Into<String>) -> (String, Cell) {
    (label.to_owned(), Cell::plain(value))
}

fn columns(words: &[&str], figures: &[&str]) -> Vec<(String, bool)> {
    let words = words.iter().map(|name| ((*name).to_owned(), false));
    words.chain(figures.iter().map(|name| ((*name).to_owned(), true))).collect()
}
