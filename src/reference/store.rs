//! What the server remembers: sessions, authorization requests, codes and tokens.
//!
//! It finds and keeps; whether something found is good enough is decided by the endpoints. What
//! can change no answer any more is forgotten bit by bit.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Instant;

use crate::oauth::Scope;

use super::audience::Audience;
use super::authorize::AuthorizationRequest;
use super::pkce::Binding;
use super::shelf::{Perishable, Shelf};

const MINUTE: i64 = 60_000;

/// How long a session, or a request that waits for login and consent, outlives its last visit.
const IDLE: i64 = 10 * MINUTE;

/// How long a code is known after its end: whoever redeems it twice must be found out.
const AFTER_A_CODE: i64 = 10 * MINUTE;

/// How long a token is known after its end. No answer needs it: an expired token is refused like
/// an unknown one.
const AFTER_A_TOKEN: i64 = MINUTE;

/// Everything that changes while the server runs.
#[derive(Debug, Default)]
pub(crate) struct Store {
    /// Browser sessions by cookie value.
    pub(crate) sessions: Shelf<Session>,
    /// Authorization requests that wait for the resource owner, by transaction.
    pub(crate) waiting: Shelf<Waiting>,
    /// The authorization request that was consented to last, kept only where a fault needs it.
    pub(crate) latest_consent: Option<AuthorizationRequest>,
    /// Authorization codes by value.
    pub(crate) codes: Shelf<Code>,
    /// The latest `state` of each client.
    pub(crate) latest_state: HashMap<String, Option<String>>,
    /// Clients that revoked a refresh token.
    pub(crate) revokers: BTreeSet<String>,
    tokens: Shelf<Token>,
    families: BTreeSet<(u64, Arc<str>)>,
    numbers_given: u64,
}

/// A browser session.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    /// What stays the same when a login changes the cookie.
    pub(crate) number: u64,
    /// When it was last visited, in milliseconds since 1970.
    pub(crate) visited: i64,
    /// What a form of this session must send along (RFC 6749 section 10.12).
    pub(crate) csrf: String,
    /// The resource owner who logged in.
    pub(crate) owner: Option<String>,
}

/// An authorization request that waits for login and consent.
#[derive(Debug, Clone)]
pub(crate) struct Waiting {
    /// The number of the session that brought it; no other one may answer it.
    pub(crate) session: u64,
    /// When it was last visited, in milliseconds since 1970.
    pub(crate) visited: i64,
    /// The request, already found valid.
    pub(crate) request: AuthorizationRequest,
}

/// An authorization code (RFC 6749 section 4.1.2).
#[derive(Debug, Clone)]
pub(crate) struct Code {
    /// The client it was issued to.
    pub(crate) client_id: String,
    /// The resource owner who consented.
    pub(crate) owner: String,
    /// What was consented to.
    pub(crate) scope: Scope,
    /// Whether the token answer says what scope was granted.
    pub(crate) scope_reported: bool,
    /// The resources that were asked for.
    pub(crate) audience: Audience,
    /// The redirect URI that the code was sent to.
    pub(crate) redirect_uri: String,
    /// Whether the authorization request named the redirect URI.
    pub(crate) redirect_uri_sent: bool,
    /// What the token request must prove.
    pub(crate) pkce: Binding,
    /// Milliseconds since 1970.
    pub(crate) expires: i64,
    /// The family that its tokens will belong to.
    pub(crate) family: u64,
    /// Whether it was redeemed.
    pub(crate) redeemed: bool,
    /// What its ID Token must bring back.
    pub(crate) nonce: Option<String>,
}

/// What a token is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// RFC 6749 section 1.4.
    Access,
    /// RFC 6749 section 1.5.
    Refresh,
}

/// Where a token is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenState {
    /// Good until it expires.
    Active,
    /// A refresh token that was used and replaced.
    Rotated,
    /// Revoked, by itself or with its family.
    Revoked,
}

/// An access or refresh token.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    /// What it is good for.
    pub(crate) kind: TokenKind,
    /// The client it was issued to.
    pub(crate) client_id: String,
    /// The resource owner, unless the client acts for itself.
    pub(crate) owner: Option<String>,
    /// What it allows.
    pub(crate) scope: Scope,
    /// The resources that it is for.
    pub(crate) audience: Audience,
    /// All tokens that come from one consent are one family.
    pub(crate) family: u64,
    /// How many refreshes lie between the code of its family and it.
    pub(crate) generation: u32,
    /// Milliseconds since 1970.
    pub(crate) issued: i64,
    /// Milliseconds since 1970.
    pub(crate) expires: i64,
    /// Where it is in its life.
    pub(crate) state: TokenState,
    /// When it was revoked.
    pub(crate) revoked: Option<Instant>,
}

impl Store {
    /// A number that nothing else has: for a session, or for a family of tokens.
    pub(crate) const fn number(&mut self) -> u64 {
        self.numbers_given += 1;
        self.numbers_given
    }

    /// Keeps a token.
    pub(crate) fn add_token(&mut self, value: &str, token: Token) {
        let value: Arc<str> = value.into();
        self.families.insert((token.family, Arc::clone(&value)));
        for (value, gone) in self.tokens.insert(token.issued, value, token) {
            self.families.remove(&(gone.family, value));
        }
    }

    /// The token of that value.
    pub(crate) fn token(&self, value: &str) -> Option<&Token> {
        self.tokens.get(value)
    }

