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

/// A departure that the platform's own documents state, or leave room for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Departure {
    /// Its name; findings that show it carry it (`known.deviation`).
    pub id: String,
    /// What the documents say, or leave open.
    pub seen: String,
    /// The rule, by specification and section.
    pub rule: String,
    /// What it weighs: `fail`, `warn`, `gap`, `dialect` or `info`.
    pub verdict: String,
    /// Variants of the emulation that show it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub variants: Vec<String>,
    /// Why no run shows it, where none does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unseen: Option<String>,
}
