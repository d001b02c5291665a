//! Where it shows whether a token is live.

use crate::check::Subject;
use crate::exchange::StepRecord;
use crate::scenario::{Action, Step};
use crate::target::Capabilities;

/// One way to look at a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    /// Introspection of the access token (RFC 7662).
    Introspection,
    /// Introspection of the refresh token.
    IntrospectionOfRefreshToken,
    /// The protected resource (RFC 6750).
    Resource,
}

/// What one look showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    /// The token is taken for a live one.
    Active,
    /// It is refused, as a dead one is.
    Inactive,
    /// The answer says nothing: a crash, a throttle, no answer.
    Nothing,
}

impl View {
    /// The views of an access token that the target has.
    pub(super) fn of(capabilities: &Capabilities) -> Vec<Self> {
        let each = [("introspection", Self::Introspection), ("protected-resource", Self::Resource)];
        each.into_iter().filter(|(name, _)| capabilities.has(name)).map(|(_, own)| own).collect()
    }

    /// Its name in figures.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Introspection => "introspection",
            Self::IntrospectionOfRefreshToken => "introspection of the refresh token",
            Self::Resource => "resource",
        }
    }

    /// The step that looks at the token of the flow.
    pub(super) fn step(self, name: impl Into<String>) -> Step {
        let action = if self == Self::Resource { Action::Resource } else { Action::Introspect };
        let mut step = Step { name: Some(name.into()), ..Step::conforming(action) };
        if self == Self::IntrospectionOfRefreshToken {
            step.set.insert("token".to_owned(), "${latest.refresh_token}".to_owned());
        }
        step
    }

    /// What the answer to that step shows.
    pub(super) fn seen(self, record: &StepRecord) -> Seen {
        let Some(response) = (Subject { step: record }).response().filter(|own| !own.cut) else {
            return Seen::Nothing;
        };
        match (self, response.status) {
            (Self::Resource, 200..300) => Seen::Active,
            // RFC 6750 section 3.1: invalid_token is 401.
            (Self::Resource, 401) => Seen::Inactive,
            (Self::Resource, _) => Seen::Nothing,
            (_, 200) => {
                let json = response.json().ok();
                match json.as_ref().and_then(|own| own.member("active")?.as_bool()) {
                    Some(true) => Seen::Active,
                    Some(false) => Seen::Inactive,
                    None => Seen::Nothing,
                }
            }
            _ => Seen::Nothing,
        }
    }
}
