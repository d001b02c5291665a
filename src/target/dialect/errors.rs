//! What an error answer stands for in terms of OAuth.

use std::collections::BTreeMap;

use crate::exchange::{Json, Response};
use crate::oauth::ErrorCode;
use crate::oauth::error_code::{AUTHORIZATION, BEARER, TOKEN};

/// Where an answer says what is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ErrorPlace {
    /// A string member of its JSON body; a path with dots.
    Member(String),
    /// A header field, its name in lower case.
    Header(String),
}

/// How errors are said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorWords {
    /// Where the code stands; the first place that is there counts.
    pub places: Vec<ErrorPlace>,
    /// What a word of the platform's own stands for: one code of OAuth, or one of several.
    pub codes: BTreeMap<String, Vec<String>>,
}

impl Default for ErrorWords {
    /// RFC 6749 section 5.2.
    fn default() -> Self {
        Self { places: vec![ErrorPlace::Member("error".to_owned())], codes: BTreeMap::new() }
    }
}

impl ErrorWords {
    /// The codes that an answer stands for, where that is not just what its member `error` says.
    #[must_use]
    pub fn meaning(&self, response: &Response) -> Option<Vec<String>> {
        if *self == Self::default() {
            return None;
        }
        let json = response.json().ok();
        let word = self.places.iter().find_map(|own| own.word(response, json.as_ref()))?;
        let codes = self.codes.get(&word);
        // A text for people stands in many answers: it refuses only where it is known to, or where
        // the status says that it does.
        let says = codes.is_some() || is_code(&word) && response.status >= 400;
        if !says && !matches!(response.status, 400 | 401 | 403) {
            return None;
        }
        let plain = json.as_ref().and_then(|own| own.text("error")).map(str::to_owned);
        let meant = codes.cloned().unwrap_or_else(|| vec![word]);
        (meant != plain.into_iter().collect::<Vec<_>>()).then_some(meant)
    }
}

impl ErrorPlace {
    fn word(&self, response: &Response, json: Option<&Json>) -> Option<String> {
        let word = match self {
            Self::Header(name) => response.header(name),
            Self::Member(path) => json?.at(path)?.as_str(),
        };
        word.filter(|own| !own.is_empty()).map(str::to_owned)
    }
}

/// Whether OAuth has such a code.
pub(super) fn is_code(word: &str) -> bool {
    let code = ErrorCode::new(word);
    [TOKEN, AUTHORIZATION, BEARER].into_iter().any(|own| code.is_defined_in(own))
}
