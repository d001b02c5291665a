//! Faults of servers that lose track of which tokens come from one grant. Each takes a sequence of
//! requests to show, for what it breaks is what one request means for another.

use crate::oauth::Scope;

use super::fault::Fault;
use super::oauth_error::OAuthError;
use super::request::Parameters;
use super::server::Server;
use super::settings::Client;
use super::store::{Store, Token, TokenKind, TokenState};

/// What a refused refresh changes, which should be nothing.
pub(crate) fn refresh_was_refused(
    server: &Server,
    store: &mut Store,
    client: &Client,
    form: &Parameters,
    error: &OAuthError,
) {
    let faults = &server.faults;
    let presented = form.get("refresh_token").unwrap_or_default();
    let Some(token) = store.token(presented).cloned() else {
        return;
    };
    if token.client_id != client.id && faults.has(Fault::RefreshByAnotherClientRotates) {
        store.set_state(presented, TokenState::Rotated);
    }
    let asked = Scope::parse(form.get("scope").unwrap_or_default());
    let exists = asked.tokens().iter().all(|own| server.settings.scopes.contains(own));
    if error.code == "invalid_scope" && exists && faults.has(Fault::RefusedScopeRemembered) {
        store.change_family(token.family, |own| {
            if own.kind == TokenKind::Refresh && own.generation == token.generation {
                own.scope = asked.clone();
            }
        });
    }
}

/// The family that the tokens of a refresh belong to.
pub(crate) fn family_of_successor(server: &Server, store: &mut Store, token: &Token) -> u64 {
    if server.faults.has(Fault::RefreshRevivesRevokedAccessToken) {
        store.change_family(token.family, |own| {
            if own.kind == TokenKind::Access && own.state == TokenState::Revoked {
                own.enter(TokenState::Active);
            }
        });
    }
    let lost = token.generation > 0 && server.faults.has(Fault::SecondRefreshLosesRevocation);
    if lost { store.number() } else { token.family }
}

/// Whether it is forgotten that a refresh token was replaced.
pub(crate) fn is_forgotten(server: &Server, store: &Store, token: &Token) -> bool {
    let generations = store.family(token.family).map(|own| own.generation);
    let newest = generations.max().unwrap_or_default();
    newest > token.generation + 1 && server.faults.has(Fault::RotationRemembersOneGeneration)
}

/// What else a revoked token takes along.
pub(crate) fn was_revoked(server: &Server, store: &mut Store, token: &Token) {
    if token.kind != TokenKind::Refresh {
        return;
    }
    let faults = &server.faults;
    let owner = token.owner.as_deref();
    if faults.has(Fault::RevocationOfOneGrantEndsAnother) {
        for family in store.families_of(&token.client_id, owner) {
            store.revoke_family(family, &[TokenKind::Access, TokenKind::Refresh]);
        }
    }
    if faults.has(Fault::RevocationBurnsPendingCode) {
        let own = store.codes.iter().filter(|(_, code)| {
            !code.redeemed && code.client_id == token.client_id && Some(&*code.owner) == owner
        });
        let burnt: Vec<String> = own.map(|(value, _)| value.to_owned()).collect();
        burnt.iter().for_each(|value| drop(store.codes.remove(value)));
    }
    if faults.has(Fault::AuthorizationRefusedAfterRevocation) {
        store.revokers.insert(token.client_id.clone());
    }
}

/// Whether a client is refused for what it revoked, once.
pub(crate) fn bears_a_grudge(server: &Server, client_id: &str) -> bool {
    server.faults.has(Fault::AuthorizationRefusedAfterRevocation)
        && server.store().revokers.remove(client_id)
}

/// Whether introspection has not heard that an access token fell with its family.
pub(crate) fn fell_unnoticed(server: &Server, token: &Token) -> bool {
    if !server.faults.has(Fault::IntrospectionActiveAfterFamilyRevoked) {
        return false;
    }
    let store = server.store();
    let mut refresh = store.family(token.family).filter(|own| own.kind == TokenKind::Refresh);
    token.kind == TokenKind::Access && refresh.any(|own| own.state == TokenState::Revoked)
}
