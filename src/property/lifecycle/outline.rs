//! The reference model for drawing: which transitions make sense after which.
//!
//! It knows what was begun, redeemed and refreshed, and nothing of what the server answers: those
//! expectations are the business of [`super::world`]. It is also what keeps a case meaningful while
//! it is shortened.

use proptest::strategy::{BoxedStrategy, Just, Strategy as _, Union};
use proptest_state_machine::ReferenceStateMachine;

use super::transition::{Ask, Attempt, Breadth, Kind, Party, Transition};

/// Grants of one case at the most.
const GRANTS: u8 = 3;

/// What can be done at a target at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Abilities {
    /// The clients that get grants with refresh tokens.
    pub(super) parties: Vec<Party>,
    /// There is another client that can try its luck.
    pub(super) second: bool,
    /// There are two scopes.
    pub(super) two_scopes: bool,
    /// There is a revocation endpoint.
    pub(super) revocation: bool,
    /// There is an introspection endpoint, and somebody to ask it.
    pub(super) introspection: bool,
    /// There is a protected resource.
    pub(super) resource: bool,
}

/// What is known of a case on its way.
#[derive(Debug, Clone)]
pub(super) struct Outline {
    can: Abilities,
    grants: Vec<Sketch>,
}

#[derive(Debug, Clone)]
struct Sketch {
    number: u8,
    scope: Breadth,
    redeemed: bool,
    refreshes: u8,
}

impl Outline {
    /// Before anything happened.
    pub(super) const fn new(can: Abilities) -> Self {
        Self { can, grants: Vec::new() }
    }

    /// Whether a transition makes sense now, here.
    pub(super) fn allows(&self, transition: &Transition) -> bool {
        let sketch = self.grants.iter().find(|own| own.number == transition.grant());
        let can = &self.can;
        if let Transition::Authorize { client, scope, .. } = transition {
            let possible = *scope == Breadth::First || can.two_scopes;
            return sketch.is_none() && possible && can.parties.contains(client);
        }
        let Some(sketch) = sketch else {
            return false;
        };
        match transition {
            Transition::Authorize { .. } => false,
            Transition::Redeem { .. } => !sketch.redeemed,
            Transition::Steal { attempt: Attempt::Redeem, .. } => can.second && !sketch.redeemed,
            Transition::Steal { attempt: Attempt::Refresh, .. } => can.second && sketch.redeemed,
            Transition::Steal { .. } => can.second && can.revocation && sketch.redeemed,
            Transition::Refresh { ask, .. } => {
                let fits = match ask {
                    Ask::Same => true,
                    Ask::Narrowed => sketch.scope == Breadth::Both,
                    Ask::Widened => sketch.scope == Breadth::First && can.two_scopes,
                };
                sketch.redeemed && fits
            }
            Transition::ReplayRefresh { age, .. } => sketch.refreshes > 0 && *age > 0,
            Transition::ReplayCode { .. } => sketch.redeemed,
            Transition::Revoke { .. } => sketch.redeemed && can.revocation,
            Transition::Introspect { .. } => sketch.redeemed && can.introspection,
            Transition::Call { .. } => sketch.redeemed && can.resource,
        }
    }

    /// What is known behind a transition.
    pub(super) fn after(mut self, transition: &Transition) -> Self {
        if let Transition::Authorize { grant: number, scope, .. } = *transition {
            self.grants.push(Sketch { number, scope, redeemed: false, refreshes: 0 });
        }
        let sketch = self.grants.iter_mut().find(|own| own.number == transition.grant());
        match (transition, sketch) {
            (Transition::Redeem { .. }, Some(sketch)) => sketch.redeemed = true,
            (Transition::Refresh { .. }, Some(sketch)) => {
                sketch.refreshes = sketch.refreshes.saturating_add(1);
            }
            _ => {}
        }
        self
    }

    /// Those transitions of a list that make sense, one after the other.
    pub(super) fn sensible(can: &Abilities, list: &[Transition]) -> Vec<Transition> {
        let mut outline = Self::new(can.clone());
        let mut kept = Vec::new();
        for transition in list {
            if outline.allows(transition) {
                outline = outline.after(transition);
                kept.push(*transition);
            }
        }
        kept
    }

