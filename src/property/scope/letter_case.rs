//! Whatever letter is written in other case: the scope is another one, and so unknown.

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

/// See `scenarios/property/scope-case-matters.toml`.
#[derive(Debug)]
pub(super) struct LetterCase;

/// A scope with one letter changed, beside others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Case {
    grant: Grant,
    beside: Vec<String>,
    scope: String,
    changed: String,
}

impl Case {
    fn text(&self, target: &Target) -> String {
        let all = [self.beside.as_slice(), std::slice::from_ref(&self.changed)].concat();
        target.scopes.join(&all)
    }
}

impl Property for LetterCase {
    type Case = Case;

    fn cases(
        &self,
        target: &Target,
        grant: Grant,
    ) -> Option<impl Strategy<Value = Case, Tree: Send> + Send + Sync> {
        let model = &target.scopes;
        let changed = model.allowed.iter().flat_map(|scope| {
            let spellings = spellings(scope).into_iter().filter(|own| !model.knows(own));
            spellings.map(|changed| (scope.clone(), changed)).collect::<Vec<_>>()
        });
        let pairs = draw::one(changed.collect())?;
        let others = draw::others(model)?;
        Some((Just(grant), others, pairs).prop_map(|(grant, others, (scope, changed))| Case {
            grant,
            beside: others.without(&scope),
            scope,
            changed,
        }))
    }

    async fn drive(&self, case: &Case, stage: &mut Stage<'_>) {
        let text = case.text(stage.target());
        beside::obtain(stage, case.grant, &case.beside, &text).await;
    }

    fn judge(&self, case: &Case, seen: &Seen<'_>) -> Judged {
        let gain = match beside::gain(seen) {
            Ok(gain) => gain,
            Err(reason) => return Judged::nothing(reason),
        };
        let mut judged = Judged::default();
        if let Some(gain) = gain.filter(|gain| gain.scope.contains(&case.scope)) {
            let Case { scope, changed, .. } = case;
            let expected = format!("`{changed}` is no scope: invalid_scope, or nothing for it");
            let actual = format!("`{changed}` was granted as {scope}");
            judged.breach("scope-case-sensitive", expected, actual, gain.exchange);
        }
        judged
    }
}

/// The word with each of its letters in the other case, one at a time.
fn spellings(word: &str) -> Vec<String> {
    let swap = |c: char| {
        if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() }
    };
    let places = word.char_indices().filter(|(_, c)| c.is_ascii_alphabetic());
    let changed = |(at, c): (usize, char)| format!("{}{}{}", &word[..at], swap(c), &word[at + 1..]);
    places.map(changed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_letter_changes_at_a_time() {
        assert_eq!(spellings("a:B1"), ["A:B1", "a:b1"]);
        assert_eq!(spellings("1:2"), [""; 0]);
    }
}