    /// The token whose value begins like `value`.
    pub(crate) fn token_beginning_like(&self, value: &str, characters: usize) -> Option<&Token> {
        let own = self.tokens.iter().find(|(own, _)| begin_alike(own, value, characters));
        own.map(|(_, token)| token)
    }

    /// The code whose value begins like `value`.
    pub(crate) fn code_beginning_like(&self, value: &str, characters: usize) -> Option<String> {
        let own = self.codes.iter().find(|(own, _)| begin_alike(own, value, characters));
        own.map(|(own, _)| own.to_owned())
    }

    /// Moves a token on in its life.
    pub(crate) fn set_state(&mut self, value: &str, state: TokenState) {
        if let Some(token) = self.tokens.get_mut(value) {
            token.enter(state);
        }
    }

    /// Gives every token of a client, for this owner, a wider scope (a fault).
    pub(crate) fn widen(&mut self, client_id: &str, owner: &str, scope: &Scope) {
        let own =
            |token: &Token| token.client_id == client_id && token.owner.as_deref() == Some(owner);
        let found = self.tokens.iter().filter(|(_, token)| own(token));
        let values: Vec<String> = found.map(|(value, _)| value.to_owned()).collect();
        for value in values {
            if let Some(token) = self.tokens.get_mut(&value) {
                let wider = token.scope.tokens().iter().chain(scope.tokens());
                token.scope = Scope::from_tokens(wider.cloned().collect::<Vec<_>>());
            }
        }
    }

    /// Ends the life of a token, so that a test need not wait.
    #[cfg(test)]
    pub(crate) fn expire(&mut self, value: &str) {
        if let Some(token) = self.tokens.get_mut(value) {
            token.expires = token.issued;
        }
    }

    /// How many tokens are remembered.
    #[cfg(test)]
    pub(crate) fn tokens_kept(&self) -> usize {
        self.tokens.iter().count()
    }

    /// How many tokens the families name.
    #[cfg(test)]
    pub(crate) fn members_kept(&self) -> usize {
        self.families.len()
    }

    /// The widest scope that a token of its family has.
    pub(crate) fn scope_of_family(&self, token: &Token) -> Scope {
        let scopes = self.family(token.family).map(|own| &own.scope);
        scopes.max_by_key(|scope| scope.tokens().len()).unwrap_or(&token.scope).clone()
    }

    /// Whether an access token with less than the scope of this refresh token came of it.
    pub(crate) fn was_narrowed(&self, token: &Token) -> bool {
        let mut access = self.family(token.family).filter(|own| own.kind == TokenKind::Access);
        access.any(|own| own.scope.tokens().len() < token.scope.tokens().len())
    }

    /// The tokens of a family.
    pub(crate) fn family(&self, family: u64) -> impl Iterator<Item = &Token> {
        let members = self.families.range((family, Arc::from(""))..);
        let own = members.take_while(move |(own, _)| *own == family);
        own.filter_map(|(_, value)| self.tokens.get(value))
    }

    /// The refresh token that a client got last, if it is still good.
    pub(crate) fn latest_refresh_token(&self, client_id: &str) -> Option<String> {
        let own = self.tokens.iter().filter(|(_, token)| {
            token.client_id == client_id
                && token.kind == TokenKind::Refresh
                && token.state == TokenState::Active
        });
        own.max_by_key(|(_, token)| token.issued).map(|(value, _)| value.to_string())
    }

    /// The families of a client's tokens for one resource owner.
    pub(crate) fn families_of(&self, client_id: &str, owner: Option<&str>) -> BTreeSet<u64> {
        let own = self.tokens.iter().map(|(_, token)| token);
        own.filter(|token| token.client_id == client_id && token.owner.as_deref() == owner)
            .map(|token| token.family)
            .collect()
    }

    /// Revokes the tokens of a family whose kind is in `kinds`.
    pub(crate) fn revoke_family(&mut self, family: u64, kinds: &[TokenKind]) {
        self.change_family(family, |token| {
            if kinds.contains(&token.kind) {
                token.enter(TokenState::Revoked);
            }
        });
    }

    /// Changes every token of a family.
    pub(crate) fn change_family(&mut self, family: u64, mut change: impl FnMut(&mut Token)) {
        let members = self.families.range((family, Arc::from(""))..);
        for (_, value) in members.take_while(|(own, _)| *own == family) {
            if let Some(token) = self.tokens.get_mut(value) {
                change(token);
            }
        }
    }
}

impl Token {
    /// Moves on in its life.
    pub(crate) fn enter(&mut self, state: TokenState) {
        self.state = state;
        if state == TokenState::Revoked {
            self.revoked.get_or_insert_with(Instant::now);
        }
    }
}

impl Perishable for Session {
    fn keep_until(&self) -> i64 {
        self.visited.saturating_add(IDLE)
    }
}

impl Perishable for Waiting {
    fn keep_until(&self) -> i64 {
        self.visited.saturating_add(IDLE)
    }
}

impl Perishable for Code {
    fn keep_until(&self) -> i64 {
        self.expires.saturating_add(AFTER_A_CODE)
    }
}

impl Perishable for Token {
    fn keep_until(&self) -> i64 {
        self.expires.saturating_add(AFTER_A_TOKEN)
    }
}

fn begin_alike(left: &str, right: &str, characters: usize) -> bool {
    right.len() >= characters && left.chars().take(characters).eq(right.chars().take(characters))
}