    /// A look at everything that a case has left, so that what it broke shows.
    pub(super) fn closing(can: &Abilities, list: &[Transition]) -> Vec<Transition> {
        let outline = list.iter().fold(Self::new(can.clone()), Self::after);
        let looks = outline.grants.iter().flat_map(|own| {
            let grant = own.number;
            let tokens = own.refreshes.min(2) + 1;
            let seen = (0..tokens).map(move |age| Transition::Introspect {
                grant,
                kind: Kind::Access,
                age,
            });
            let used = [
                Transition::Redeem { grant },
                Transition::Call { grant, age: 0 },
                Transition::Refresh { grant, ask: Ask::Same },
            ];
            seen.chain(used)
        });
        let looks: Vec<Transition> = looks.collect();
        let all = Self::sensible(can, &[list, &looks].concat());
        all.get(list.len()..).unwrap_or_default().to_vec()
    }

    /// Everything that makes sense now, with how often it shall be drawn.
    fn next(&self) -> Vec<(u32, Transition)> {
        let begun = u8::try_from(self.grants.len()).unwrap_or(u8::MAX);
        let mut all = Vec::new();
        if begun < GRANTS {
            let weight = if begun == 0 { 6 } else { 2 };
            for client in [Party::Confidential, Party::Public] {
                for scope in [Breadth::First, Breadth::Both] {
                    let grant = begun + 1;
                    all.push((weight, Transition::Authorize { grant, client, scope }));
                }
            }
        }
        all.extend(self.grants.iter().flat_map(|own| about(own.number)));
        all.retain(|(_, transition)| self.allows(transition));
        all
    }
}

/// What can happen to one grant. What changes something is drawn more often than what only looks,
/// since a case is looked at as a whole at its end.
fn about(grant: u8) -> Vec<(u32, Transition)> {
    let refresh = |ask| Transition::Refresh { grant, ask };
    let revoke = |kind, age| Transition::Revoke { grant, kind, age };
    let look = |kind, age| Transition::Introspect { grant, kind, age };
    let steal = |attempt| Transition::Steal { grant, attempt };
    vec![
        (24, Transition::Redeem { grant }),
        (9, refresh(Ask::Same)),
        (5, refresh(Ask::Narrowed)),
        (5, refresh(Ask::Widened)),
        (2, Transition::ReplayRefresh { grant, age: 1 }),
        (2, Transition::ReplayRefresh { grant, age: 2 }),
        (2, Transition::ReplayCode { grant }),
        (3, revoke(Kind::Access, 0)),
        (1, revoke(Kind::Access, 1)),
        (2, revoke(Kind::Refresh, 0)),
        (1, revoke(Kind::Refresh, 1)),
        (2, look(Kind::Access, 0)),
        (2, look(Kind::Access, 1)),
        (1, look(Kind::Refresh, 0)),
        (2, Transition::Call { grant, age: 0 }),
        (1, Transition::Call { grant, age: 1 }),
        (2, steal(Attempt::Redeem)),
        (2, steal(Attempt::Refresh)),
        (1, steal(Attempt::RevokeAccess)),
        (1, steal(Attempt::RevokeRefresh)),
    ]
}

/// The model as proptest's state machines want it.
#[derive(Debug)]
pub(super) struct Lifecycle;

impl ReferenceStateMachine for Lifecycle {
    type State = Outline;
    type Transition = Transition;

    fn init_state() -> BoxedStrategy<Outline> {
        let can = Abilities { parties: vec![Party::Confidential], ..Abilities::default() };
        Just(Outline::new(can)).boxed()
    }

    fn transitions(state: &Outline) -> BoxedStrategy<Transition> {
        let each = state.next().into_iter().map(|(weight, own)| (weight, Just(own)));
        Union::new_weighted(each.collect()).boxed()
    }

    fn apply(state: Outline, transition: &Transition) -> Outline {
        state.after(transition)
    }

    fn preconditions(state: &Outline, transition: &Transition) -> bool {
        state.allows(transition)
    }
}
