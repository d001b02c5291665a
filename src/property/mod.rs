//! Trials: what must hold in all cases, not in one.
//!
//! In: a [`crate::runner::Field`] with the target and a budget. Out: a [`crate::runner::Conducted`].
//! `explore` draws cases with proptest, runs them one after the other and shrinks the first that
//! fails; `advertised` tries what the metadata list, `scope` holds the scope properties, `lifecycle` the model of a token's life, `race` what
//! happens at once, `lag` how long a revocation takes. A trial's title, requirements and faults
//! stand in `scenarios/<id>.toml`, like those of every scenario.
//!
//! To add one: a file here, a line in [`trials`], a scenario file with `driven = true`.

mod advertised;
mod explore;
mod lag;
mod lifecycle;
mod race;
mod scope;

use crate::runner::Trials;

/// Every trial by its id.
#[must_use]
pub fn trials() -> Trials {
    let mut all = Trials::new();
    all.extend(advertised::trials());
    all.extend(race::trials());
    all.insert("lifecycle/model", lifecycle::model());
    all.extend(lag::trials());
    all.extend(scope::trials());
    all
}
