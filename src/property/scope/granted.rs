//! Whatever is asked for: no more is granted than that, and nothing that does not exist.

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

/// See `scenarios/property/granted-scope-within-requested-and-allowed.toml`.
#[derive(Debug)]
pub(super) struct Granted;

/// A set of scopes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Case {
    grant: Grant,
    scopes: Vec<String>,
}

const ASKED: &str = "asked";

/// How likely an unknown scope is in a set: most servers refuse the whole set for it.
const STRANGER: f64 = 0.1;

impl Property for Granted {
    type Case = Case;

    fn cases(
        &self,
        target: &Target,
        grant: Grant,
    ) -> Option<impl Strategy<Value = Case, Tree: Send> + Send + Sync> {
        let known = draw::some(draw::askable(&target.scopes), draw::LIKELY)?;
        let strangers = draw::any(draw::unknown()[..1].to_vec(), STRANGER);
        Some((Just(grant), known, strangers).prop_map(|(grant, mut scopes, strangers)| {
            scopes.extend(strangers);
            Case { grant, scopes }
        }))
    }

    async fn drive(&self, case: &Case, stage: &mut Stage<'_>) {
        if stage.obtain(ASKED, case.grant, &case.scopes).await {
            stage.introspect(ASKED).await;
        }
    }

    fn judge(&self, case: &Case, seen: &Seen<'_>) -> Judged {
        let model = &seen.target.scopes;
        let asked = Scope::from_tokens(case.scopes.iter().cloned());
        let granted = match seen.answer(ASKED) {
            Answer::Granted(granted) => granted,
            // An unknown scope may be refused, the others may not.
            Answer::Refused(_) if case.scopes.iter().any(|own| !model.knows(own)) => {
                return Judged::default();
            }
            Answer::Refused(code) => {
                return Judged::nothing(format!("allowed scopes are refused with {code}"));
            }
            Answer::Nothing(reason) => return Judged::nothing(reason),
        };
        let mut judged = Judged::default();
        // Silence means "as requested" (RFC 6749 section 5.1): whether that is true is the business
        // of another property.
        let stated = granted.stated.then_some((granted.scope, granted.exchange));
        let introspected = seen.introspected(ASKED).unwrap_or_else(|reason| {
            judged.stuck(reason);
            None
        });
        for (scope, exchange) in stated.into_iter().chain(introspected) {
            if judged.breaches.is_empty() {
                weigh(&mut judged, case.grant, model, &asked, &scope, exchange);
            }
        }
        judged
    }
}

/// One account of what was granted.
fn weigh(
    judged: &mut Judged,
    grant: Grant,
    model: &ScopeModel,
    asked: &Scope,
    granted: &Scope,
    exchange: Option<usize>,
) {
    let (unknown, known): (Vec<String>, Vec<String>) =
        granted.tokens().iter().cloned().partition(|own| asked.contains(own) && !model.knows(own));
    if !unknown.is_empty() {
        let requirement = match grant {
            Grant::ClientCredentials => "scope-unknown",
            Grant::AuthorizationCode => "authorize-invalid-scope",
        };
        let expected = format!("invalid_scope, or a token without {}", unknown.join(" "));
        judged.breach(requirement, expected, format!("a token with the scope {granted}"), exchange);
    }
    let right = entitled(model, asked);
    let beyond = Scope::from_tokens(known).beyond(&right);
    if !beyond.is_empty() {
        judged.breach(
            "token-response-privilege-minimal",
            format!("a scope within {right}"),
            format!("a token with the scope {granted}, which adds {}", beyond.join(" ")),
            exchange,
        );
    }
}

/// What may be granted to who asks for a set. Where nothing of it can be granted, the server may
/// fall back to a default (RFC 6749 section 3.3), and that is some of what is allowed.
fn entitled(model: &ScopeModel, asked: &Scope) -> Scope {
    let right = model.whole(asked);
    let possible = right.tokens().iter().any(|own| model.permitted().contains(own));
    if possible { right } else { model.permitted() }
}
