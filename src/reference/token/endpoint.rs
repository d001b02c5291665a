//! `/token`: read the form, authenticate the client, choose the grant type.

use std::time::Instant;

use crate::oauth::GrantType;
use crate::reference::client_auth::{self, Authenticated, Cause, Lenience};
use crate::reference::fault::{Fault, Faults};
use crate::reference::form::{self, Rules};
use crate::reference::oauth_error::OAuthError;
use crate::reference::reply::Reply;
use crate::reference::request::{Incoming, Parameters};
use crate::reference::server::Server;
use crate::reference::settings::Client;

use super::{answer, client_credentials, code_grant, refresh_grant};

const KNOWN: &[&str] = &[
    "grant_type",
    "code",
    "redirect_uri",
    "client_id",
    "client_secret",
    "code_verifier",
    "scope",
    "refresh_token",
];

/// What a token request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Grant(GrantType),
    /// RFC 6749 section 4.3, which RFC 9700 section 2.4 forbids; only a fault brings it back.
    Password,
}

/// Answers a token request.
pub(crate) fn endpoint(server: &Server, request: &Incoming) -> Reply {
    let mut answered = answered(server, request);
    if server.faults.has(Fault::TokenAnswersSwapped) {
        answered = answered.map(|reply| server.pressure.token_answers.pass(reply));
    }
    answered.unwrap_or_else(|refusal| refusal)
}

fn answered(server: &Server, request: &Incoming) -> Result<Reply, Reply> {
    let rules = Rules { known: KNOWN, get_accepted: server.faults.has(Fault::TokenGetAccepted) };
    let form = form::read(server, request, rules)?;
    let client = authenticate(server, request, &form)?.client;
    let refuse = |error: OAuthError| error.reply(server);
    let asked = asked(&server.faults, &form).map_err(refuse)?;
    check_registered(&server.faults, client, asked).map_err(refuse)?;
    if asked == Asked::Grant(GrantType::ClientCredentials) && server.faults.has(Fault::TokenCached)
    {
        return cached(server, client, &form).map_err(refuse);
    }
    let issued = match asked {
        Asked::Grant(GrantType::AuthorizationCode) => code_grant::redeem(server, client, &form),
        Asked::Grant(GrantType::ClientCredentials) => {
            client_credentials::issue(server, client, &form)
        }
        Asked::Grant(GrantType::RefreshToken) => refresh_grant::renew(server, client, &form),
        Asked::Password => client_credentials::issue_for_password(server, client, &form),
    };
    Ok(answer::reply(server, &issued.map_err(refuse)?))
}

/// The answer of a server that keeps token answers by client and scope for a while.
fn cached(server: &Server, client: &Client, form: &Parameters) -> Result<Reply, OAuthError> {
    let asker = (client.id.clone(), form.get("scope").unwrap_or_default().to_owned());
    let now = Instant::now();
    let cache = &server.pressure.cache;
    if let Some(reply) = cache.get(&asker, now) {
        return Ok(reply);
    }
    let reply = answer::reply(server, &client_credentials::issue(server, client, form)?);
    cache.put(asker, now, reply.clone());
    Ok(reply)
}

/// RFC 6749 section 3.2.1: confidential clients authenticate, public ones name themselves.
fn authenticate<'a>(
    server: &'a Server,
    request: &Incoming,
    form: &Parameters,
) -> Result<Authenticated<'a>, Reply> {
    let grant_type = form.get("grant_type").and_then(GrantType::parse);
    let forgives =
        |grant: GrantType, fault: Fault| grant_type == Some(grant) && server.faults.has(fault);
    let lenience = Lenience {
        any_secret: forgives(GrantType::RefreshToken, Fault::RefreshWrongSecretAccepted),
        id_alone: forgives(GrantType::ClientCredentials, Fault::ClientIdAloneAccepted)
            || forgives(GrantType::AuthorizationCode, Fault::ConfidentialClientUnauthenticated)
            || forgives(GrantType::RefreshToken, Fault::RefreshWithoutAuthentication),
    };
    client_auth::authenticate(server, request, form, lenience).or_else(|refusal| {
        let nameless = refusal.cause == Cause::Missing
            && forgives(GrantType::AuthorizationCode, Fault::PublicClientIdOptional);
        let client = nameless.then(|| code_grant::public_client_of_code(server, form)).flatten();
        let named = client.map(|client| Authenticated { client, with_secret: false });
        named.ok_or_else(|| refusal.reply(server))
    })
}

/// What `grant_type` names; values are case-sensitive (RFC 6749 section 1.9).
fn asked(faults: &Faults, form: &Parameters) -> Result<Asked, OAuthError> {
    let assumed = Ok(Asked::Grant(GrantType::ClientCredentials));
    let Some(grant_type) = form.get("grant_type") else {
        let assume = if form.is_empty_value("grant_type") {
            Fault::EmptyGrantTypeAssumed
        } else {
            Fault::MissingGrantTypeAssumed
        };
        if faults.has(assume) {
            return assumed;
        }
        let wrong = faults.has(Fault::MissingGrantTypeWrongError);
        let code = if wrong { "invalid_grant" } else { "invalid_request" };
        return Err(OAuthError::new(code, "grant_type is missing"));
    };
    let lower = grant_type.to_ascii_lowercase();
    let known = GrantType::parse(grant_type)
        .or_else(|| GrantType::parse(&lower).filter(|_| faults.has(Fault::GrantTypeCaseIgnored)));
    if let Some(known) = known {
        return Ok(Asked::Grant(known));
    }
    if grant_type == "password" && faults.has(Fault::PasswordGrantLive) {
        return Ok(Asked::Password);
    }
    if grant_type.starts_with("urn:") && faults.has(Fault::UnknownExtensionGrantAccepted) {
        return assumed;
    }
    let wrong = faults.has(Fault::UnsupportedGrantTypeWrongError);
    let code = if wrong { "invalid_grant" } else { "unsupported_grant_type" };
    Err(OAuthError::new(code, "grant_type is not supported"))
}

/// RFC 6749 section 5.2, `unauthorized_client`; section 4.4: the client credentials grant is for
/// confidential clients only.
fn check_registered(faults: &Faults, client: &Client, asked: Asked) -> Result<(), OAuthError> {
    let Asked::Grant(grant) = asked else {
        return Ok(());
    };
    let by_public = client.is_public() && grant == GrantType::ClientCredentials;
    let allowed = if by_public {
        faults.has(Fault::PublicClientCredentialsAccepted)
    } else {
        client.grants.contains(&grant) || faults.has(Fault::UnauthorizedClientAccepted)
    };
    if allowed {
        return Ok(());
    }
    let wrong = faults.has(Fault::UnauthorizedClientWrongError);
    let code = if wrong { "invalid_scope" } else { "unauthorized_client" };
    Err(OAuthError::new(code, "this client may not use this grant_type"))
}
