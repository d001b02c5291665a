//! Whatever scope a token has: a resource opens exactly to those that cover its own, and a scope more
//! never closes one.

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

/// See `scenarios/property/resource-answers-exactly-its-scope.toml`.
#[derive(Debug)]
pub(super) struct Exactly;

/// A set of scopes, and some that are added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Case {
    grant: Grant,
    scopes: Vec<String>,
    added: Vec<String>,
}

const FEWER: &str = "fewer";
const MORE: &str = "more";

/// Calls are requests, and a target may name many resources.
const MOST_RESOURCES: usize = 4;

impl Case {
    /// The set with the added ones, in the order of the target file.
    fn more(&self, target: &Target) -> Vec<String> {
        let all = draw::askable(&target.scopes).into_iter();
        all.filter(|own| self.added.contains(own) || self.scopes.contains(own)).collect()
    }
}

/// The resources that need a scope.
fn guarded(target: &Target) -> impl Iterator<Item = &Resource> {
    target.resources.iter().filter(|own| own.scope.is_some()).take(MOST_RESOURCES)
}

impl Property for Exactly {
    type Case = Case;

    fn cases(
        &self,
        target: &Target,
        grant: Grant,
    ) -> Option<impl Strategy<Value = Case, Tree: Send> + Send + Sync> {
        let askable = draw::askable(&target.scopes);
        // A small set shows what must stay closed, a large one what must be open.
        let scopes = draw::some(askable.clone(), draw::RARE)?;
        let added = draw::any(askable, draw::LIKELY);
        Some((Just(grant), scopes, added).prop_map(|(grant, scopes, added)| Case {
            grant,
            scopes,
            added,
        }))
    }

    async fn drive(&self, case: &Case, stage: &mut Stage<'_>) {
        let target = stage.target();
        let more = case.more(target);
        for (name, scopes) in [(FEWER, &case.scopes), (MORE, &more)] {
            if name == MORE && more.len() == case.scopes.len() {
                return;
            }
            if stage.obtain(name, case.grant, scopes).await {
                for resource in guarded(target) {
                    stage.call(name, resource).await;
                }
            }
        }
    }

    fn judge(&self, case: &Case, seen: &Seen<'_>) -> Judged {
        let mut judged = Judged::default();
        let more = case.more(seen.target).len() > case.scopes.len();
        for name in [FEWER, MORE].into_iter().take(if more { 2 } else { 1 }) {
            match seen.answer(name) {
                Answer::Granted(granted) => exactly(name, &granted.scope, seen, &mut judged),
                Answer::Refused(code) => {
                    judged.stuck(format!("allowed scopes are refused with {code}"));
                }
                Answer::Nothing(reason) => judged.stuck(reason),
            }
        }
        monotonously(seen, &mut judged);
        judged
    }
}

/// One token: open to what it covers, closed to the rest.
fn exactly(name: &str, granted: &Scope, seen: &Seen<'_>, judged: &mut Judged) {
    let model = &seen.target.scopes;
    for resource in guarded(seen.target) {
        let Some((access, exchange)) = seen.access(name, resource) else { continue };
        let covered = resource.opens_to(granted, model);
        let (url, needed) = (resource.place(), resource.needs());
        match access {
            Access::Open if !covered => {
                let expected = format!("403 from {url}, which needs {needed}");
                let actual = format!("it opened to a token with the scope {granted}");
                judged.breach("bearer-scope-enforced", expected, actual, exchange);
            }
            Access::Closed { for_scope: true } if covered => {
                let expected = format!("2xx from {url}, which needs {needed}");
                let actual = format!("insufficient_scope for a token with the scope {granted}");
                let held = model.expand(granted);
                let one = |scope: &str| model.expand(&Scope::from_tokens([scope]));
                let by_name = resource.scopes().any(|own| one(own).beyond(&held).is_empty());
                let requirement =
                    if by_name { "bearer-header-supported" } else { "scope-as-documented" };
                judged.breach(requirement, expected, actual, exchange);
            }
            // It may want more than a scope: a person behind the token, for one.
            Access::Closed { for_scope: false } if covered => judged.stuck(format!(
                "{url} refuses a token that has its scope, and does not say that it lacks scope"
            )),
            Access::Nothing(reason) => judged.stuck(reason),
            Access::Open | Access::Closed { .. } => {}
        }
    }
}

/// Two tokens: what opens to the one opens to the other, which has a scope more.
fn monotonously(seen: &Seen<'_>, judged: &mut Judged) {
    let (Answer::Granted(fewer), Answer::Granted(more)) = (seen.answer(FEWER), seen.answer(MORE))
    else {
        return;
    };
    let model = &seen.target.scopes;
    if !model.covers(&more.scope, &fewer.scope) {
        return;
    }
    for resource in guarded(seen.target) {
        let before = seen.access(FEWER, resource);
        let after = seen.access(MORE, resource);
        if let (Some((Access::Open, _)), Some((Access::Closed { .. }, exchange))) = (before, after)
        {
            let expected = format!("2xx from {}, as with {}", resource.place(), fewer.scope);
            let actual = format!("it is closed to a token with the scope {}", more.scope);
            judged.breach("scope-adds-access", expected, actual, exchange);
        }
    }
}
