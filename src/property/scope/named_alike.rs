//! Whoever says what scope a token has, says the same.

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

/// See `scenarios/property/scope-named-alike-everywhere.toml`.
#[derive(Debug)]
pub(super) struct NamedAlike;

/// A set of scopes; with the code grant it is narrowed by a refresh, if the server refreshes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Case {
    grant: Grant,
    scopes: Vec<String>,
    narrow: Vec<String>,
}

const FIRST: &str = "first";
const NARROWED: &str = "narrowed";

impl Property for NamedAlike {
    type Case = Case;

    fn cases(
        &self,
        target: &Target,
        grant: Grant,
    ) -> Option<impl Strategy<Value = Case, Tree: Send> + Send + Sync> {
        let scopes = draw::some(target.scopes.allowed.clone(), draw::LIKELY)?;
        let narrow = draw::any(target.scopes.allowed.clone(), draw::RARE);
        Some((Just(grant), narrow, scopes).prop_map(|(grant, narrow, scopes)| {
            let is_part = |own: &&String| narrow.contains(own);
            let part: Vec<String> = scopes.iter().filter(is_part).cloned().collect();
            let narrow = match (grant, part.is_empty()) {
                (Grant::ClientCredentials, _) => Vec::new(),
                (Grant::AuthorizationCode, true) => scopes[..1].to_vec(),
                (Grant::AuthorizationCode, false) => part,
            };
            Case { grant, scopes, narrow }
        }))
    }

    async fn drive(&self, case: &Case, stage: &mut Stage<'_>) {
        if !stage.obtain(FIRST, case.grant, &case.scopes).await {
            return;
        }
        stage.look(FIRST).await;
        let narrows = !case.narrow.is_empty() && stage.can_refresh();
        if narrows && stage.refresh(NARROWED, &case.narrow).await {
            stage.look(NARROWED).await;
        }
    }

    fn judge(&self, _: &Case, seen: &Seen<'_>) -> Judged {
        let mut judged = Judged::default();
        for name in [FIRST, NARROWED] {
            match seen.answer(name) {
                Answer::Granted(granted) => compare(name, &granted.scope, seen, &mut judged),
                // Whether a refresh may ask for less is the business of another property.
                _ if name == NARROWED => {}
                Answer::Refused(code) => {
                    judged.stuck(format!("allowed scopes are refused with {code}"));
                }
                Answer::Nothing(reason) => judged.stuck(reason),
            }
        }
        judged
    }
}

fn compare(name: &str, granted: &Scope, seen: &Seen<'_>, judged: &mut Judged) {
    let model = &seen.target.scopes;
    let own = model.whole(granted);
    let expected = format!("the scope of the token answer, {granted}");
    let mut known = false;
    match seen.introspected(name) {
        Err(reason) => judged.stuck(reason),
        // RFC 7662 section 2.2 lets introspection leave scopes out that are none of the caller's
        // business; it must not add any.
        Ok(Some((scope, exchange))) => {
            known = true;
            if !scope.beyond(&own).is_empty() {
                let actual = format!("{scope} at introspection");
                judged.breach("introspection-scope-string", &expected, actual, exchange);
            }
        }
        Ok(None) => {}
    }
    let reported = seen.target.resources.iter().filter_map(|resource| {
        let (scope, exchange) = seen.reported(name, resource)?;
        Some((format!("{scope} at {}", resource.place()), scope, exchange))
    });
    let claimed = seen.claimed(name).map(|(scope, exchange)| {
        (format!("{scope} in the claim `scope` of the token"), scope, exchange)
    });
    for (actual, scope, exchange) in reported.chain(claimed) {
        known = true;
        if model.whole(&scope) != own {
            let requirement = "token-response-scope-when-different";
            judged.breach(requirement, &expected, actual, exchange);
        }
    }
    if !known {
        judged.stuck("nothing but the token answer names the scope of the token");
    }
}
