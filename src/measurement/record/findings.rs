//! What answers said that they must not, and what the rules came to.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::exchange::Exchange;

/// Something that answers said and must not say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Violation {
    /// What kind: the id of the check that saw it, or `foreign-answer`, `scope-differs`,
    /// `token-repeated` (it belongs to another request), `wrong-at-rest` (without any load).
    pub kind: String,
    /// The requirement that it breaches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requirement: Option<String>,
    /// The journey in which it was seen first.
    pub journey: String,
    /// How many answers showed it.
    pub count: u64,
    /// What would have been right.
    pub expected: String,
    /// What the first one said.
    pub actual: String,
    /// The first exchange that showed it, without secrets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exchange: Option<Exchange>,
}

/// A question with a known answer, asked at a low rate all along.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Canary {
    /// `revoked-token` or `wrong-secret`.
    pub name: String,
    /// What it watches.
    pub expects: String,
    /// How often it was asked.
    pub asked: u64,
    /// How often the answer was right.
    pub held: u64,
    /// How often it was wrong; each is a violation too.
    pub broken: u64,
    /// Why it was not asked at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skipped: Option<String>,
}

/// What one threshold came to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ThresholdResult {
    /// The rule as written.
    pub rule: String,
    /// The measured value with its unit, such as `12.3 ms`; `None` when there were no samples.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measured: Option<String>,
    /// Whether it holds; `None` when nothing was measured or too few samples support it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holds: Option<bool>,
    /// What a reader should know: too few samples.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
}
