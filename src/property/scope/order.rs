//! However a set is written: in another order and with repetitions it grants the same.

use proptest::collection::vec;
use proptest::sample::select;
use proptest::strategy::{Just, Strategy};
use serde::{Deserialize, Serialize};

use super::grant::Grant;
use super::judged::Judged;
use super::property::Property;
use super::seen::{Answer, Granted, Seen};
use super::stage::Stage;
use crate::oauth::Scope;
use crate::target::Target;

/// See `scenarios/property/scope-order-and-repetition-do-not-matter.toml`.
#[derive(Debug)]
pub(super) struct Order;

/// A list of scopes, in any order, some of them more than once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Case {
    grant: Grant,
    written: Vec<String>,
}

const PLAIN: &str = "plain";
const WRITTEN: &str = "written";
const REQUIREMENT: &str = "scope-order-irrelevant";

/// Longer lists say no more.
const LONGEST: usize = 6;

impl Case {
    /// The set, each scope once, in the order of the target file.
    fn plain(&self, target: &Target) -> Vec<String> {
        let allowed = target.scopes.allowed.iter();
        allowed.filter(|own| self.written.contains(own)).cloned().collect()
    }

    fn repeats(&self) -> bool {
        (1..self.written.len()).any(|at| self.written[..at].contains(&self.written[at]))
    }
}

impl Property for Order {
    type Case = Case;

    fn cases(
        &self,
        target: &Target,
        grant: Grant,
    ) -> Option<impl Strategy<Value = Case, Tree: Send> + Send + Sync> {
        let allowed = target.scopes.allowed.clone();
        let lists = (!allowed.is_empty()).then(|| vec(select(allowed), 2..=LONGEST))?;
        Some((Just(grant), lists).prop_map(|(grant, written)| Case { grant, written }))
    }

    async fn drive(&self, case: &Case, stage: &mut Stage<'_>) {
        let plain = case.plain(stage.target());
        for (name, scopes) in [(PLAIN, &plain), (WRITTEN, &case.written)] {
            if stage.obtain(name, case.grant, scopes).await {
                stage.introspect(name).await;
            }
        }
    }

    fn judge(&self, case: &Case, seen: &Seen<'_>) -> Judged {
        let (plain, written) = match (seen.answer(PLAIN), seen.answer(WRITTEN)) {
            (Answer::Nothing(reason), _) | (_, Answer::Nothing(reason)) => {
                return Judged::nothing(reason);
            }
            (Answer::Refused(code), Answer::Refused(_)) => {
                return Judged::nothing(format!("allowed scopes are refused with {code}"));
            }
            // Nothing says that a server must bear with a repetition.
            (Answer::Granted(_), Answer::Refused(_)) if case.repeats() => return Judged::default(),
            (Answer::Granted(plain), Answer::Refused(code)) => {
                return differing(format!("the scope {}", plain.scope), code, None);
            }
            (Answer::Refused(code), Answer::Granted(written)) => {
                let actual = format!("the scope {}", written.scope);
                return differing(code, actual, written.exchange);
            }
            (Answer::Granted(plain), Answer::Granted(written)) => (plain, written),
        };
        self.compare(&plain, &written, seen)
    }
}

impl Order {
    fn compare(&self, plain: &Granted, written: &Granted, seen: &Seen<'_>) -> Judged {
        if plain.scope != written.scope {
            let words = |scope: &Scope| format!("the scope {scope}, in any order");
            return differing(words(&plain.scope), words(&written.scope), written.exchange);
        }
        match (seen.introspected(PLAIN), seen.introspected(WRITTEN)) {
            (Ok(Some((plain, _))), Ok(Some((written, exchange)))) if plain != written => {
                let words = |scope: &Scope| format!("the scope {scope} at introspection");
                differing(words(&plain), words(&written), exchange)
            }
            (Err(reason), _) | (_, Err(reason)) => Judged::nothing(reason),
            _ => Judged::default(),
        }
    }
}

fn differing(plain: String, written: String, exchange: Option<usize>) -> Judged {
    let mut judged = Judged::default();
    let expected = format!("{plain}, as for the same set in plain order");
    judged.breach(REQUIREMENT, expected, written, exchange);
    judged
}
