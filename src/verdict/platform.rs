//! What a run records of a platform beside its results: how it speaks, and where its own documents
//! depart from the standards.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One way in which a target speaks otherwise than the standards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Trait {
    /// What is said otherwise: `scope separator`.
    pub what: String,
    /// How it is said.
    pub how: String,
}

/// What a departure weighs.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Weighed {
    /// A MUST is broken.
    Fail,
    /// A SHOULD is broken.
    Warn,
    /// The documents are silent where a rule exists.
    Gap,
    /// Another way of speaking, which would fail only where OAuth is spoken.
    Dialect,
    /// Worth knowing; no rule is broken.
    Info,
}

impl Weighed {
    /// The word in target files, reports and on pages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Warn => "warn",
            Self::Gap => "gap",
            Self::Dialect => "dialect",
            Self::Info => "info",
        }
    }
}

/// A departure that the platform's own documents state, or leave room for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Departure {
    /// Its name; findings that show it carry it (`known.deviation`).
    pub id: String,
    /// What the documents say, or leave open.
    pub seen: String,
    /// The rule, by specification and section.
    pub rule: String,
    /// What it weighs.
    #[serde(rename = "verdict")]
    pub weight: Weighed,
    /// Variants of the emulation that show it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub variants: Vec<String>,
    /// Why no run shows it, where none does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unseen: Option<String>,
}
