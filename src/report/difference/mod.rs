//! What is different between two runs, rendered for one reader each.
//!
//! In: [`Difference`]. Out: text. Nothing is judged here.

mod markdown;
mod text;

use crate::verdict::{Change, Difference};

/// A form of the comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DifferenceFormat {
    /// What the terminal shows.
    Text,
    /// For a comment on a change.
    Markdown,
    /// For programs.
    Json,
}

impl DifferenceFormat {
    /// Every form.
    pub const ALL: [Self; 3] = [Self::Text, Self::Markdown, Self::Json];

    /// Its word on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Markdown => "markdown",
            Self::Json => "json",
        }
    }

    /// Renders a comparison.
    ///
    /// # Errors
    /// Why the form cannot hold it.
    pub fn render(self, difference: &Difference) -> Result<String, String> {
        match self {
            Self::Text => Ok(text::render(difference)),
            Self::Markdown => Ok(markdown::render(difference)),
            Self::Json => serde_json::to_string_pretty(difference)
                .map(|text| text + "\n")
                .map_err(|error| error.to_string()),
        }
    }
}

/// The parts in the order they are told, each with its word.
fn parts(difference: &Difference) -> [(&'static str, &[Change]); 5] {
    [
        ("worse", &difference.worse),
        ("appeared", &difference.appeared),
        ("changed", &difference.changed),
        ("vanished", &difference.vanished),
        ("better", &difference.better),
    ]
}
