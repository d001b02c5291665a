//! `/introspect`: token introspection (RFC 7662).

use std::time::Instant;

use serde_json::{Map, Value, json};

use super::audience;
use super::client_auth::{self, Authenticated, Cause, Lenience, Refusal};
use super::fault::Fault;
use super::form::{self, Rules};
use super::kinship::fell_unnoticed;
use super::lateness::is_unaware;
use super::oauth_error::OAuthError;
use super::reply::Reply;
use super::request::{Incoming, Parameters};
use super::revoke::contradicts;
use super::server::Server;
use super::settings::Client;
use super::store::{Token, TokenKind, TokenState};

const KNOWN: &[&str] = &["token", "token_type_hint", "client_id", "client_secret"];

/// Answers an introspection request.
pub(crate) fn endpoint(server: &Server, request: &Incoming) -> Reply {
    let mut answered = answered(server, request);
    if server.faults.has(Fault::IntrospectionAnswersSwapped) {
        answered = answered.map(|reply| server.pressure.introspection_answers.pass(reply));
    }
    let reply = answered.unwrap_or_else(|refusal| refusal);
    if server.faults.has(Fault::IntrospectionCacheable) {
        return reply.without("cache-control").without("pragma");
    }
    reply
}

fn answered(server: &Server, request: &Incoming) -> Result<Reply, Reply> {
    let faults = &server.faults;
    let rules = Rules { known: KNOWN, get_accepted: faults.has(Fault::IntrospectionGetAccepted) };
    let form = form::read(server, request, rules)?;
    let client = match authenticate(server, request, &form) {
        Ok(client) => client,
        Err(refusal)
            if without_credentials(refusal)
                && faults.has(Fault::IntrospectionUnauthenticatedInactive) =>
        {
            return Ok(inactive(server, None));
        }
        Err(refusal) => return Err(refused(server, refusal)),
    };
    let known = |hint: &str| matches!(hint, "access_token" | "refresh_token");
    if form.get("token_type_hint").is_some_and(|hint| !known(hint))
        && faults.has(Fault::IntrospectionUnknownHintRefused)
    {
        return Err(OAuthError::invalid_request("token_type_hint is unknown").reply(server));
    }
    let Some(value) = form.get("token") else {
        if faults.has(Fault::IntrospectionMissingTokenInactive) {
            return Ok(inactive(server, None));
        }
        return Err(OAuthError::invalid_request("token is missing").reply(server));
    };
    let Some(token) = find(server, &form, value) else {
        return unknown(server);
    };
    check_ownership(server, client, &token)?;
    let mut is_active = is_active(server, &token);
    if faults.has(Fault::IntrospectionAnswerCached) {
        is_active = server.lateness.cached(value, is_active, Instant::now());
    }
    if is_active {
        return Ok(active(server, &token));
    }
    Ok(inactive(server, Some(&token)))
}

/// RFC 7662 section 2.1: the endpoint MUST require authorization, against token scanning. A
/// `client_id` alone proves nothing. `None` is anybody, which takes a fault.
fn authenticate<'a>(
    server: &'a Server,
    request: &Incoming,
    form: &Parameters,
) -> Result<Option<&'a Client>, Refusal> {
    let faults = &server.faults;
    let id_alone = faults.has(Fault::IntrospectionClientIdOnlyAccepted);
    let lenience =
        Lenience { any_secret: faults.has(Fault::IntrospectionWrongSecretAccepted), id_alone };
    match client_auth::authenticate(server, request, form, lenience) {
        Ok(Authenticated { client, with_secret }) if with_secret || id_alone => Ok(Some(client)),
        Ok(_) => Err(Refusal { cause: Cause::SecretMissing, by_header: false }),
        Err(refusal)
            if refusal.cause == Cause::Missing
                && faults.has(Fault::IntrospectionUnauthenticated)
                || refusal.cause == Cause::UnsupportedScheme
                    && faults.has(Fault::IntrospectionAnyBearerAccepted) =>
        {
            Ok(None)
        }
        Err(refusal) => Err(refusal),
    }
}

fn without_credentials(refusal: Refusal) -> bool {
    refusal.cause == Cause::Missing
}

fn refused(server: &Server, refusal: Refusal) -> Reply {
    if refusal.cause == Cause::WrongSecret
        && server.faults.has(Fault::IntrospectionWrongSecretAs400)
    {
        return OAuthError::new("invalid_client", "wrong secret").reply(server);
    }
    refusal.reply(server)
}

