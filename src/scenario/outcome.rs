//! Which answers of a step are right, and what must hold of them.

use std::fmt;

use schemars::{JsonSchema, Schema};
use serde::Deserialize;
use serde::de::{Deserializer, Error, Visitor};

use super::one_or_many::{OneOrMany, Values};

/// `[[step.outcome]]`: one acceptable answer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// One word for it.
    pub name: String,
    /// Statuses: numbers, or classes such as `"2xx"`.
    pub status: Option<OneOrMany<StatusPattern>>,
    /// Where an authorization step ended.
    pub landing: Option<OneOrMany<Landing>>,
    /// The requirement that this answer still breaches.
    pub deviates: Option<String>,
    /// What must hold of it.
    #[serde(default)]
    pub checks: Vec<CheckCall>,
    /// Nothing is left to do after it.
    #[serde(default)]
    pub stop: bool,
}

/// Where an authorization step may end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Landing {
    /// At a registered redirect URI, with a code.
    Code,
    /// At a registered redirect URI, without one.
    Error,
    /// On an error page.
    Page,
    /// On a login page, with nobody there.
    Login,
}

impl Landing {
    /// The word in scenario files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Error => "error",
            Self::Page => "page",
            Self::Login => "login",
        }
    }
}

/// `{ check = "...", with = { ... }, cites = "..." }`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckCall {
    /// The check.
    pub check: String,
    /// Its arguments.
    #[serde(default)]
    pub with: Values,
    /// The requirement that a mismatch breaches.
    pub cites: String,
}

/// `400` or `"4xx"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusPattern {
    from: u16,
    to: u16,
}

impl StatusPattern {
    /// Whether a status is meant.
    #[must_use]
    pub const fn matches(self, status: u16) -> bool {
        self.from <= status && status <= self.to
    }
}

impl fmt::Display for StatusPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.from == self.to {
            write!(f, "{}", self.from)
        } else {
            write!(f, "{}xx", self.from / 100)
        }
    }
}

impl<'de> Deserialize<'de> for StatusPattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pattern;
        impl Visitor<'_> for Pattern {
            type Value = StatusPattern;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an HTTP status such as 400, or a class such as \"4xx\"")
            }
            fn visit_i64<E: Error>(self, value: i64) -> Result<StatusPattern, E> {
                match u16::try_from(value) {
                    Ok(status @ 100..=599) => Ok(StatusPattern { from: status, to: status }),
                    _ => Err(E::custom(format!("{value} is no HTTP status"))),
                }
            }
            fn visit_str<E: Error>(self, value: &str) -> Result<StatusPattern, E> {
                let class = value.strip_suffix("xx").and_then(|class| class.parse::<u16>().ok());
                match class {
                    Some(class @ 1..=5) => {
                        Ok(StatusPattern { from: class * 100, to: class * 100 + 99 })
                    }
                    _ => Err(E::custom(format!(
                        "`{value}` is no class of HTTP statuses such as `4xx`"
                    ))),
                }
            }
        }
        deserializer.deserialize_any(Pattern)
    }
}

impl JsonSchema for StatusPattern {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Status".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> Schema {
        schemars::json_schema!({
            "oneOf": [
                { "type": "integer", "minimum": 100, "maximum": 599 },
                { "type": "string", "pattern": "^[1-5]xx$" },
            ],
        })
    }
}
