//! Whatever scope a token has: it does not open what another scope opens, unless that is declared.

use proptest::strategy::{Just, Strategy};
use serde::{Deserialize, Serialize};

use super::draw;
use super::grant::Grant;
use super::judged::Judged;
use super::property::Property;
use super::seen::{Access, Answer, Seen};
use super::stage::Stage;
use crate::oauth::Scope;
use crate::target::{Resource, Target};

/// See `scenarios/property/undeclared-implication-does-not-hold.toml`.
#[derive(Debug)]
pub(super) struct DoesNotHold;

/// A scope that the token has, and one that it does not imply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Case {
    grant: Grant,
    held: String,
    other: String,
}

const HELD: &str = "held";

/// So many resources at the most are called with one token.
const MOST: usize = 6;

/// Resources that the scope of a case does not open, those that need its other scope first.
fn shut<'a>(target: &'a Target, case: &Case) -> Vec<&'a Resource> {
    let held = Scope::from_tokens([case.held.as_str()]);
    let closed = |own: &&Resource| own.scope.is_some() && !own.opens_to(&held, &target.scopes);
    let mut all: Vec<_> = target.resources.iter().filter(closed).collect();
    all.sort_by_key(|own| own.scope.as_deref() != Some(case.other.as_str()));
    all.truncate(MOST);
    all
}

impl Property for DoesNotHold {
    type Case = Case;

    fn cases(
        &self,
        target: &Target,
        grant: Grant,
    ) -> Option<impl Strategy<Value = Case, Tree: Send> + Send + Sync> {
        let model = &target.scopes;
        let mut pairs: Vec<(String, String)> = Vec::new();
        for resource in &target.resources {
            let Some(other) = &resource.scope else { continue };
            let free =
                |held: &String| !resource.opens_to(&Scope::from_tokens([held.as_str()]), model);
            for held in draw::askable(model).into_iter().filter(free) {
                let pair = (held, other.clone());
                if !pairs.contains(&pair) {
                    pairs.push(pair);
                }
            }
        }
        let pairs = draw::one(pairs)?;
        Some((Just(grant), pairs).prop_map(|(grant, (held, other))| Case { grant, held, other }))
    }

    /// The first allowed scopes, each by itself: what is called does not depend on the draw.
    fn first(&self, target: &Target, grant: Grant) -> Vec<Case> {
        let cases = target.scopes.allowed.iter().filter_map(|held| {
            let scope = Scope::from_tokens([held.as_str()]);
            let shut = |own: &&Resource| !own.opens_to(&scope, &target.scopes);
            let other = target.resources.iter().find(shut)?.scope.clone()?;
            Some(Case { grant, held: held.clone(), other })
        });
        cases.collect()
    }

    async fn drive(&self, case: &Case, stage: &mut Stage<'_>) {
        if stage.obtain(HELD, case.grant, std::slice::from_ref(&case.held)).await {
            for resource in shut(stage.target(), case) {
                stage.call(HELD, resource).await;
            }
        }
    }

    fn judge(&self, case: &Case, seen: &Seen<'_>) -> Judged {
        let granted = match seen.answer(HELD) {
            Answer::Granted(granted) => granted,
            Answer::Refused(code) => {
                return Judged::nothing(format!("an allowed scope is refused with {code}"));
            }
            Answer::Nothing(reason) => return Judged::nothing(reason),
        };
        let model = &seen.target.scopes;
        let closed = |own: &&Resource| !own.opens_to(&granted.scope, model);
        let resources: Vec<_> = shut(seen.target, case).into_iter().filter(closed).collect();
        if resources.is_empty() {
            return Judged::nothing(format!("the token was granted {} as well", case.other));
        }
        let mut judged = Judged::default();
        for resource in resources {
            match seen.access(HELD, resource) {
                Some((Access::Open, exchange)) => {
                    let held = &case.held;
                    let needed = resource.needs();
                    let label = resource.place();
                    let expected = format!("403 from {label}, which needs {needed}");
                    let actual =
                        format!("it opened to a token with {held}, which does not imply it");
                    judged.breach("bearer-scope-enforced", expected, actual, exchange);
                }
                Some((Access::Nothing(reason), _)) => judged.stuck(reason),
                Some((Access::Closed { .. }, _)) | None => {}
            }
        }
        judged
    }
}
