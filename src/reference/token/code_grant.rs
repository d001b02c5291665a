//! `grant_type=authorization_code` (RFC 6749 section 4.1.3).

use crate::oauth::Scope;
use crate::reference::audience;
use crate::reference::fault::Fault;
use crate::reference::gap::gap;
use crate::reference::identity;
use crate::reference::oauth_error::OAuthError;
use crate::reference::pkce;
use crate::reference::request::Parameters;
use crate::reference::server::Server;
use crate::reference::settings::Client;
use crate::reference::store::{Code, Store, Token, TokenKind, TokenState};

use super::issue::{self, Holder, Issued};

/// Redeems a code. Only what passes every check uses it up; a refused attempt leaves it alone, so
/// that nobody burns the code of another.
pub(super) fn redeem(
    server: &Server,
    client: &Client,
    form: &Parameters,
) -> Result<Issued, OAuthError> {
    // One guard over everything: of two requests with one code only the first gets tokens. A fault
    // lets go of it in between.
    let mut store = server.store();
    let value = find(server, &store, presented(server, form)?)?;
    let code = store.codes.get(&value).cloned().ok_or_else(|| unknown(server))?;
    check_client(server, client, &code)?;
    check_redirect_uri(server, &code, form)?;
    if code.redeemed && server.faults.has(Fault::InvalidReplayRevokes) {
        store.revoke_family(code.family, &[TokenKind::Access, TokenKind::Refresh]);
    }
    pkce::verify(server, client, &code.pkce, form, &store)?;
    check_replay(server, &mut store, &code)?;
    check_expiry(server, &code)?;
    let part = audience::part_of(server, &code.audience, form)?;
    let gaps = [Fault::CodeRedeemedAtOnce, Fault::CodeRedeemedWithinMicroseconds];
    store = gap(server, store, &gaps);
    if let Some(own) = store.codes.get_mut(&value) {
        own.redeemed = true;
    }
    let scope = scope(server, &code, form);
    let (owner, family) = (Some(code.owner.as_str()), code.family);
    let kept = audience::kept(server, &code.audience, &part);
    let holder = Holder { client, owner, audience: kept, family, generation: 0 };
    let refresh_token = issue::refresh_token(server, &mut store, holder, &scope);
    let holder = Holder { audience: &part, ..holder };
    let access = issue::access_token(server, &mut store, holder, (scope, code.scope_reported));
    Ok(Issued { refresh_token, id_token: identity::id_token(server, &code), ..access })
}

/// The public client that a code was issued to.
pub(super) fn public_client_of_code<'a>(
    server: &'a Server,
    form: &Parameters,
) -> Option<&'a Client> {
    let client_id = server.store().codes.get(form.get("code")?)?.client_id.clone();
    server.client(&client_id).filter(|client| client.is_public())
}

fn presented<'a>(server: &Server, form: &'a Parameters) -> Result<&'a str, OAuthError> {
    form.get("code").ok_or_else(|| {
        let wrong = server.faults.has(Fault::MissingCodeWrongError);
        let error = if wrong { "invalid_grant" } else { "invalid_request" };
        OAuthError::new(error, "code is missing")
    })
}

fn find(server: &Server, store: &Store, presented: &str) -> Result<String, OAuthError> {
    let exact = store.codes.get(presented).map(|_| presented.to_owned());
    let bent = || {
        let prefix = server.faults.has(Fault::CodePrefixCompared);
        prefix.then(|| store.code_beginning_like(presented, 20)).flatten()
    };
    exact.or_else(bent).ok_or_else(|| unknown(server))
}

fn unknown(server: &Server) -> OAuthError {
    let wrong = server.faults.has(Fault::UnknownCodeWrongError);
    let error = if wrong { "invalid_request" } else { "invalid_grant" };
    OAuthError::new(error, "the code is unknown")
}

/// RFC 6749 section 4.1.3: the code was issued to the client that presents it.
fn check_client(server: &Server, client: &Client, code: &Code) -> Result<(), OAuthError> {
    if code.client_id != client.id && !server.faults.has(Fault::CodeNotBoundToClient) {
        return Err(OAuthError::invalid_grant("the code was issued to another client"));
    }
    Ok(())
}

/// RFC 6749 section 4.1.3: REQUIRED if the authorization request had it, and identical.
fn check_redirect_uri(server: &Server, code: &Code, form: &Parameters) -> Result<(), OAuthError> {
    match form.get("redirect_uri") {
        None if !code.redirect_uri_sent || server.faults.has(Fault::CodeRedirectUriOptional) => {
            Ok(())
        }
        None => Err(OAuthError::invalid_grant("redirect_uri is missing")),
        Some(given)
            if given == code.redirect_uri
                || server.faults.has(Fault::CodeRedirectUriNotCompared) =>
        {
            Ok(())
        }
        Some(_) => Err(OAuthError::invalid_grant(
            "redirect_uri is not the one of the authorization request",
        )),
    }
}

/// RFC 6749 section 4.1.2: a code used twice MUST be refused, and what was issued from it SHOULD
/// be revoked.
fn check_replay(server: &Server, store: &mut Store, code: &Code) -> Result<(), OAuthError> {
    let faults = &server.faults;
    if !code.redeemed || faults.has(Fault::CodeReusable) {
        return Ok(());
    }
    let spares = |token: &Token| match token.kind {
        _ if token.generation > 0 && faults.has(Fault::CodeReplaySparesRefreshedToken) => true,
        TokenKind::Access => faults.has(Fault::CodeReplayKeepsAccessToken),
        TokenKind::Refresh => faults.has(Fault::CodeReplayKeepsRefreshToken),
    };
    store.change_family(code.family, |token| {
        if !spares(token) {
            token.enter(TokenState::Revoked);
        }
    });
    let wrong = faults.has(Fault::CodeReplayWrongError);
    let error = if wrong { "invalid_request" } else { "invalid_grant" };
    Err(OAuthError::new(error, "the code was used before"))
}

fn check_expiry(server: &Server, code: &Code) -> Result<(), OAuthError> {
    if server.now() >= code.expires {
        return Err(OAuthError::invalid_grant("the code has expired"));
    }
    Ok(())
}

/// What was consented to: the code token request has no scope parameter.
fn scope(server: &Server, code: &Code, form: &Parameters) -> Scope {
    match form.get("scope") {
        Some(asked) if server.faults.has(Fault::TokenRequestScopeWidens) => Scope::parse(asked),
        _ => code.scope.clone(),
    }
}
