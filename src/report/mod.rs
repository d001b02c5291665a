//! Reports: a recorded run, rendered for one reader each.
//!
//! In: [`Run`], or a [`crate::measurement::Measurement`] for `load`. Out: text. A report sees nothing
//! but the record, so it can be made later and elsewhere.

mod json;
mod junit;
mod load;
mod terminal;

pub use json::{json_schema, read as read_run};
pub use load::{LoadFormat, load_json_schema, read_measurement, render_load_terminal};
pub use terminal::render as render_terminal;

use crate::verdict::Run;

/// A report format that goes into a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// The whole run, by the schema under `reports/`.
    Json,
    /// For pipelines that know test results.
    Junit,
    /// What the terminal shows, without colours.
    Text,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 3] = [Self::Json, Self::Junit, Self::Text];

    /// Its word on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Junit => "junit",
            Self::Text => "text",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == word)
    }

    /// Renders a run.
    ///
    /// # Errors
    /// Why the format cannot hold it.
    pub fn render(self, run: &Run) -> Result<String, String> {
        match self {
            Self::Json => json::render(run),
            Self::Junit => junit::render(run),
            Self::Text => Ok(anstream::adapter::strip_str(&terminal::render(run)).to_string()),
        }
    }
}
