//! What an examination came to.

use serde::Serialize;

use crate::exchange::{Exchange, Replacement};
use crate::oauth::forms::split_url;

/// The table of the resource owner in the target file.
pub(super) const OWNER: &str = "[[resource_owner]]";

/// What is examined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Area {
    /// The metadata document.
    Metadata,
    /// An endpoint: is something there?
    Endpoint,
    /// A client: is it known, by its secret?
    Client,
    /// The resource owner: does the login lead to a code?
    Login,
    /// The scope model.
    Scopes,
    /// A protected resource.
    Resource,
    /// Introspection of a fresh token.
    Introspection,
    /// Revocation of that token.
    Revocation,
}

impl Area {
    /// The word on the page.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Metadata => "metadata",
            Self::Endpoint => "endpoint",
            Self::Client => "client",
            Self::Login => "login",
            Self::Scopes => "scopes",
            Self::Resource => "resource",
            Self::Introspection => "introspection",
            Self::Revocation => "revocation",
        }
    }
}

/// How it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// As the target file says.
    Right,
    /// There was nothing to examine it by.
    LeftOut,
    /// Perhaps wrong; nothing depends on it alone.
    Doubtful,
    /// The server answers as no target file can mend: it crashed, or contradicts itself.
    Server,
    /// Nobody answers.
    Unreachable,
    /// The target file is wrong.
    Wrong,
}

impl State {
    /// The word on the page.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Right => "ok",
            Self::LeftOut => "left out",
            Self::Doubtful => "DOUBTFUL",
            Self::Server => "SERVER",
            Self::Unreachable => "UNREACHABLE",
            Self::Wrong => "WRONG",
        }
    }
}

/// One thing that was examined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Examination {
    /// What kind of thing.
    pub area: Area,
    /// Which one: a client's id, a URL.
    pub subject: String,
    /// How it stands.
    pub state: State,
    /// What was seen.
    pub seen: String,
    /// The key of the target file that is to blame.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cure: Option<String>,
    /// The exchange that shows it, in one line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exchange: Option<String>,
}

impl Examination {
    /// An examination that is only beginning.
    pub(super) fn of(area: Area, subject: impl Into<String>) -> Self {
        let (seen, key, cure, exchange) = (String::new(), None, None, None);
        Self { area, subject: subject.into(), state: State::LeftOut, seen, key, cure, exchange }
    }

    /// There was nothing to examine it by; the reason.
    pub fn left_out(area: Area, subject: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::of(area, subject).came(State::LeftOut, reason)
    }

    pub(super) fn right(self, seen: impl Into<String>) -> Self {
        self.came(State::Right, seen)
    }

    pub(super) fn came(self, state: State, seen: impl Into<String>) -> Self {
        Self { state, seen: seen.into(), ..self }
    }

    pub(super) fn wrong(self, seen: impl Into<String>) -> Self {
        self.came(State::Wrong, seen)
    }

    pub(super) fn cured(self, key: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { key: Some(key.into()), cure: Some(cure.into()), ..self }
    }

    /// The exchange that shows it; its URL without the query.
    pub(super) fn shown(self, exchange: Option<&Exchange>) -> Self {
        let line = exchange.map(|own| {
            let url = split_url(&own.request.url).0;
            format!("{} {url} -> {}", own.request.method, own.summary())
        });
        Self { exchange: line.or(self.exchange), ..self }
    }

    /// Whether what the target file says of the resource owner is wrong.
    #[must_use]
    pub fn blames_owner(&self) -> bool {
        self.state == State::Wrong && self.key.as_ref().is_some_and(|key| key.starts_with(OWNER))
    }

    /// Whether it stands as the target file says.
    #[must_use]
    pub fn is_right(&self) -> bool {
        self.state == State::Right
    }

    /// The same without secrets.
    #[must_use]
    pub fn redacted(self, replacement: &Replacement) -> Self {
        let clean = |own: Option<String>| own.map(|text| replacement.text(&text));
        Self {
            subject: self.subject,
            seen: replacement.text(&self.seen),
            cure: clean(self.cure),
            exchange: clean(self.exchange),
            ..self
        }
    }
}

/// Everything that was examined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnosis {
    /// The name of the target.
    pub target: String,
    /// In the order in which it was examined.
    pub examinations: Vec<Examination>,
}

impl Diagnosis {
    /// How the whole stands: its worst part.
    #[must_use]
    pub fn state(&self) -> State {
        let order = [State::Wrong, State::Unreachable, State::Server];
        let has = |state: &State| self.examinations.iter().any(|own| own.state == *state);
        order.into_iter().find(has).unwrap_or(State::Right)
    }

    /// How many stand so.
    #[must_use]
    pub fn count(&self, state: State) -> usize {
        self.examinations.iter().filter(|own| own.state == state).count()
    }
}
