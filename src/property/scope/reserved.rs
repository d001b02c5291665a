//! Beside whatever else it is asked for: a reserved scope is not granted.

use proptest::strategy::{Just, Strategy};
use serde::{Deserialize, Serialize};

use super::draw;
use super::grant::Grant;
use super::judged::Judged;
use super::property::Property;
use super::seen::{Answer, Seen};
use super::stage::Stage;
use crate::target::Target;

/// See `scenarios/property/reserved-scope-is-not-granted.toml`.
#[derive(Debug)]
pub(super) struct Reserved;

/// A reserved scope beside others, or alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Case {
    grant: Grant,
    beside: Vec<String>,
    reserved: String,
}

const ASKED: &str = "asked";

impl Property for Reserved {
    type Case = Case;

    fn cases(
        &self,
        target: &Target,
        grant: Grant,
    ) -> Option<impl Strategy<Value = Case, Tree: Send> + Send + Sync> {
        let reserved = draw::one(target.scopes.reserved.clone())?;
        let drawn = (Just(grant), draw::any(target.scopes.allowed.clone(), draw::LIKELY), reserved);
        Some(drawn.prop_map(|(grant, beside, reserved)| Case { grant, beside, reserved }))
    }

    async fn drive(&self, case: &Case, stage: &mut Stage<'_>) {
        let scopes = [case.beside.as_slice(), std::slice::from_ref(&case.reserved)].concat();
        if stage.obtain(ASKED, case.grant, &scopes).await {
            stage.introspect(ASKED).await;
        }
    }

    fn judge(&self, case: &Case, seen: &Seen<'_>) -> Judged {
        let granted = match seen.answer(ASKED) {
            Answer::Granted(granted) => granted,
            Answer::Refused(_) => return Judged::default(),
            Answer::Nothing(reason) => return Judged::nothing(reason),
        };
        let introspected = match seen.introspected(ASKED) {
            Ok(introspected) => introspected,
            Err(reason) => return Judged::nothing(reason),
        };
        let held = match &introspected {
            // What the token answer leaves out it grants as requested (RFC 6749 section 5.1), unless
            // introspection knows better.
            Some((scope, _)) if !granted.stated => scope.contains(&case.reserved),
            Some((scope, _)) if scope.contains(&case.reserved) => true,
            _ => granted.scope.contains(&case.reserved),
        };
        let mut judged = Judged::default();
        if held {
            let expected = format!("invalid_scope, or a token without {}", case.reserved);
            let actual = format!("a token with the reserved scope {}", case.reserved);
            judged.breach("scope-client-limited", expected, actual, granted.exchange);
        }
        judged
    }
}
