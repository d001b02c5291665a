//! Where cases come from: fixed tours first, then sequences that the model draws.

use proptest::strategy::{Just, NewTree, Strategy, ValueTree as _};
use proptest::test_runner::TestRunner;
use proptest_state_machine::strategy::{ReferenceStateMachine as _, Sequential};

use super::outline::{Abilities, Lifecycle, Outline};
use super::shorten::Shortening;
use super::transition::Transition;

/// Transitions that are drawn; the look at what they left comes behind them.
const LENGTH: std::ops::RangeInclusive<usize> = 2..=9;

/// A kind of case.
#[derive(Debug)]
pub(super) struct Cases {
    /// What can be done.
    pub(super) can: Abilities,
    /// Not drawn, but this one.
    pub(super) tour: Option<Vec<Transition>>,
}

impl Strategy for Cases {
    type Tree = Shortening;
    type Value = super::transition::Case;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        if let Some(tour) = &self.tour {
            return Ok(Shortening::new(self.can.clone(), tour.clone()));
        }
        let can = self.can.clone();
        let drawn = Sequential::new(
            LENGTH.into(),
            move || Just(Outline::new(can.clone())).boxed(),
            Lifecycle::preconditions,
            Lifecycle::transitions,
            Lifecycle::apply,
        );
        // The library's own tree cannot wait for answers on another thread; ours also drops whole
        // grants, and works for tours.
        let (_, mut list, _) = drawn.new_tree(runner)?.current();
        list.extend(Outline::closing(&self.can, &list));
        Ok(Shortening::new(self.can.clone(), list))
    }
}
