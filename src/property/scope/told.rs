//! Whatever is asked for: a token answer without `scope` grants just that.

use proptest::strategy::{Just, Strategy};
use serde::{Deserialize, Serialize};

use super::draw;
use super::grant::Grant;
use super::judged::Judged;
use super::property::Property;
use super::seen::{Answer, Seen};
use super::stage::Stage;
use crate::oauth::Scope;
use crate::target::Target;

/// See `scenarios/property/scope-told-when-it-differs.toml`.
#[derive(Debug)]
pub(super) struct Told;

/// A set of scopes, of which some may be unknown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Case {
    grant: Grant,
    scopes: Vec<String>,
}

const ASKED: &str = "asked";
const REQUIREMENT: &str = "token-response-scope-when-different";

impl Property for Told {
    type Case = Case;

    fn cases(
        &self,
        target: &Target,
        grant: Grant,
    ) -> Option<impl Strategy<Value = Case, Tree: Send> + Send + Sync> {
        let known = draw::some(draw::askable(&target.scopes), draw::LIKELY)?;
        let unknown = draw::any(draw::unknown(), draw::RARE);
        Some((Just(grant), known, unknown).prop_map(|(grant, mut scopes, unknown)| {
            scopes.extend(unknown);
            Case { grant, scopes }
        }))
    }

    async fn drive(&self, case: &Case, stage: &mut Stage<'_>) {
        if stage.obtain(ASKED, case.grant, &case.scopes).await {
            stage.introspect(ASKED).await;
        }
    }

    fn judge(&self, case: &Case, seen: &Seen<'_>) -> Judged {
        let granted = match seen.answer(ASKED) {
            Answer::Granted(granted) if granted.stated => return Judged::default(),
            Answer::Granted(granted) => granted,
            Answer::Refused(_) => return Judged::default(),
            Answer::Nothing(reason) => return Judged::nothing(reason),
        };
        let introspected = match seen.introspected(ASKED) {
            Ok(introspected) => introspected.map(|(scope, _)| scope),
            Err(reason) => return Judged::nothing(reason),
        };
        let model = &seen.target.scopes;
        let asked = Scope::from_tokens(case.scopes.iter().cloned());
        let mut judged = Judged::default();
        let told = "no `scope`, which means as requested";
        // RFC 7662 section 2.2 lets introspection leave scopes out, so only more than asked counts.
        let beyond = introspected.as_ref().map(|own| own.beyond(&model.close(&asked)));
        if let Some((own, beyond)) =
            introspected.as_ref().zip(beyond).filter(|(_, b)| !b.is_empty())
        {
            let actual =
                format!("{told}, and introspection says {own}: {} was added", beyond.join(" "));
            judged.breach(REQUIREMENT, format!("`scope` with {own}"), actual, granted.exchange);
            return judged;
        }
        let is_held = |token: &str| introspected.as_ref().is_some_and(|own| own.contains(token));
        let ungranted: Vec<&str> = asked.tokens().iter().map(String::as_str).collect();
        let ungranted: Vec<&str> =
            ungranted.into_iter().filter(|own| !model.knows(own) && !is_held(own)).collect();
        if !ungranted.is_empty() {
            let expected = format!("`scope` without {}, or a refusal", ungranted.join(" "));
            judged.breach(REQUIREMENT, expected, format!("{told}: {asked}"), granted.exchange);
        }
        judged
    }
}
