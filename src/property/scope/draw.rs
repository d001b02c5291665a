//! Where scope sets come from: strategies over the scope model of a target.

use proptest::bool::weighted;
use proptest::sample::select;
use proptest::strategy::Strategy;

use crate::target::ScopeModel;

/// Scopes that no server knows.
const UNKNOWN: [&str; 2] = ["no-such-scope-a7f3", "no-such-scope-c41d"];

/// How likely a scope is in a set: large sets show more, and shrinking makes them small.
pub(super) const LIKELY: f64 = 0.65;

/// How likely a stranger is in a set: many servers refuse the whole set for it.
pub(super) const RARE: f64 = 0.25;

/// Some of these, each with that probability and at least one, in this order; it shrinks by leaving
/// out one after the other. `None` if there are none.
pub(super) fn some(
    scopes: Vec<String>,
    likely: f64,
) -> Option<impl Strategy<Value = Vec<String>, Tree: Send> + Send + Sync + Clone> {
    let first = scopes.first()?.clone();
    let drawn = any(scopes, likely);
    Some(drawn.prop_map(move |chosen| if chosen.is_empty() { vec![first.clone()] } else { chosen }))
}

/// The same, and perhaps none.
pub(super) fn any(
    scopes: Vec<String>,
    likely: f64,
) -> impl Strategy<Value = Vec<String>, Tree: Send> + Send + Sync + Clone {
    let bits = vec![weighted(likely); scopes.len()];
    bits.prop_map(move |bits| {
        let chosen = scopes.iter().zip(&bits).filter(|(_, bit)| **bit);
        chosen.map(|(scope, _)| scope.clone()).collect()
    })
}

/// One of these; it shrinks towards the first. `None` if there are none.
pub(super) fn one<T: Clone + std::fmt::Debug + Send + Sync + 'static>(
    of: Vec<T>,
) -> Option<impl Strategy<Value = T, Tree: Send> + Send + Sync + Clone> {
    (!of.is_empty()).then(|| select(of))
}

/// A scope that no server knows.
pub(super) fn unknown() -> Vec<String> {
    UNKNOWN.map(str::to_owned).to_vec()
}

/// Other scopes, to stand beside one.
#[derive(Debug, Clone)]
pub(super) struct Others {
    chosen: Vec<String>,
    all: Vec<String>,
}

impl Others {
    /// Without that scope, and yet at least one.
    pub(super) fn without(&self, scope: &str) -> Vec<String> {
        let is_other = |own: &&String| *own != scope;
        let chosen: Vec<String> = self.chosen.iter().filter(is_other).cloned().collect();
        if chosen.is_empty() {
            return self.all.iter().find(is_other).cloned().into_iter().collect();
        }
        chosen
    }
}

/// Scopes that stand beside another one; `None` if there are no two.
pub(super) fn others(
    model: &ScopeModel,
) -> Option<impl Strategy<Value = Others, Tree: Send> + Send + Sync + Clone> {
    let all = model.allowed.clone();
    let drawn = (all.len() > 1).then(|| any(all.clone(), LIKELY))?;
    Some(drawn.prop_map(move |chosen| Others { chosen, all: all.clone() }))
}

/// What these clients may ask for: scopes and aliases.
pub(super) fn askable(model: &ScopeModel) -> Vec<String> {
    model.allowed.iter().chain(model.aliases.keys()).cloned().collect()
}
