//! However often it is refreshed, and for whatever: no token has more than was granted at first.
//!
//! Asking for all of the grant again after less was asked for is no widening: RFC 6749 section 6
//! measures by what the resource owner granted, and a new refresh token has the scope of the old.

use proptest::strategy::{Just, Strategy};
use serde::{Deserialize, Serialize};

use super::draw;
use super::grant::Grant;
use super::judged::Judged;
use super::property::Property;
use super::seen::{Answer, Granted, Seen};
use super::stage::Stage;
use crate::oauth::Scope;
use crate::target::Target;

/// See `scenarios/property/refreshed-scope-within-granted.toml`.
#[derive(Debug)]
pub(super) struct Refreshed;

/// A grant, a refresh for a part of it, one for anything, and behind them one for all of the grant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Case {
    grant: Grant,
    granted: Vec<String>,
    narrow: Vec<String>,
    then: Vec<String>,
}

const FIRST: &str = "first";
const NARROWED: &str = "narrowed";
const AGAIN: &str = "again";
const WHOLE: &str = "whole";

impl Property for Refreshed {
    type Case = Case;

    // RFC 6749 section 4.4.3: client credentials come without a refresh token.
    const GRANTS: &'static [Grant] = &[Grant::AuthorizationCode];

    fn cases(
        &self,
        target: &Target,
        grant: Grant,
    ) -> Option<impl Strategy<Value = Case, Tree: Send> + Send + Sync> {
        let allowed = target.scopes.allowed.clone();
        let granted = draw::any(allowed.clone(), HALF);
        let narrow = draw::any(allowed.clone(), HALF);
        let then = draw::some(allowed.clone(), draw::LIKELY)?;
        // It shrinks from left to right: what is asked for last must be small before the grant is.
        let drawn = (Just(grant), then, narrow, granted);
        Some(drawn.prop_map(move |(grant, then, narrow, mut granted)| {
            if granted.is_empty() {
                granted.extend(allowed.first().cloned());
            }
            let mut narrow: Vec<String> =
                granted.iter().filter(|own| narrow.contains(own)).cloned().collect();
            if narrow.is_empty() {
                narrow.extend(granted.first().cloned());
            }
            Case { grant, granted, narrow, then }
        }))
    }

    async fn drive(&self, case: &Case, stage: &mut Stage<'_>) {
        if !stage.obtain(FIRST, case.grant, &case.granted).await || !stage.can_refresh() {
            return;
        }
        let whole = stage.granted(FIRST);
        for (name, scopes) in [(NARROWED, &case.narrow), (AGAIN, &case.then), (WHOLE, &whole)] {
            if stage.refresh(name, scopes).await {
                stage.introspect(name).await;
            }
        }
    }

    fn judge(&self, case: &Case, seen: &Seen<'_>) -> Judged {
        let first = match seen.answer(FIRST) {
            Answer::Granted(first) => first.scope,
            Answer::Refused(code) => {
                return Judged::nothing(format!("allowed scopes are refused with {code}"));
            }
            Answer::Nothing(reason) => return Judged::nothing(reason),
        };
        let mut judged = Judged::default();
        let asked = |scopes: &[String]| Scope::from_tokens(scopes.iter().cloned());
        let refreshes =
            [(NARROWED, asked(&case.narrow)), (AGAIN, asked(&case.then)), (WHOLE, first.clone())];
        for (name, asked) in &refreshes {
            let step = Refresh { name, first: &first, asked, seen };
            match seen.answer(name) {
                Answer::Granted(granted) => step.granted(&granted, &mut judged),
                Answer::Refused(code) => step.refused(&code, &mut judged),
                // A refused refresh may have ended the refresh token; what came before stands.
                Answer::Nothing(_) if *name == WHOLE => {}
                Answer::Nothing(reason) => judged.stuck(reason),
            }
        }
        judged
    }
}

/// As many of the scopes as not, so that there is something to widen to.
const HALF: f64 = 0.5;

/// One refresh, and what it is measured by.
struct Refresh<'a> {
    name: &'a str,
    first: &'a Scope,
    asked: &'a Scope,
    seen: &'a Seen<'a>,
}

impl Refresh<'_> {
    fn granted(&self, granted: &Granted, judged: &mut Judged) {
        let model = &self.seen.target.scopes;
        let own = model.whole(self.first);
        let introspected = self.seen.introspected(self.name).unwrap_or_else(|reason| {
            judged.stuck(reason);
            None
        });
        let accounts =
            std::iter::once((granted.scope.clone(), granted.exchange)).chain(introspected);
        for (scope, exchange) in accounts {
            if !scope.beyond(&own).is_empty() {
                let shown = format!("a token with the scope {scope}");
                let expected = format!("invalid_scope, or a scope within {}", self.first);
                judged.breach("refresh-scope-not-widened", expected, shown, exchange);
                return;
            }
        }
        let lacking = model.expand(self.asked).beyond(&model.whole(&granted.scope));
        if self.name != NARROWED && self.is_within() && !lacking.is_empty() {
            let actual = format!("a token with the scope {}", granted.scope);
            self.shrunk(actual, granted.exchange, judged);
        }
    }

    fn refused(&self, code: &str, judged: &mut Judged) {
        if self.name != NARROWED && self.is_within() && self.was_narrowed() {
            self.shrunk(code.to_owned(), None, judged);
        }
    }

    /// Whether no more is asked for than was granted by name: a server need not give what that only
    /// implies.
    fn is_within(&self) -> bool {
        let model = &self.seen.target.scopes;
        model.expand(self.asked).beyond(&model.expand(self.first)).is_empty()
    }

    /// Whether the server lets clients ask for less at all: it need not.
    fn was_narrowed(&self) -> bool {
        matches!(self.seen.answer(NARROWED), Answer::Granted(_))
    }

    fn shrunk(&self, actual: String, exchange: Option<usize>, judged: &mut Judged) {
        let expected = format!("{}, which is within the grant {}", self.asked, self.first);
        judged.breach("refresh-narrowing-keeps-grant", expected, actual, exchange);
    }
}
