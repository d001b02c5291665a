//! Reports: a recorded run, rendered for one reader each.
//!
//! In: [`Run`], or a [`crate::measurement::Measurement`] for `load`. Out: text. A report sees nothing
//! but the record, so it can be made later and elsewhere.

mod coverage;
mod difference;
mod github;
mod har;
mod headline;
mod html;
mod json;
mod junit;
mod load;
mod markdown;
mod markup;
mod platform;
mod priority;
mod sarif;
mod terminal;

pub use difference::DifferenceFormat;
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
    /// One page to look at, that needs nothing beside itself.
    Html,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// A job summary.
    Markdown,
    /// Workflow commands that GitHub shows beside a change.
    Github,
    /// The exchanges as an HTTP Archive 1.2.
    Har,
    /// The page of a platform, which does not differ from run to run.
    Platform,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 9] = [
        Self::Json,
        Self::Junit,
        Self::Text,
        Self::Html,
        Self::Sarif,
        Self::Markdown,
        Self::Github,
        Self::Har,
        Self::Platform,
    ];

    /// Its word on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Junit => "junit",
            Self::Text => "text",
            Self::Html => "html",
            Self::Sarif => "sarif",
            Self::Markdown => "markdown",
            Self::Github => "github",
            Self::Har => "har",
            Self::Platform => "platform",
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
            Self::Html => Ok(html::render(run)),
            Self::Sarif => sarif::render(run),
            Self::Markdown => Ok(markdown::render(run)),
            Self::Github => Ok(github::render(run)),
            Self::Har => har::render(run),
            Self::Platform => Ok(platform::render(run)),
        }
    }
}
