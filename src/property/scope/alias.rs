//! Whatever an alias stands beside: it grants what its expansion grants.

use proptest::strategy::{Just, Strategy};
use serde::{Deserialize, Serialize};

use super::draw;
use super::grant::Grant;
use super::judged::Judged;
use super::property::Property;
use super::seen::{Answer, Seen};
use super::stage::Stage;
use crate::oauth::Scope;
use crate::target::{ScopeModel, Target};

/// See `scenarios/property/aliases-grant-their-expansion.toml`.
#[derive(Debug)]
pub(super) struct Aliases;

/// An alias beside other scopes, or alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Case {
    grant: Grant,
    beside: Vec<String>,
    alias: String,
}

const ALIAS: &str = "alias";
const EXPANSION: &str = "expansion";
const REQUIREMENT: &str = "scope-as-documented";

impl Case {
    fn scopes(&self) -> Vec<String> {
        [self.beside.as_slice(), std::slice::from_ref(&self.alias)].concat()
    }

    fn expansion(&self, model: &ScopeModel) -> Scope {
        model.expand(&Scope::from_tokens(self.scopes()))
    }
}

impl Property for Aliases {
    type Case = Case;

    fn cases(
        &self,
        target: &Target,
        grant: Grant,
    ) -> Option<impl Strategy<Value = Case, Tree: Send> + Send + Sync> {
        let model = &target.scopes;
        let alias = draw::one(model.aliases.keys().cloned().collect())?;
        // Beside everything else it could add nothing.
        let drawn = (Just(grant), draw::any(model.allowed.clone(), draw::RARE), alias);
        Some(drawn.prop_map(|(grant, beside, alias)| Case { grant, beside, alias }))
    }

    async fn drive(&self, case: &Case, stage: &mut Stage<'_>) {
        let expansion = case.expansion(&stage.target().scopes).tokens().to_vec();
        for (name, scopes) in [(EXPANSION, &expansion), (ALIAS, &case.scopes())] {
            if !stage.obtain(name, case.grant, scopes).await {
                return;
            }
            stage.introspect(name).await;
        }
    }

    fn judge(&self, case: &Case, seen: &Seen<'_>) -> Judged {
        let model = &seen.target.scopes;
        let expected = |scope: &Scope| format!("{scope}, as for the expansion of {}", case.alias);
        let mut judged = Judged::default();
        let right = match seen.answer(EXPANSION) {
            Answer::Granted(granted) => granted,
            Answer::Refused(code) => {
                return Judged::nothing(format!("the expansion is refused with {code}"));
            }
            Answer::Nothing(reason) => return Judged::nothing(reason),
        };
        let own = match seen.answer(ALIAS) {
            Answer::Granted(granted) => granted,
            Answer::Refused(code) => {
                judged.breach(REQUIREMENT, expected(&right.scope), code, None);
                return judged;
            }
            Answer::Nothing(reason) => return Judged::nothing(reason),
        };
        if model.whole(&own.scope) != model.whole(&right.scope) {
            let actual = format!("the scope {}", own.scope);
            judged.breach(REQUIREMENT, expected(&right.scope), actual, own.exchange);
            return judged;
        }
        match (seen.introspected(EXPANSION), seen.introspected(ALIAS)) {
            (Ok(Some((right, _))), Ok(Some((own, exchange))))
                if model.whole(&own) != model.whole(&right) =>
            {
                let actual = format!("the scope {own} at introspection");
                judged.breach(REQUIREMENT, expected(&right), actual, exchange);
            }
            (Err(reason), _) | (_, Err(reason)) => judged.stuck(reason),
            _ => {}
        }
        judged
    }
}
