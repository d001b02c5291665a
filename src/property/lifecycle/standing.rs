//! What must become of a code or token when it is used.

use super::policy::Event;

/// Whether it works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// It must.
    Good(Spared),
    /// It may or may not; if not, then for this cause.
    Open(Cause),
    /// It must not.
    Gone(Cause),
}

/// What something that works has come through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spared {
    /// Nothing in particular.
    Plain,
    /// A refresh with it was refused.
    RefusedRefresh,
    /// Another client tried to revoke it.
    ForeignRevocation,
}

/// Why something does not work any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cause {
    /// A code that was redeemed.
    Redeemed,
    /// A code that another client tried.
    Tried,
    /// Its time is, or may be, up.
    Expired,
    /// A refresh token that was replaced.
    Replaced,
    /// It was revoked itself.
    Revoked,
    /// It fell by what happened to its grant, or to another one.
    With(Event),
}

impl Standing {
    /// Something just issued.
    pub(super) const NEW: Self = Self::Good(Spared::Plain);

    /// An event by which it falls, if it does.
    pub(super) fn fall(&mut self, falls: Option<bool>, event: Event) {
        *self = match (*self, falls) {
            (Self::Good(_) | Self::Open(_), Some(true)) => Self::Gone(Cause::With(event)),
            (Self::Good(_), None) => Self::Open(Cause::With(event)),
            (own, _) => own,
        };
    }

    /// It was seen to work, or not to.
    pub(super) fn settle(&mut self, works: bool) {
        if let Self::Open(cause) = *self {
            *self = if works { Self::NEW } else { Self::Gone(cause) };
        }
    }

    /// It came through something.
    pub(super) fn spare(&mut self, spared: Spared) {
        if let Self::Good(_) = self {
            *self = Self::Good(spared);
        }
    }
}

impl Cause {
    /// What is breached when something gone is taken as a refresh token.
    pub(super) const fn refreshes(self) -> &'static str {
        match self {
            Self::Redeemed | Self::Tried | Self::Expired => "token-code-single-use",
            Self::Replaced => "refresh-rotated-old-invalid",
            Self::With(Event::Reuse) => "refresh-reuse-revokes-active",
            Self::With(Event::CodeReplay) => "token-code-reuse-revokes",
            Self::With(Event::RevokeAccess) => "revocation-access-cascades-refresh",
            Self::Revoked | Self::With(_) => "revocation-refresh-token-supported",
        }
    }

    /// What is breached when introspection calls an access token active that is gone.
    pub(super) const fn is_active(self) -> &'static str {
        match self {
            Self::Revoked => "revocation-access-token-supported",
            Self::With(Event::RevokeRefresh) => "revocation-refresh-cascades-access",
            Self::With(Event::CodeReplay) => "token-code-reuse-revokes",
            Self::With(Event::RevokeAccess) => "revocation-access-cascades-refresh",
            _ => "introspection-revoked-inactive",
        }
    }

    /// In words that fit after "a refusal: ".
    pub(super) const fn in_words(self) -> &'static str {
        match self {
            Self::Redeemed => "the code was redeemed before",
            Self::Tried => "another client tried the code",
            Self::Expired => "its time was up",
            Self::Replaced => "it was replaced",
            Self::Revoked => "it was revoked",
            Self::With(Event::CodeReplay) => "the code of its grant was sent a second time",
            Self::With(Event::Reuse) => "a replaced refresh token of its grant was used again",
            Self::With(Event::RevokeAccess) => "an access token of its grant was revoked",
            Self::With(Event::RevokeRefresh) => "the refresh token of its grant was revoked",
            Self::With(Event::Issue | Event::Refresh) => "newer tokens were issued",
        }
    }
}

impl Spared {
    /// What is breached when a refresh token that must work does not.
    pub(super) const fn refuses(self) -> &'static str {
        match self {
            Self::Plain => "refresh-success",
            Self::RefusedRefresh => "refresh-refused-keeps-token",
            Self::ForeignRevocation => "revocation-other-clients-token-refused",
        }
    }

    /// What is breached when introspection calls a token inactive that must work.
    pub(super) const fn is_inactive(self) -> &'static str {
        match self {
            Self::ForeignRevocation => "revocation-other-clients-token-refused",
            _ => "introspection-live-token-active",
        }
    }

    /// What is breached when the resource refuses an access token that must work.
    pub(super) const fn is_shut_out(self) -> &'static str {
        match self {
            Self::ForeignRevocation => "revocation-other-clients-token-refused",
            _ => "bearer-scope-enforced",
        }
    }

    /// In words that fit behind what must work.
    pub(super) const fn in_words(self) -> &'static str {
        match self {
            Self::Plain => "nothing has ended it",
            Self::RefusedRefresh => "a refused request uses nothing up",
            Self::ForeignRevocation => "another client cannot revoke it",
        }
    }
}
