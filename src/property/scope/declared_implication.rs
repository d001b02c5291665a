//! Whatever scope implies another: its token opens what that one opens.

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

/// See `scenarios/property/declared-implication-holds.toml`.
#[derive(Debug)]
pub(super) struct Holds;

/// A scope, and one that it implies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Case {
    grant: Grant,
    held: String,
    implied: String,
}

const HELD: &str = "held";
const CONTROL: &str = "control";

/// The first resource that names that scope as one that opens it.
fn needing<'a>(target: &'a Target, scope: &str) -> Option<&'a Resource> {
    target.resources.iter().find(|own| own.scopes().any(|named| named == scope))
}

impl Property for Holds {
    type Case = Case;

    fn cases(
        &self,
        target: &Target,
        grant: Grant,
    ) -> Option<impl Strategy<Value = Case, Tree: Send> + Send + Sync> {
        let model = &target.scopes;
        let mut pairs: Vec<(String, String)> = Vec::new();
        for held in model.implies.keys().filter(|own| model.allowed.contains(own)) {
            let all = model.close(&Scope::from_tokens([held.as_str()]));
            let implied = all.tokens().iter().filter(|own| *own != held);
            let shown =
                implied.filter(|own| model.allowed.contains(own) && needing(target, own).is_some());
            pairs.extend(shown.map(|own| (held.clone(), own.clone())));
        }
        let pairs = draw::one(pairs)?;
        Some((Just(grant), pairs).prop_map(|(grant, (held, implied))| Case {
            grant,
            held,
            implied,
        }))
    }

    async fn drive(&self, case: &Case, stage: &mut Stage<'_>) {
        let Some(resource) = needing(stage.target(), &case.implied) else { return };
        for (name, scope) in [(CONTROL, &case.implied), (HELD, &case.held)] {
            if stage.obtain(name, case.grant, std::slice::from_ref(scope)).await {
                stage.call(name, resource).await;
            }
        }
    }

    fn judge(&self, case: &Case, seen: &Seen<'_>) -> Judged {
        let Some(resource) = needing(seen.target, &case.implied) else {
            return Judged::nothing(format!("no resource needs {}", case.implied));
        };
        if !matches!(seen.access(CONTROL, resource), Some((Access::Open, _))) {
            let reason = format!("{} does not open to {} itself", resource.place(), case.implied);
            return Judged::nothing(reason);
        }
        match seen.answer(HELD) {
            Answer::Granted(granted)
                if seen
                    .target
                    .scopes
                    .covers(&granted.scope, &Scope::from_tokens([&case.implied[..]])) => {}
            Answer::Granted(granted) => {
                return Judged::nothing(format!("the token was granted {} alone", granted.scope));
            }
            Answer::Refused(code) => {
                return Judged::nothing(format!("an allowed scope is refused with {code}"));
            }
            Answer::Nothing(reason) => return Judged::nothing(reason),
        }
        let mut judged = Judged::default();
        match seen.access(HELD, resource) {
            Some((Access::Closed { .. }, exchange)) => {
                let expected = format!("2xx from {}, as with {}", resource.place(), case.implied);
                let actual =
                    format!("it is closed to a token with {}, which implies it", case.held);
                judged.breach("scope-as-documented", expected, actual, exchange);
            }
            Some((Access::Nothing(reason), _)) => judged.stuck(reason),
            Some((Access::Open, _)) | None => {}
        }
        judged
    }
}
