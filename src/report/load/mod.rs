//! Reports of a load run: a recorded measurement, rendered for one reader each.
//!
//! In: [`Measurement`]. Out: text. What a reader is told is gathered once in `content`; the terminal
//! and the HTML page only draw it. A report judges nothing but what the measurement says of itself.

mod content;
mod csv;
mod figure;
mod html;
mod json;
mod junit;
mod plot;
mod prometheus;
mod terminal;

pub use json::{load_json_schema, read_measurement};
pub use terminal::render_load_terminal;

use crate::measurement::Measurement;

/// A format of load reports that goes into a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoadFormat {
    /// The whole measurement with its histograms, by the schema under `reports/`.
    Json,
    /// Thresholds, semantic violations and canaries, for pipelines that know test results.
    Junit,
    /// What the terminal shows, without colours.
    Text,
    /// One page with plots that needs nothing beside itself.
    Html,
    /// Text exposition format 0.0.4, for a push gateway.
    Prometheus,
    /// The timeline, one row a point.
    Csv,
}

impl LoadFormat {
    /// Every format.
    pub const ALL: [Self; 6] =
        [Self::Json, Self::Junit, Self::Text, Self::Html, Self::Prometheus, Self::Csv];

    /// Its word on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Junit => "junit",
            Self::Text => "text",
            Self::Html => "html",
            Self::Prometheus => "prometheus",
            Self::Csv => "csv",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == word)
    }

    /// Renders a measurement.
    ///
    /// # Errors
    /// Why the format cannot hold it, such as a histogram that nobody can read.
    pub fn render(self, measurement: &Measurement) -> Result<String, String> {
        match self {
            Self::Json => json::render(measurement),
            Self::Junit => junit::render(measurement),
            Self::Text => Ok(terminal::render_plain(measurement)),
            Self::Html => html::render(measurement),
            Self::Prometheus => Ok(prometheus::render(measurement)),
            Self::Csv => Ok(csv::render(measurement)),
        }
    }
}
