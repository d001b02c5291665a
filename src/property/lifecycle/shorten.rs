//! The search for a shorter case that fails as well.
//!
//! Whole grants go first, then single transitions from the back, then what is left is made
//! simpler. Whatever is tried makes sense by [`Outline`]. What was found to be needed is tried once
//! more at the end, since it may have been needed only by what is gone by then.

use proptest::strategy::ValueTree;

use super::outline::{Abilities, Outline};
use super::transition::{Case, Reached, Transition};

/// Transitions with the place that each had in the first case.
type Numbered = Vec<(usize, Transition)>;

/// A case and the way to shorter ones.
#[derive(Debug)]
pub(super) struct Shortening {
    can: Abilities,
    /// The shortest case that failed.
    base: Numbered,
    /// What is tried now.
    current: Numbered,
    reached: Reached,
    /// What is left to try from `base`; the next one stands at the end.
    attempts: Vec<Numbered>,
    /// Everything that was tried.
    tried: Vec<Numbered>,
}

impl Shortening {
    pub(super) fn new(can: Abilities, list: Vec<Transition>) -> Self {
        let base: Numbered = list.into_iter().enumerate().collect();
        let (current, tried) = (base.clone(), vec![base.clone()]);
        let reached = Reached::default();
        Self { can, base, current, reached, attempts: Vec::new(), tried }
    }

    fn next(&mut self) -> bool {
        while let Some(attempt) = self.attempts.pop() {
            if !self.tried.contains(&attempt) {
                self.tried.push(attempt.clone());
                self.current = attempt;
                self.reached = Reached::default();
                return true;
            }
        }
        self.current.clone_from(&self.base);
        false
    }

    /// All shorter and simpler cases that make sense, in the order in which they are tried.
    fn shorter(&self) -> Vec<Numbered> {
        let base = &self.base;
        let mut all: Vec<Numbered> = Vec::new();
        let without = |gone: &dyn Fn(&(usize, Transition)) -> bool| -> Numbered {
            base.iter().filter(|own| !gone(own)).copied().collect()
        };
        let mut grants: Vec<u8> = base.iter().map(|(_, own)| own.grant()).collect();
        grants.sort_unstable();
        grants.dedup();
        all.extend(grants.iter().map(|grant| without(&|(_, own)| own.grant() == *grant)));
        all.extend(base.iter().rev().map(|(place, _)| without(&|(own, _)| own == place)));
        for (at, (_, own)) in base.iter().enumerate() {
            for simpler in own.simpler() {
                let mut changed = base.clone();
                changed[at].1 = simpler;
                all.push(changed);
            }
        }
        all.retain(|own| self.makes_sense(own));
        all
    }

    fn makes_sense(&self, list: &Numbered) -> bool {
        let list: Vec<Transition> = list.iter().map(|(_, own)| *own).collect();
        !list.is_empty() && Outline::sensible(&self.can, &list).len() == list.len()
    }
}

impl ValueTree for Shortening {
    type Value = Case;

    fn current(&self) -> Case {
        let list: Vec<Transition> = self.current.iter().map(|(_, own)| *own).collect();
        Case::of(&list, self.reached.clone())
    }

    /// What was tried failed: it is the new base. What it never came to goes at once.
    fn simplify(&mut self) -> bool {
        let reached = self.reached.count();
        let cut = self.current.get(..reached).filter(|own| !own.is_empty());
        let cut = cut.map(<[_]>::to_vec);
        self.base.clone_from(&self.current);
        let mut attempts = Vec::new();
        if let Some(cut) = cut.filter(|own| own.len() < self.base.len()) {
            // Tried as a case of its own, so that what is reported is what was run.
            attempts.push(cut.clone());
            let whole = std::mem::replace(&mut self.base, cut);
            attempts.extend(self.shorter());
            self.base = whole;
        } else {
            attempts.extend(self.shorter());
        }
        attempts.reverse();
        self.attempts = attempts;
        self.next()
    }

    /// What was tried did not fail.
    fn complicate(&mut self) -> bool {
        self.next()
    }
}

#[cfg(test)]
mod tests {
    use super::super::transition::{Breadth, Kind, Party};
    use super::*;

    fn can() -> Abilities {
        Abilities {
            parties: vec![Party::Confidential, Party::Public],
            second: true,
            two_scopes: true,
            revocation: true,
            introspection: true,
            resource: true,
        }
    }

    fn authorize(grant: u8) -> Transition {
        Transition::Authorize { grant, client: Party::Public, scope: Breadth::Both }
    }

    /// Drives the search as `explore` does, with a test in place of a server.
    fn shortest(list: Vec<Transition>, fails: impl Fn(&[Transition]) -> bool) -> (Case, usize) {
        let mut tree = Shortening::new(can(), list);
        let mut smallest = tree.current();
        assert!(fails(&smallest.transitions));
        (0..smallest.transitions.len()).for_each(|_| smallest.reached.one_more());
        let mut tries = 0;
        let mut more = tree.simplify();
        while more {
            tries += 1;
            let case = tree.current();
            (0..case.transitions.len()).for_each(|_| case.reached.one_more());
            more = if fails(&case.transitions) {
                smallest = case;
                tree.simplify()
            } else {
                tree.complicate()
            };
        }
        (smallest, tries)
    }

    #[test]
    fn what_is_not_needed_goes_and_what_is_left_makes_sense() {
        let revoke = |grant| Transition::Revoke { grant, kind: Kind::Access, age: 2 };
        let look = |grant| Transition::Introspect { grant, kind: Kind::Access, age: 1 };
        let mut list = Vec::new();
        for grant in 1..=3 {
            list.extend([authorize(grant), Transition::Redeem { grant }]);
            list.extend([look(grant), revoke(grant), look(grant)]);
        }
        // Fails when a token is looked at behind its revocation.
        let fails = |list: &[Transition]| {
            let revoked = |grant: u8| {
                list.iter().position(
                    |own| matches!(own, Transition::Revoke { grant: g, .. } if *g == grant),
                )
            };
            list.iter().enumerate().any(|(at, own)| {
                matches!(own, Transition::Introspect { .. })
                    && revoked(own.grant()).is_some_and(|revoked| revoked < at)
            })
        };
        let (case, tries) = shortest(list, fails);
        let plain =
            Transition::Authorize { grant: 1, client: Party::Confidential, scope: Breadth::First };
        let expected = [
            plain,
            Transition::Redeem { grant: 1 },
            Transition::Revoke { grant: 1, kind: Kind::Access, age: 0 },
            Transition::Introspect { grant: 1, kind: Kind::Access, age: 0 },
        ];
        assert_eq!(case.transitions, expected);
        assert!(tries <= 64, "{tries} tries");
    }

    #[test]
    fn what_was_never_reached_goes_first() {
        let list = vec![
            authorize(1),
            Transition::Redeem { grant: 1 },
            authorize(2),
            Transition::Redeem { grant: 2 },
        ];
        let mut tree = Shortening::new(can(), list);
        let case = tree.current();
        case.reached.one_more();
        case.reached.one_more();
        assert!(tree.simplify());
        assert_eq!(tree.current().transitions, [authorize(1), Transition::Redeem { grant: 1 }]);
    }
}
