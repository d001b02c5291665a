//! What can happen to grants and their tokens; what is drawn, recorded and replayed.
//!
//! A case names grants and tokens by number and age, so no secret is in it, and so it means
//! something at a server that issues fewer tokens than another.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::{Deserialize, Serialize};

/// A client that gets grants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Party {
    /// The first confidential client.
    Confidential,
    /// The public client.
    Public,
}

/// What the resource owner is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Breadth {
    /// The first scope.
    First,
    /// The first two.
    Both,
}

/// What a refresh asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Ask {
    /// No scope, which means the granted one.
    Same,
    /// The first scope of two.
    Narrowed,
    /// Two scopes where one was granted.
    Widened,
}

/// The two kinds of tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Kind {
    /// RFC 6749 section 1.4.
    Access,
    /// RFC 6749 section 1.5.
    Refresh,
}

/// What another client tries with what is not its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Attempt {
    /// To redeem the code.
    Redeem,
    /// To use the newest refresh token.
    Refresh,
    /// To revoke the newest access token.
    RevokeAccess,
    /// To revoke the newest refresh token.
    RevokeRefresh,
}

/// One step in the life of grants. An age counts from the newest token of its kind, which is 0; one
/// beyond the oldest means the oldest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum Transition {
    /// The resource owner, in a browser of its own, grants something to a client.
    Authorize {
        /// The number of the new grant.
        grant: u8,
        /// To whom.
        client: Party,
        /// What.
        scope: Breadth,
    },
    /// The client redeems its code.
    Redeem {
        /// Whose code.
        grant: u8,
    },
    /// The client uses its newest refresh token.
    Refresh {
        /// Whose token.
        grant: u8,
        /// What it asks for.
        ask: Ask,
    },
    /// The client uses an older refresh token.
    ReplayRefresh {
        /// Whose token.
        grant: u8,
        /// Which one.
        age: u8,
    },
    /// The client redeems its code again.
    ReplayCode {
        /// Whose code.
        grant: u8,
    },
    /// The client revokes a token.
    Revoke {
        /// Whose token.
        grant: u8,
        /// Of which kind.
        kind: Kind,
        /// Which one.
        age: u8,
    },
    /// A resource server asks about a token.
    Introspect {
        /// Whose token.
        grant: u8,
        /// Of which kind.
        kind: Kind,
        /// Which one.
        age: u8,
    },
    /// The protected resource is called with an access token.
    Call {
        /// Whose token.
        grant: u8,
        /// Which one.
        age: u8,
    },
    /// Another client tries its luck.
    Steal {
        /// With whose code or token.
        grant: u8,
        /// How.
        attempt: Attempt,
    },
}

impl Transition {
    /// The grant it is about.
    pub(super) const fn grant(&self) -> u8 {
        match self {
            Self::Authorize { grant, .. }
            | Self::Redeem { grant }
            | Self::Refresh { grant, .. }
            | Self::ReplayRefresh { grant, .. }
            | Self::ReplayCode { grant }
            | Self::Revoke { grant, .. }
            | Self::Introspect { grant, .. }
            | Self::Call { grant, .. }
            | Self::Steal { grant, .. } => *grant,
        }
    }

    /// A word for the step that makes it.
    pub(super) const fn word(&self) -> &'static str {
        match self {
            Self::Authorize { .. } => "authorize",
            Self::Redeem { .. } => "redeem",
            Self::Refresh { .. } => "refresh",
            Self::ReplayRefresh { .. } => "replay-refresh",
            Self::ReplayCode { .. } => "replay-code",
            Self::Revoke { .. } => "revoke",
            Self::Introspect { .. } => "introspect",
            Self::Call { .. } => "call",
            Self::Steal { .. } => "steal",
        }
    }

    /// The same about another grant.
    pub(super) const fn about(mut self, number: u8) -> Self {
        match &mut self {
            Self::Authorize { grant, .. }
            | Self::Redeem { grant }
            | Self::Refresh { grant, .. }
            | Self::ReplayRefresh { grant, .. }
            | Self::ReplayCode { grant }
            | Self::Revoke { grant, .. }
            | Self::Introspect { grant, .. }
            | Self::Call { grant, .. }
            | Self::Steal { grant, .. } => *grant = number,
        }
        self
    }

    /// Simpler ones that may do as well, the simplest first.
    pub(super) fn simpler(self) -> Vec<Self> {
        match self {
            Self::Authorize { grant, client, scope } => {
                let plain = |client, scope| Self::Authorize { grant, client, scope };
                let all = [plain(Party::Confidential, scope), plain(client, Breadth::First)];
                all.into_iter().filter(|own| *own != self).collect()
            }
            Self::Refresh { grant, ask: Ask::Narrowed | Ask::Widened } => {
                vec![Self::Refresh { grant, ask: Ask::Same }]
            }
            Self::ReplayRefresh { grant, age } if age > 1 => {
                vec![Self::ReplayRefresh { grant, age: age - 1 }]
            }
            Self::Revoke { grant, kind, age } if age > 0 => {
                vec![Self::Revoke { grant, kind, age: age - 1 }]
            }
            Self::Introspect { grant, kind, age } if age > 0 => {
                vec![Self::Introspect { grant, kind, age: age - 1 }]
            }
            Self::Call { grant, age } if age > 0 => vec![Self::Call { grant, age: age - 1 }],
            _ => Vec::new(),
        }
    }
}

/// One case: transitions in order.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Case {
    /// The transitions.
    pub(super) transitions: Vec<Transition>,
    /// How many of them were come to, so that the search for a shorter case can drop the rest.
    #[serde(skip)]
    pub(super) reached: Reached,
}

/// A count that a case and the search that made it share.
#[derive(Debug, Clone, Default)]
pub(super) struct Reached(Arc<AtomicUsize>);

impl Reached {
    /// One more transition was come to.
    pub(super) fn one_more(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// How many were.
    pub(super) fn count(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

impl Case {
    /// A case whose grants are numbered in the order in which they begin.
    pub(super) fn of(transitions: &[Transition], reached: Reached) -> Self {
        let mut begun: Vec<u8> = Vec::new();
        for transition in transitions {
            if !begun.contains(&transition.grant()) {
                begun.push(transition.grant());
            }
        }
        let number = |own: &Transition| {
            let place = begun.iter().position(|grant| *grant == own.grant()).unwrap_or_default();
            own.about(u8::try_from(place + 1).unwrap_or(u8::MAX))
        };
        Self { transitions: transitions.iter().map(number).collect(), reached }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_is_recorded_as_the_list_of_its_transitions() {
        let case = Case::of(
            &[
                Transition::Authorize { grant: 3, client: Party::Public, scope: Breadth::Both },
                Transition::Redeem { grant: 3 },
                Transition::Revoke { grant: 3, kind: Kind::Refresh, age: 0 },
            ],
            Reached::default(),
        );
        let json = serde_json::to_string(&case).unwrap();
        let expected = r#"[{"do":"authorize","grant":1,"client":"public","scope":"both"},{"do":"redeem","grant":1},{"do":"revoke","grant":1,"kind":"refresh","age":0}]"#;
        assert_eq!(json, expected);
        let read: Case = serde_json::from_str(&json).unwrap();
        assert_eq!(read.transitions, case.transitions);
    }
}
