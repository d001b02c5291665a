//! `/revoke`: token revocation (RFC 7009).

use super::client_auth::{self, Authenticated, Cause, Lenience};
use super::fault::Fault;
use super::form::{self, Rules};
use super::kinship;
use super::oauth_error::OAuthError;
use super::reply::Reply;
use super::request::{Incoming, Parameters};
use super::server::Server;
use super::store::{Store, Token, TokenKind, TokenState};

const KNOWN: &[&str] = &["token", "token_type_hint", "client_id", "client_secret"];

/// Answers a revocation request.
pub(crate) fn endpoint(server: &Server, request: &Incoming) -> Reply {
    answered(server, request).unwrap_or_else(|refusal| refusal)
}

fn answered(server: &Server, request: &Incoming) -> Result<Reply, Reply> {
    let rules =
        Rules { known: KNOWN, get_accepted: server.faults.has(Fault::RevocationGetAccepted) };
    let form = form::read(server, request, rules)?;
    let client_id = authenticate(server, request, &form)?;
    let refuse = |error: OAuthError| error.reply(server);
    let Some(value) = form.get("token") else {
        if server.faults.has(Fault::RevocationMissingTokenAccepted) {
            return Ok(done(server));
        }
        return Err(refuse(OAuthError::invalid_request("token is missing")));
    };
    check_hint(server, &form).map_err(refuse)?;
    let mut store = server.store();
    let Some(token) = find(server, &store, value, form.get("token_type_hint")).map_err(refuse)?
    else {
        return Ok(done(server));
    };
    if client_id.is_some_and(|own| own != token.client_id) {
        // RFC 7009 section 2.1: a token of another client is refused, and the client is told.
        if server.faults.has(Fault::ForeignRevocationIgnored) {
            return Ok(done(server));
        }
        if !server.faults.has(Fault::ForeignRevocationAccepted) {
            return Err(refuse(OAuthError::invalid_grant(
                "the token was issued to another client",
            )));
        }
    }
    revoke(server, &mut store, value, &token);
    Ok(done(server))
}

/// Who revokes; `None` is anybody, which takes a fault.
fn authenticate(
    server: &Server,
    request: &Incoming,
    form: &Parameters,
) -> Result<Option<String>, Reply> {
    let faults = &server.faults;
    let anybody = faults.has(Fault::RevocationUnauthenticated);
    let lenience = Lenience {
        any_secret: faults.has(Fault::RevocationWrongSecretAccepted),
        id_alone: anybody,
    };
    match client_auth::authenticate(server, request, form, lenience) {
        Ok(Authenticated { client, .. }) => Ok(Some(client.id.clone())),
        Err(refusal) if refusal.cause == Cause::Missing => {
            let unidentified = faults.has(Fault::RevocationPublicClientUnidentified)
                && is_of_public_client(server, form);
            if anybody || unidentified { Ok(None) } else { Err(refusal.reply(server)) }
        }
        Err(refusal) => Err(refusal.reply(server)),
    }
}

fn is_of_public_client(server: &Server, form: &Parameters) -> bool {
    let store = server.store();
    let token = form.get("token").and_then(|value| store.token(value));
    let client = token.and_then(|token| server.client(&token.client_id));
    client.is_some_and(super::settings::Client::is_public)
}

/// RFC 7009 section 2.1: an unknown hint is ignored.
fn check_hint(server: &Server, form: &Parameters) -> Result<(), OAuthError> {
    let hint = form.get("token_type_hint");
    let unknown = hint.is_some_and(|hint| hint != "access_token" && hint != "refresh_token");
    if unknown && server.faults.has(Fault::RevocationUnknownHintRefused) {
        return Err(OAuthError::new("unsupported_token_type", "token_type_hint is unknown"));
    }
    Ok(())
}

/// The token, if there is anything left to revoke. RFC 7009 section 2.2: for an invalid token
/// there is nothing to do, and nothing to report.
fn find(
    server: &Server,
    store: &Store,
    value: &str,
    hint: Option<&str>,
) -> Result<Option<Token>, OAuthError> {
    let faults = &server.faults;
    let hidden =
        |token: &Token| faults.has(Fault::RevocationHintTrusted) && contradicts(hint, token.kind);
    let Some(token) = store.token(value).filter(|token| !hidden(token)) else {
        if faults.has(Fault::RevocationUnknownTokenRefused) {
            return Err(OAuthError::invalid_request("the token is unknown"));
        }
        return Ok(None);
    };
    // A refresh token that was replaced still stands for its grant: who revokes it may not have
    // heard of its successor yet.
    let stands = token.state == TokenState::Active
        || token.kind == TokenKind::Refresh && token.state == TokenState::Rotated;
    let live = stands && server.now() < token.expires;
    if !live && faults.has(Fault::RevocationRepeatRefused) {
        return Err(OAuthError::invalid_request("the token is no longer valid"));
    }
    Ok(live.then(|| token.clone()))
}

/// Whether a hint names the other kind of token.
pub(crate) fn contradicts(hint: Option<&str>, kind: TokenKind) -> bool {
    match hint {
        Some("access_token") => kind != TokenKind::Access,
        Some("refresh_token") => kind != TokenKind::Refresh,
        _ => false,
    }
}

/// RFC 7009 section 2.1: a refresh token takes the access tokens of its grant along; an access
/// token goes alone.
fn revoke(server: &Server, store: &mut Store, value: &str, token: &Token) {
    let faults = &server.faults;
    match token.kind {
        TokenKind::Access if faults.has(Fault::RevocationDoesNothing) => {}
        TokenKind::Refresh if faults.has(Fault::RefreshRevocationDoesNothing) => {}
        TokenKind::Access => store.set_state(value, TokenState::Revoked),
        TokenKind::Refresh if faults.has(Fault::RevocationDoesNotCascade) => {
            store.set_state(value, TokenState::Revoked);
        }
        TokenKind::Refresh => {
            store.revoke_family(token.family, &[TokenKind::Access, TokenKind::Refresh]);
        }
    }
    kinship::was_revoked(server, store, token);
}

/// RFC 7009 section 2.2: status 200, the content does not matter.
fn done(server: &Server) -> Reply {
    let status = if server.faults.has(Fault::Revocation204) { 204 } else { 200 };
    Reply::empty(status).uncached()
}
