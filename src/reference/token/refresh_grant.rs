//! `grant_type=refresh_token` (RFC 6749 section 6) with rotation (RFC 9700 section 4.14.2).

use crate::oauth::Scope;
use crate::oauth::scope::is_scope_value;
use crate::reference::audience::{self, Audience};
use crate::reference::fault::Fault;
use crate::reference::gap::gap;
use crate::reference::kinship;
use crate::reference::oauth_error::OAuthError;
use crate::reference::request::Parameters;
use crate::reference::scopes;
use crate::reference::server::Server;
use crate::reference::settings::Client;
use crate::reference::store::{Store, Token, TokenKind, TokenState};

use super::issue::{self, Holder, Issued};

/// Trades a refresh token for new tokens.
pub(super) fn renew(
    server: &Server,
    client: &Client,
    form: &Parameters,
) -> Result<Issued, OAuthError> {
    let unread = server.faults.has(Fault::RefreshTokenInBodyUnread);
    let presented = form.get("refresh_token").filter(|_| !unread).ok_or_else(|| {
        let wrong = server.faults.has(Fault::MissingRefreshTokenWrongError);
        let code = if wrong { "invalid_grant" } else { "invalid_request" };
        OAuthError::new(code, "refresh_token is missing")
    })?;
    // One guard over everything: of two requests with one refresh token the second is a reuse.
    // Faults let go of it in between.
    let mut store = server.store();
    let allowed = allowed(server, &mut store, client, presented, form);
    if allowed.is_err() && server.faults.has(Fault::RefusedRefreshBurnsToken) {
        store.set_state(presented, TokenState::Revoked);
    }
    if let Err(error) = &allowed {
        kinship::refresh_was_refused(server, &mut store, client, form, error);
    }
    let (token, part, scope) = allowed?;
    store = gap(server, store, &[Fault::RefreshRotationRaces]);
    let rotates = !server.faults.has(Fault::RefreshNotRotated);
    let narrower = !token.scope.beyond(&scope.0).is_empty();
    let stays = narrower && server.faults.has(Fault::RefreshTokenTwoSuccessors);
    if rotates && token.kind == TokenKind::Refresh && !stays {
        store.set_state(presented, TokenState::Rotated);
    }
    store = gap(server, store, &[Fault::RevocationLosesToRefresh]);
    let family = kinship::family_of_successor(server, &mut store, &token);
    let generation = token.generation + 1;
    let (owner, audience) = (token.owner.as_deref(), &token.audience);
    let holder = Holder { client, owner, audience, family, generation };
    let successor = rotates.then(|| successor(server, &mut store, holder, &token, &scope.0));
    let holder = Holder { audience: &part, ..holder };
    let access = issue::access_token(server, &mut store, holder, scope);
    Ok(Issued { refresh_token: successor.flatten(), ..access })
}

/// The refresh token, if it is good, and what it is traded for: resources, and the scope with
/// whether the answer says so.
fn allowed(
    server: &Server,
    store: &mut Store,
    client: &Client,
    presented: &str,
    form: &Parameters,
) -> Result<(Token, Audience, (Scope, bool)), OAuthError> {
    let token = find(server, store, presented)?;
    check_client(server, client, &token)?;
    check_state(server, store, &token)?;
    if server.now() >= token.expires {
        return Err(OAuthError::invalid_grant("the refresh token has expired"));
    }
    // A refused scope leaves the refresh token as it was.
    let scope = scope(server, store, &token, form)?;
    let part = audience::part_of(server, &token.audience, form)?;
    Ok((token, part, scope))
}

fn find(server: &Server, store: &Store, presented: &str) -> Result<Token, OAuthError> {
    let usable = |token: &&Token| {
        token.kind == TokenKind::Refresh || server.faults.has(Fault::AccessTokenRefreshes)
    };
    store.token(presented).filter(usable).cloned().ok_or_else(|| {
        let wrong = server.faults.has(Fault::UnknownRefreshTokenWrongError);
        let code = if wrong { "invalid_request" } else { "invalid_grant" };
        OAuthError::new(code, "the refresh token is unknown")
    })
}

/// RFC 6749 section 6: the refresh token is bound to the client it was issued to.
fn check_client(server: &Server, client: &Client, token: &Token) -> Result<(), OAuthError> {
    if token.client_id != client.id && !server.faults.has(Fault::RefreshNotBoundToClient) {
        return Err(OAuthError::invalid_grant("the refresh token was issued to another client"));
    }
    Ok(())
}

/// RFC 9700 section 4.14.2: a rotated token that comes back betrays a theft, and nobody knows
/// which of the two holders is the thief.
fn check_state(server: &Server, store: &mut Store, token: &Token) -> Result<(), OAuthError> {
    let faults = &server.faults;
    match token.state {
        TokenState::Active => Ok(()),
        TokenState::Rotated if faults.has(Fault::RefreshReuseAccepted) => Ok(()),
        TokenState::Rotated if kinship::is_forgotten(server, store, token) => Ok(()),
        TokenState::Rotated => {
            if !faults.has(Fault::RefreshReuseKeepsFamily) {
                store.revoke_family(token.family, &[TokenKind::Access, TokenKind::Refresh]);
            }
            Err(OAuthError::invalid_grant("the refresh token was used before"))
        }
        TokenState::Revoked if faults.has(Fault::RefreshIgnoresRevocation) => Ok(()),
        TokenState::Revoked => Err(OAuthError::invalid_grant("the refresh token was revoked")),
    }
}

/// RFC 6749 section 6: not more than the resource owner granted; omitted means all of it.
fn scope(
    server: &Server,
    store: &Store,
    token: &Token,
    form: &Parameters,
) -> Result<(Scope, bool), OAuthError> {
    let faults = &server.faults;
    let granted = &token.scope;
    let Some(value) = form.get("scope") else {
        if faults.has(Fault::RefreshDropsScope) {
            return Ok((Scope::from_tokens(granted.tokens().iter().take(1).cloned()), true));
        }
        return Ok((granted.clone(), true));
    };
    if !is_scope_value(value) {
        return Err(OAuthError::new("invalid_scope", "scope is malformed"));
    }
    let mut tokens: Vec<&str> = Vec::new();
    for token in value.split(' ') {
        if !tokens.contains(&token) {
            tokens.push(token);
        }
    }
    let asked = scopes::expanded(server, &tokens);
    if asked.beyond(granted).is_empty() {
        let ignored = faults.has(Fault::RefreshNarrowingIgnored);
        return Ok((if ignored { granted.clone() } else { asked }, true));
    }
    let exists = asked.tokens().iter().all(|token| server.settings.scopes.contains(token));
    let narrowed = faults.has(Fault::RefreshWidensAfterNarrowing) && store.was_narrowed(token);
    if exists && (narrowed || faults.has(Fault::RefreshWidensScope)) {
        return Ok((asked, true));
    }
    if exists && faults.has(Fault::RefreshWidensScopeSilently) {
        return Ok((asked, false));
    }
    Err(OAuthError::new("invalid_scope", "scope goes beyond what was granted"))
}

/// A new refresh token for the old one. It keeps the whole grant: RFC 6749 section 6 says that its
/// scope is identical to that of the token it replaces.
fn successor(
    server: &Server,
    store: &mut Store,
    holder: Holder<'_>,
    token: &Token,
    narrowed: &Scope,
) -> Option<String> {
    let shrinks = server.faults.has(Fault::NarrowingShrinksGrant);
    let scope = if shrinks { narrowed } else { &token.scope };
    issue::refresh_token(server, store, holder, scope)
}
