//! Secrets on their way out: every spelling of a value gives way to its pseudonym.

use serde_json::Value;

use super::message::{Exchange, Reply};
use super::transcript::{Ending, Transcript};
use crate::oauth::forms;

/// Shorter declared secrets cannot be told from ordinary words.
pub(super) const SHORTEST_REPLACED: usize = 4;

/// Secrets with their pseudonyms, ready to be replaced.
#[derive(Debug, Clone)]
pub struct Replacement {
    pairs: Vec<(String, String)>,
}

impl Replacement {
    pub(super) fn new(pairs: impl Iterator<Item = (String, String)>) -> Self {
        let mut own = Self { pairs: Vec::new() };
        own.extend(pairs);
        own
    }

    /// The same with more pairs.
    pub(super) fn extend(&mut self, pairs: impl Iterator<Item = (String, String)>) {
        self.pairs.extend(pairs);
        // Longer values first, so that a secret inside another one does not tear it apart.
        self.pairs.sort_by_key(|(value, _)| std::cmp::Reverse(value.len()));
    }

    /// The transcript with every secret replaced, wherever it stands.
    #[must_use]
    pub fn transcript(&self, transcript: &Transcript) -> Transcript {
        let mut transcript = transcript.clone();
        for step in &mut transcript.steps {
            step.exchanges.iter_mut().for_each(|exchange| self.in_exchange(exchange));
            step.facts.values_mut().for_each(|value| self.in_text(value));
            match &mut step.ending {
                Ending::Code(text)
                | Ending::Error(text)
                | Ending::DeadEnd(text)
                | Ending::Impossible(text) => {
                    self.in_text(text);
                }
                Ending::Foreign { to, .. } => self.in_text(to),
                Ending::Answered | Ending::Page | Ending::Login => {}
            }
        }
        transcript
    }

    /// The text with every secret replaced.
    #[must_use]
    pub fn text(&self, text: &str) -> String {
        let mut text = text.to_owned();
        self.in_text(&mut text);
        text
    }

    /// Replaces every secret in an exchange.
    pub(super) fn in_exchange(&self, exchange: &mut Exchange) {
        self.in_text(&mut exchange.request.url);
        exchange.request.headers.iter_mut().for_each(|(_, value)| self.in_text(value));
        if let Some(body) = &mut exchange.request.body {
            self.in_text(body);
        }
        match &mut exchange.reply {
            Reply::Response(response) => {
                response.headers.iter_mut().for_each(|(_, value)| self.in_text(value));
                self.in_text(&mut response.body);
            }
            Reply::Failure(failure) => self.in_text(&mut failure.detail),
        }
    }

    fn in_text(&self, text: &mut String) {
        for (value, name) in &self.pairs {
            if text.contains(value.as_str()) {
                *text = text.replace(value.as_str(), name);
            }
        }
    }
}

/// A value as it stands, form-encoded, percent-encoded, JSON-escaped and HTML-escaped.
pub(super) fn spellings(value: &str, name: &str) -> Vec<(String, String)> {
    let encoded = forms::encode_component(value);
    let json = Value::String(value.to_owned()).to_string();
    let html = value
        .replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    let mut all = vec![
        value.to_owned(),
        encoded.replace('+', "%20"),
        encoded.to_lowercase(),
        encoded,
        json.trim_matches('"').to_owned(),
        html,
    ];
    all.retain(|spelling| spelling.len() >= SHORTEST_REPLACED);
    all.sort();
    all.dedup();
    all.into_iter().map(|spelling| (spelling, name.to_owned())).collect()
}
