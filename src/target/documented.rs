//! `[[deviation]]`: where a platform's own documents depart from the standards.
//!
//! A run shows such a departure in one of three ways: findings that `[[known]]` entries name, a
//! variant of the emulation that answers what the documents leave open in the other way, or not at
//! all, because the wire does not show it.

use schemars::JsonSchema;
use serde::Deserialize;

use super::known::KnownTable;
use super::reader::Reader;
use crate::document::DocumentError;
use crate::verdict::{Departure, Weighed};

/// `[[deviation]]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Documented {
    /// Its name: `CAL-1`. `[[known]]` entries refer to it by `deviation`.
    pub id: String,
    /// What the documents say, or leave open.
    pub seen: String,
    /// The rule that it departs from, by specification and section.
    pub rule: String,
    /// What it weighs.
    #[serde(rename = "verdict")]
    pub weight: Weighed,
    /// Variants of the emulation that show it.
    #[serde(default)]
    pub variants: Vec<String>,
    /// Why no run shows it, where none does.
    pub unseen: Option<String>,
}

// Two types: a misspelt key of the target file is told, where what a run records of it may grow.
impl From<Documented> for Departure {
    fn from(own: Documented) -> Self {
        let Documented { id, seen, rule, weight, variants, unseen } = own;
        Self { id, seen, rule, weight, variants, unseen }
    }
}

impl Reader<'_> {
    /// Checks the table, and gives the entries of `[[known]]` that refer to it its words as reason.
    pub(super) fn documented(
        &self,
        documented: &[Documented],
        known: &mut [KnownTable],
    ) -> Result<(), Box<DocumentError>> {
        for entry in known.iter_mut() {
            let Some(id) = &entry.deviation else {
                continue;
            };
            let Some(own) = documented.iter().find(|own| own.id == *id) else {
                let message = format!("there is no [[deviation]] `{id}`");
                return self.wrong(id, message, "write it, or take `deviation` out");
            };
            if entry.reason.trim().is_empty() {
                entry.reason = format!("{} ({})", own.seen, own.rule);
            }
        }
        for own in documented {
            let named = known.iter().any(|entry| entry.deviation.as_deref() == Some(&own.id));
            let ways = [named, !own.variants.is_empty(), own.unseen.is_some()];
            if documented.iter().filter(|other| other.id == own.id).count() > 1 {
                let message = format!("two deviations are called `{}`", own.id);
                return self.wrong(&own.id, message, "give each an id of its own");
            }
            if !ways.contains(&true) || own.unseen.is_some() && ways != [false, false, true] {
                let message = format!("nothing says how a run shows `{}`", own.id);
                let cure = "a [[known]] entry with `deviation`, `variants`, or else `unseen`";
                return self.wrong(&own.id, message, cure);
            }
        }
        Ok(())
    }
}
