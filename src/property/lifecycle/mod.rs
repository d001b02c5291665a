//! The life of a token as a model: `lifecycle/model`.
//!
//! A case is a list of transitions over several grants: authorize, redeem, refresh, revoke,
//! introspect, call, replay, and what another client tries. `tours` has the first cases, `outline`
//! draws the others and says which lists make sense, `shorten` finds the shortest that fails.
//! `request` makes a transition into a step, `answer` reads what came back, and [`world`] with
//! `rule`, `refreshes` and `revocations` says whether it is right: that part is pure. Where the RFCs
//! leave room, [`policy`] has the server's choice, declared or seen by `observe`. `story` tells a
//! case in words.
//!
//! To add a transition: a variant in `transition`, a rule, and a tour that leads there.

mod answer;
mod draw;
mod drive;
mod observe;
mod outline;
mod policy;
mod refreshes;
mod request;
mod revocations;
mod rule;
mod shorten;
mod standing;
mod story;
#[cfg(test)]
mod tests;
mod tours;
mod transition;
mod trial;
mod world;

use crate::runner::Trial;

/// The trial.
pub(super) fn model() -> Box<dyn Trial> {
    Box::new(trial::Model)
}