/// RFC 7662 section 2.1: the hint only says where to look first.
fn find(server: &Server, form: &Parameters, value: &str) -> Option<Token> {
    let hidden = |token: &Token| {
        server.faults.has(Fault::IntrospectionHintTrusted)
            && contradicts(form.get("token_type_hint"), token.kind)
    };
    server.store().token(value).filter(|token| !hidden(token)).cloned()
}

fn unknown(server: &Server) -> Result<Reply, Reply> {
    if server.faults.has(Fault::GarbageTokenActive) {
        return Ok(Reply::json(200, &json!({"active": true})).uncached());
    }
    if server.faults.has(Fault::IntrospectionUnknownAs400) {
        return Err(OAuthError::invalid_request("the token is unknown").reply(server));
    }
    Ok(inactive(server, None))
}

/// RFC 7662 section 2.2: to who may not know about it, a token is inactive.
fn check_ownership(server: &Server, client: Option<&Client>, token: &Token) -> Result<(), Reply> {
    let allowed = client.is_none_or(|client| client.introspects || client.id == token.client_id);
    if allowed || server.faults.has(Fault::ForeignIntrospectionOpen) {
        return Ok(());
    }
    if server.faults.has(Fault::IntrospectionForeignToken403) {
        let error = OAuthError::new("access_denied", "the token was issued to another client");
        return Err(error.reply_with_status(server, 403));
    }
    Err(inactive(server, Some(token)))
}

fn is_active(server: &Server, token: &Token) -> bool {
    let faults = &server.faults;
    let alive = token.state == TokenState::Active
        || faults.has(Fault::IntrospectionIgnoresRevocation)
        || fell_unnoticed(server, token)
        || is_unaware(server, token)
        || server.gives_way_to(Fault::RevocationForgottenUnderLoad);
    let fresh = server.now() < token.expires || faults.has(Fault::IntrospectionIgnoresExpiry);
    alive && fresh && !faults.has(Fault::IntrospectionAlwaysInactive)
}

fn active(server: &Server, token: &Token) -> Reply {
    let faults = &server.faults;
    let mut members = Map::new();
    let text = faults.has(Fault::IntrospectionActiveString);
    members.insert("active".to_owned(), if text { json!("true") } else { json!(true) });
    members.insert("scope".to_owned(), scope(server, token));
    let wrong = faults.has(Fault::IntrospectionClientIdWrong);
    let client_id = if wrong { "another-client" } else { &token.client_id };
    members.insert("client_id".to_owned(), client_id.into());
    if let Some(owner) = &token.owner {
        members.insert("username".to_owned(), owner.as_str().into());
    }
    // RFC 6749 section 5.1 defines a type for access tokens only.
    if token.kind == TokenKind::Access {
        members.insert("token_type".to_owned(), "Bearer".into());
    }
    // Rounded up, so that exp is never over while the token is active.
    let exp = token.expires.saturating_add(999).div_euclid(1000);
    let text = faults.has(Fault::IntrospectionExpString);
    members.insert("exp".to_owned(), if text { json!(exp.to_string()) } else { json!(exp) });
    members.insert("iat".to_owned(), token.issued.div_euclid(1000).into());
    let subject = token.owner.as_ref().unwrap_or(&token.client_id);
    members.insert("sub".to_owned(), subject.as_str().into());
    members.insert("iss".to_owned(), server.settings.issuer.as_str().into());
    let aud = audience::claim(server, &token.audience);
    members.extend(aud.map(|aud| ("aud".to_owned(), aud)));
    Reply::json(200, &Value::Object(members)).uncached()
}

fn scope(server: &Server, token: &Token) -> Value {
    if server.faults.has(Fault::IntrospectionScopeWrong) {
        return server.settings.scopes.join(" ").into();
    }
    if server.faults.has(Fault::IntrospectionScopeOfGrant) {
        return server.store().scope_of_family(token).to_string().into();
    }
    if server.faults.has(Fault::IntrospectionScopeArray) {
        return json!(token.scope.tokens());
    }
    token.scope.to_string().into()
}

/// RFC 7662 section 2.2: nothing else about an inactive token, not even why.
fn inactive(server: &Server, token: Option<&Token>) -> Reply {
    let text = server.faults.has(Fault::IntrospectionActiveString);
    let mut members = Map::new();
    members.insert("active".to_owned(), if text { json!("false") } else { json!(false) });
    if let Some(token) = token
        && server.faults.has(Fault::InactiveAnswerLeaks)
    {
        members.insert("client_id".to_owned(), token.client_id.as_str().into());
        members.insert("exp".to_owned(), token.expires.div_euclid(1000).into());
    }
    Reply::json(200, &Value::Object(members)).uncached()
}
