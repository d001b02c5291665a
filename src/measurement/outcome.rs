//! What one request under load came to.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The fate of one request; each has its own latencies, since a fast refusal must not flatter a
/// slow success.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The answer that the profile expects.
    Ok,
    /// An OAuth error (RFC 6749 section 5.2) where a success was due.
    OauthError,
    /// Another HTTP status, or a body that is no answer of OAuth.
    HttpError,
    /// Told to slow down: 429, or 503 with `Retry-After` (RFC 6585 section 4, RFC 9110 section 10.2.3).
    Throttled,
    /// No answer: the connection failed, broke off, or a deadline passed.
    NoAnswer,
    /// An answer under a status of success that says something wrong: a semantic violation.
    Wrong,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 6] =
        [Self::Ok, Self::OauthError, Self::HttpError, Self::Throttled, Self::NoAnswer, Self::Wrong];

    /// The word in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::OauthError => "oauth_error",
            Self::HttpError => "http_error",
            Self::Throttled => "throttled",
            Self::NoAnswer => "no_answer",
            Self::Wrong => "wrong",
        }
    }

    /// Whether it counts into the error rate; a semantic violation is counted apart.
    #[must_use]
    pub const fn is_error(self) -> bool {
        matches!(self, Self::OauthError | Self::HttpError | Self::Throttled | Self::NoAnswer)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
