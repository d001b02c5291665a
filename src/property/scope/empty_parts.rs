//! Wherever a separator is one too many: the empty part stands for nothing.

use proptest::collection::vec;
use proptest::strategy::{Just, Strategy};
use serde::{Deserialize, Serialize};

use super::beside;
use super::draw;
use super::grant::Grant;
use super::judged::Judged;
use super::property::Property;
use super::seen::Seen;
use super::stage::Stage;
use crate::target::Target;

/// See `scenarios/property/empty-scope-parts-grant-nothing.toml`.
#[derive(Debug)]
pub(super) struct EmptyParts;

/// A set of scopes, and the places of empty parts among them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Case {
    grant: Grant,
    scopes: Vec<String>,
    gaps: Vec<usize>,
}

/// More empty parts say no more.
const MOST_GAPS: usize = 3;

impl Case {
    fn text(&self, target: &Target) -> String {
        let mut parts = self.scopes.clone();
        for gap in &self.gaps {
            parts.insert(gap % (parts.len() + 1), String::new());
        }
        target.scopes.join(&parts)
    }
}

impl Property for EmptyParts {
    type Case = Case;

    fn cases(
        &self,
        target: &Target,
        grant: Grant,
    ) -> Option<impl Strategy<Value = Case, Tree: Send> + Send + Sync> {
        let scopes = draw::some(target.scopes.allowed.clone(), draw::LIKELY)?;
        let gaps = vec(0..target.scopes.allowed.len() + 1, 1..=MOST_GAPS);
        let drawn = (Just(grant), scopes, gaps);
        Some(drawn.prop_map(|(grant, scopes, gaps)| Case { grant, scopes, gaps }))
    }

    async fn drive(&self, case: &Case, stage: &mut Stage<'_>) {
        let text = case.text(stage.target());
        beside::obtain(stage, case.grant, &case.scopes, &text).await;
    }

    fn judge(&self, case: &Case, seen: &Seen<'_>) -> Judged {
        let gain = match beside::gain(seen) {
            Ok(gain) => gain,
            Err(reason) => return Judged::nothing(reason),
        };
        let mut judged = Judged::default();
        if let Some(gain) = gain {
            let expected = format!("invalid_scope, or no more than for {}", case.scopes.join(" "));
            let actual = format!("the empty part added {}", gain.scope);
            judged.breach("scope-extra-spaces", expected, actual, gain.exchange);
        }
        judged
    }
}
