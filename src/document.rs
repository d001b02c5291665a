//! TOML documents that people write: read into a type, with errors that show the place.
//!
//! In: a name and a text. Out: a value, or a [`DocumentError`] that carries line, caret and cure.
//! Knows nothing of what the documents mean.

use miette::{Diagnostic, NamedSource, SourceSpan};
use serde::de::DeserializeOwned;
use thiserror::Error;

/// A document that cannot be used; prints with file, line, column, caret and cure.
#[derive(Debug, Error, Diagnostic)]
#[error("{message}")]
pub struct DocumentError {
    message: String,
    #[source_code]
    source_code: NamedSource<String>,
    #[label("here")]
    span: Option<SourceSpan>,
    #[help]
    cure: Option<String>,
}

impl DocumentError {
    /// What is wrong, without place and cure.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

/// A document's name and text.
#[derive(Debug, Clone)]
pub struct Document {
    /// File name or other origin, as shown in errors.
    pub name: String,
    /// The whole text.
    pub text: String,
}

impl Document {
    /// Takes name and text as they are.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into() }
    }

    /// Reads the text into `T`.
    ///
    /// # Errors
    /// The first syntax or type error, with its position and, for a misspelt word, the word that
    /// was probably meant.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Box<DocumentError>> {
        toml::from_str(&self.text).map_err(|error| {
            let message = error.message().trim_end().to_owned();
            let cure = closest_word(&message);
            self.error(message, error.span().map(SourceSpan::from), cure)
        })
    }

    /// An error about the first place where `needle` stands in the text.
    #[must_use]
    pub fn error_at(
        &self,
        needle: &str,
        message: impl Into<String>,
        cure: Option<String>,
    ) -> Box<DocumentError> {
        let span = self.text.find(needle).map(|at| SourceSpan::from((at, needle.len())));
        self.error(message.into(), span, cure)
    }

    fn error(
        &self,
        message: String,
        span: Option<SourceSpan>,
        cure: Option<String>,
    ) -> Box<DocumentError> {
        Box::new(DocumentError {
            message: format!("{}: {message}", self.name),
            source_code: NamedSource::new(&self.name, masked(&self.text)).with_language("toml"),
            span,
            cure,
        })
    }
}

/// The text with literal secrets covered, octet by octet, so that places stay where they are: the
/// lines around a mistake are shown, and a secret may stand on one.
fn masked(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let secret = line.split_once('=').is_some_and(|(key, _)| SECRET_KEYS.contains(&key.trim()));
        let start = line.find(['"', '\'']).filter(|_| secret);
        let end = line.rfind(['"', '\'']);
        match start.zip(end) {
            Some((start, end)) if start < end && !line.contains('{') => {
                masked.push_str(&line[..=start]);
                masked.push_str(&"*".repeat(end - start - 1));
                masked.push_str(&line[end..]);
            }
            _ => masked.push_str(line),
        }
    }
    masked
}

/// Keys whose literal values are secret.
const SECRET_KEYS: &[&str] = &["secret", "password", "json", "value"];

/// `did you mean` for `wanted` among `known`, when one is near enough.
#[must_use]
pub fn did_you_mean<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let scored = known.into_iter().map(|word| (strsim::jaro_winkler(wanted, word), word));
    let (score, word) = scored.max_by(|(a, _), (b, _)| a.total_cmp(b))?;
    (score > 0.8).then(|| format!("did you mean `{word}`?"))
}

/// serde lists the valid words between backquotes: the first is the wrong one.
fn closest_word(message: &str) -> Option<String> {
    let mut words = message.split('`').skip(1).step_by(2);
    let wrong = words.next()?;
    message.starts_with("unknown").then(|| did_you_mean(wrong, words))?
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only the field names matter here")]
    struct Small {
        title: String,
        steps: Vec<u8>,
    }

    #[test]
    fn a_misspelt_key_is_shown_with_its_cure() {
        let document = Document::new("x.toml", "titel = \"a\"\nsteps = []\n");
        let error = document.read::<Small>().expect_err("titel is no key");
        assert!(error.message().contains("unknown field `titel`"), "{error}");
        assert_eq!(error.cure.as_deref(), Some("did you mean `title`?"));
        assert_eq!(error.span.map(|span| span.offset()), Some(0));
    }

    #[test]
    fn an_error_points_at_the_needle() {
        let error =
            Document::new("x.toml", "a = 1\nb = \"zzz\"").error_at("\"zzz\"", "no such b", None);
        assert_eq!(error.span.map(|span| (span.offset(), span.len())), Some((10, 5)));
    }
}
