//! Which of several lawful answers a server has chosen, client by client: as declared in the target
//! file, or as seen before the cases run.
//!
//! What is neither declared nor seen stays open, and then either answer is right.

use std::collections::BTreeMap;
use std::time::Duration;

use super::transition::Party;
use crate::target::{AccessTokens, Cascade, Policies, Rotation};

/// What happens to a grant as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Event {
    /// Tokens are issued for its code.
    Issue,
    /// A refresh succeeds.
    Refresh,
    /// Its code comes a second time.
    CodeReplay,
    /// A refresh token comes back that was replaced.
    Reuse,
    /// An access token is revoked.
    RevokeAccess,
    /// A refresh token is revoked.
    RevokeRefresh,
}

/// What falls by an event, beside the token that it is about; `None` where that is unknown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Fall {
    /// The access tokens of the grant.
    pub(super) access: Option<bool>,
    /// Its refresh tokens.
    pub(super) refresh: Option<bool>,
    /// Other grants of the same client by the same resource owner: what a server takes for one
    /// grant is up to it (RFC 7009 section 2.1).
    pub(super) neighbours: Option<bool>,
}

/// One client's tokens as the server treats them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Policy {
    /// A refresh answer brings a new refresh token.
    pub(super) rotates: Option<bool>,
    /// A refresh token that was replaced is refused.
    pub(super) reuse_refused: Option<bool>,
    /// For how long it may be used all the same.
    pub(super) grace: Option<Duration>,
    /// What falls by which event.
    pub(super) falls: BTreeMap<Event, Fall>,
    /// Resource servers read access tokens instead of asking about them.
    pub(super) self_contained: bool,
    /// Introspection tells about this client's access tokens.
    pub(super) seen: bool,
    /// The resource opens to them.
    pub(super) opens: bool,
}

impl Policy {
    /// What the target file says, for one client.
    pub(super) fn declared(own: &Policies, party: Party) -> Self {
        let rotates = own.refresh_rotation.map(|rotation| rotation == Rotation::Always);
        let mut falls = BTreeMap::new();
        if let Some(revokes) = own.refresh_reuse_revokes {
            let fall = Fall { access: None, refresh: Some(revokes), neighbours: Some(false) };
            falls.insert(Event::Reuse, fall);
        }
        if let Some(revokes) = own.code_replay_revokes.map(Some) {
            let fall = Fall { access: revokes, refresh: revokes, neighbours: Some(false) };
            falls.insert(Event::CodeReplay, fall);
        }
        if let Some(cascade) = own.revocation_cascade {
            let neighbours = Some(false);
            let all = Some(cascade == Cascade::Grant);
            let with_access = Fall { access: all, refresh: all, neighbours };
            let access = Some(cascade != Cascade::None);
            // Another living refresh token of the same grant is none of the declaration's business.
            let with_refresh = Fall { access, refresh: None, neighbours };
            falls.insert(Event::RevokeAccess, with_access);
            falls.insert(Event::RevokeRefresh, with_refresh);
        }
        Self {
            rotates,
            // RFC 9700 section 2.2.2: for public clients rotation must be one that shows a replay.
            reuse_refused: (rotates == Some(true) || party == Party::Public).then_some(true),
            grace: own.refresh_grace,
            falls,
            self_contained: own.access_tokens == Some(AccessTokens::SelfContained),
            seen: true,
            opens: true,
        }
    }

    /// What falls by an event.
    pub(super) fn fall(&self, event: Event) -> Fall {
        self.falls.get(&event).copied().unwrap_or_default()
    }

    /// Whether a refresh token that was replaced `ago` must be refused.
    pub(super) fn forbids_reuse(&self, ago: Duration) -> bool {
        match self.grace {
            // Clocks tick in seconds.
            Some(grace) => ago > grace + Duration::from_secs(1),
            None => self.reuse_refused == Some(true),
        }
    }

    /// What was found out or declared, in words for the report.
    pub(super) fn in_words(&self) -> String {
        let reuse = self.reuse_refused.filter(|_| self.rotates == Some(true));
        let known = [
            ("rotation", self.rotates),
            ("reuse refused", reuse),
            ("reuse revokes", self.fall(Event::Reuse).refresh),
            ("refresh token takes access tokens along", self.fall(Event::RevokeRefresh).access),
            ("access token takes refresh token along", self.fall(Event::RevokeAccess).refresh),
            ("code replay revokes", self.fall(Event::CodeReplay).access),
            ("self-contained access tokens", Some(self.self_contained)),
        ];
        let told = known.into_iter().filter_map(|(what, known)| {
            Some(format!("{what}: {}", if known? { "yes" } else { "no" }))
        });
        told.collect::<Vec<_>>().join(", ")
    }
}

/// The policies of all clients that take part.
pub(super) type Book = BTreeMap<Party, Policy>;
