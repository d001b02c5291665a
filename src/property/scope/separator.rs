//! Whatever else stands between two scopes: together they are one scope, and that is unknown.

use proptest::strategy::{Just, Strategy};
use serde::{Deserialize, Serialize};

use super::beside;
use super::draw;
use super::grant::Grant;
use super::judged::Judged;
use super::property::Property;
use super::seen::Seen;
use super::stage::Stage;
use crate::oauth::Scope;
use crate::target::Target;

/// See `scenarios/property/wrong-separator-is-one-unknown-scope.toml`.
#[derive(Debug)]
pub(super) struct Separator;

/// Two scopes in one word, beside others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Case {
    grant: Grant,
    beside: Vec<String>,
    first: String,
    separator: String,
    second: String,
}

/// What other platforms write between scopes, the usual ones more often.
const SEPARATORS: [&str; 7] = [",", ",", " ", " ", " ", ";", "+"];

impl Case {
    fn word(&self) -> String {
        format!("{}{}{}", self.first, self.separator, self.second)
    }

    fn text(&self, target: &Target) -> String {
        target.scopes.join(&[self.beside.as_slice(), &[self.word()]].concat())
    }
}

impl Property for Separator {
    type Case = Case;

    fn cases(
        &self,
        target: &Target,
        grant: Grant,
    ) -> Option<impl Strategy<Value = Case, Tree: Send> + Send + Sync> {
        let model = &target.scopes;
        let wrong = SEPARATORS.into_iter().filter(|own| *own != model.separator);
        let others = draw::others(model)?;
        let scopes = draw::one(model.allowed.clone())?;
        let separators = draw::one(wrong.collect())?;
        let drawn = (Just(grant), others, scopes.clone(), separators, scopes);
        Some(drawn.prop_map(|(grant, others, first, separator, second)| Case {
            grant,
            // Something must be left that the word could add.
            beside: others.without(&first),
            first,
            separator: separator.to_owned(),
            second,
        }))
    }

    async fn drive(&self, case: &Case, stage: &mut Stage<'_>) {
        let text = case.text(stage.target());
        beside::obtain(stage, case.grant, &case.beside, &text).await;
    }

    fn judge(&self, case: &Case, seen: &Seen<'_>) -> Judged {
        let word = case.word();
        if seen.target.scopes.knows(&word) {
            return Judged::nothing(format!("`{word}` is a scope of its own"));
        }
        let gain = match beside::gain(seen) {
            Ok(gain) => gain,
            Err(reason) => return Judged::nothing(reason),
        };
        let mut judged = Judged::default();
        let Some(gain) = gain else { return judged };
        let parts = Scope::from_tokens([case.first.as_str(), case.second.as_str()]);
        let parts = seen.target.scopes.whole(&parts);
        let split: Vec<String> =
            gain.scope.tokens().iter().filter(|own| parts.contains(own)).cloned().collect();
        if !split.is_empty() {
            let expected =
                format!("`{word}` is one unknown scope: invalid_scope, or nothing for it");
            let actual = format!("`{word}` added {}", split.join(" "));
            judged.breach("scope-space-delimiter", expected, actual, gain.exchange);
        }
        judged
    }
}
