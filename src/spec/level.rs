//! How strongly a specification speaks, and what a breach therefore weighs.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The RFC 2119 keyword of a requirement.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub enum Level {
    /// Absolute requirement.
    #[serde(rename = "MUST")]
    Must,
    /// Absolute prohibition.
    #[serde(rename = "MUST NOT")]
    MustNot,
    /// Absolute requirement, said of a parameter.
    #[serde(rename = "REQUIRED")]
    Required,
    /// Recommendation.
    #[serde(rename = "SHOULD")]
    Should,
    /// Recommendation against.
    #[serde(rename = "SHOULD NOT")]
    ShouldNot,
    /// Recommendation, said of a parameter.
    #[serde(rename = "RECOMMENDED")]
    Recommended,
    /// Permission.
    #[serde(rename = "MAY")]
    May,
}

impl Level {
    /// The keyword as RFC 2119 prints it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Must => "MUST",
            Self::MustNot => "MUST NOT",
            Self::Required => "REQUIRED",
            Self::Should => "SHOULD",
            Self::ShouldNot => "SHOULD NOT",
            Self::Recommended => "RECOMMENDED",
            Self::May => "MAY",
        }
    }

    /// What a breach weighs unless a suite says otherwise.
    #[must_use]
    pub const fn grade(self) -> Grade {
        match self {
            Self::Must | Self::MustNot | Self::Required => Grade::Fail,
            Self::Should | Self::ShouldNot | Self::Recommended => Grade::Warn,
            Self::May => Grade::Info,
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a finding weighs; ordered from nothing to failure.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    /// Not part of the suite: the finding is dropped.
    Off,
    /// Worth knowing; the verdict stays as it is.
    Info,
    /// A warning.
    Warn,
    /// A failure.
    Fail,
}

impl Grade {
    /// The word in suites and reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Fail => "fail",
        }
    }
}
