//! Properties of scope: what must hold of every set of scopes that a client asks for.
//!
//! In: a target whose scope model ([`crate::target::ScopeModel`]) says which scopes there are. Out:
//! one trial a property. A property draws sets (`draw`), has them asked for, refreshed, introspected
//! and used (`stage`), and judges what was recorded (`seen`) by the algebra of the model. The code
//! grant takes part where somebody can log in (`grant`); `property` is the seam.
//!
//! To add one: a file here, a line in `ALL`, a file `scenarios/property/<name>.toml`.

mod alias;
mod beside;
mod declared_implication;
mod draw;
mod empty_parts;
mod every_resource;
mod grant;
mod granted;
mod judged;
mod letter_case;
mod named_alike;
mod order;
mod property;
mod refreshed;
mod reserved;
mod resource;
mod seen;
mod separator;
mod stage;
#[cfg(test)]
mod tests;
mod told;
mod undeclared_implication;

use crate::runner::{Trial, Trials};

use property::ByGrant;

/// The id of a property, and how its trial is made.
type Entry = (&'static str, fn() -> Box<dyn Trial>);

/// Every scope property.
const ALL: &[Entry] = &[
    ("property/aliases-grant-their-expansion", || ByGrant::boxed(alias::Aliases)),
    ("property/declared-implication-holds", || ByGrant::boxed(declared_implication::Holds)),
    ("property/empty-scope-parts-grant-nothing", || ByGrant::boxed(empty_parts::EmptyParts)),
    ("property/every-resource", || Box::new(every_resource::EveryResource)),
    ("property/granted-scope-within-requested-and-allowed", || ByGrant::boxed(granted::Granted)),
    ("property/refreshed-scope-within-granted", || ByGrant::boxed(refreshed::Refreshed)),
    ("property/reserved-scope-is-not-granted", || ByGrant::boxed(reserved::Reserved)),
    ("property/resource-answers-exactly-its-scope", || ByGrant::boxed(resource::Exactly)),
    ("property/scope-case-matters", || ByGrant::boxed(letter_case::LetterCase)),
    ("property/scope-named-alike-everywhere", || ByGrant::boxed(named_alike::NamedAlike)),
    ("property/scope-order-and-repetition-do-not-matter", || ByGrant::boxed(order::Order)),
    ("property/scope-told-when-it-differs", || ByGrant::boxed(told::Told)),
    ("property/undeclared-implication-does-not-hold", || {
        ByGrant::boxed(undeclared_implication::DoesNotHold)
    }),
    ("property/wrong-separator-is-one-unknown-scope", || ByGrant::boxed(separator::Separator)),
];

/// Every scope property by its id.
pub(super) fn trials() -> Trials {
    ALL.iter().map(|(id, trial)| (*id, trial())).collect()
}
