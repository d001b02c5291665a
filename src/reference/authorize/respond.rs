//! The authorization response: the redirect that ends the visit (RFC 6749 sections 4.1.2 and
//! 4.1.2.1, RFC 9207 section 2).

use crate::oauth::Scope;
use crate::oauth::forms::{Parameter, append_query, encode_component, split_url};
use crate::reference::fault::Fault;
use crate::reference::oauth_error::OAuthError;
use crate::reference::pkce::Binding;
use crate::reference::reply::Reply;
use crate::reference::server::Server;
use crate::reference::store::Code;

use super::page;
use super::validate::AuthorizationRequest;

/// Where an authorization response goes; client and redirect URI are known to belong together.
#[derive(Debug, Clone)]
pub(crate) struct ReturnAddress {
    /// The client.
    pub(crate) client_id: String,
    /// Its redirect URI.
    pub(crate) redirect_uri: String,
    /// Whether the request named the redirect URI.
    pub(crate) redirect_uri_sent: bool,
    /// `state`, if there was one.
    pub(crate) state: Option<String>,
    /// The parameters of the request that nobody knows.
    pub(crate) strangers: Vec<Parameter>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Code,
    Error,
    Denial,
}

/// Issues a code and sends it to the client (RFC 6749 section 4.1.2).
pub(crate) fn code(
    server: &Server,
    request: &AuthorizationRequest,
    owner: &str,
    consented: Scope,
) -> Reply {
    if request.implicit {
        return implicit(server, &request.address);
    }
    let code = issue(server, request, owner, consented);
    let mut members = vec![("code", code)];
    if server.faults.has(Fault::CredentialInLocation) {
        members.push(("access_token", server.secrets.token()));
    }
    redirect(server, &request.address, members, Kind::Code)
}

/// Sends an error to the client (RFC 6749 section 4.1.2.1).
pub(crate) fn error(server: &Server, address: &ReturnAddress, error: &OAuthError) -> Reply {
    send_error(server, address, error, Kind::Error)
}

/// Tells the client that the resource owner denied (RFC 6749 section 4.1.2.1).
pub(crate) fn denial(server: &Server, request: &AuthorizationRequest, owner: &str) -> Reply {
    if server.faults.has(Fault::DenialIssuesCode) {
        return code(server, request, owner, request.scope.clone());
    }
    let wrong = server.faults.has(Fault::DenialWrongError);
    let code = if wrong { "server_error" } else { "access_denied" };
    let error = OAuthError::new(code, "the resource owner denied the request");
    send_error(server, &request.address, &error, Kind::Denial)
}

fn send_error(server: &Server, address: &ReturnAddress, error: &OAuthError, kind: Kind) -> Reply {
    let faults = &server.faults;
    if faults.has(Fault::ErrorShownNotRedirected) {
        return page::error(server, &error.description, &[("error", error.code)]);
    }
    let description = if faults.has(Fault::AuthorizeErrorDescriptionQuotes) {
        format!("\"{}\": {}", error.code, error.description)
    } else {
        error.description.clone()
    };
    let mut members = vec![("error", error.code.to_owned()), ("error_description", description)];
    if kind == Kind::Denial && faults.has(Fault::ErrorWithCode) {
        members.push(("code", server.secrets.token()));
    }
    redirect(server, address, members, kind)
}

/// Puts the members, `state` and `iss` into the query of the redirect URI.
fn redirect(
    server: &Server,
    address: &ReturnAddress,
    members: Vec<(&str, String)>,
    kind: Kind,
) -> Reply {
    let faults = &server.faults;
    let mut pairs: Vec<String> =
        members.iter().map(|(name, value)| pair(name, &encode_component(value))).collect();
    if let Some(state) = state(server, address, kind) {
        let encoded = if faults.has(Fault::StateNotEncoded) {
            barely_encoded(&state)
        } else {
            encode_component(&state)
        };
        pairs.push(pair("state", &encoded));
        if faults.has(Fault::StateTwice) {
            pairs.push(pair("state", &encoded));
        }
    }
    pairs.extend(iss(server, kind).map(|iss| pair("iss", &encode_component(&iss))));
    if faults.has(Fault::UnknownParameterEchoed) {
        let strangers = address.strangers.iter();
        pairs.extend(
            strangers.map(|(name, value)| pair(&encode_component(name), &encode_component(value))),
        );
    }
    let response = pairs.join("&");
    let location = if kind == Kind::Code && faults.has(Fault::CodeInFragment) {
        format!("{}#{response}", split_url(&address.redirect_uri).0)
    } else if faults.has(Fault::RedirectUriQueryDropped) {
        append_query(split_url(&address.redirect_uri).0, &response)
    } else {
        append_query(&address.redirect_uri, &response)
    };
    let next = address.strangers.iter().find(|(name, _)| name == "next");
    if let Some((_, next)) = next.filter(|_| faults.has(Fault::LoginFollowsNext)) {
        return page::see_other(&append_query(next, &response));
    }
    let reply = page::see_other(&location);
    match address.state.as_deref().and_then(|state| state.split_once("\r\nx-injected: ")) {
        Some((_, value)) if faults.has(Fault::StateSplitsHeader) => reply.with("x-injected", value),
        _ => reply,
    }
}

/// The implicit grant (RFC 6749 section 4.2.2), which RFC 9700 section 2.1.2 advises against: only
/// a fault brings it back.
fn implicit(server: &Server, address: &ReturnAddress) -> Reply {
    let state = address.state.as_deref().unwrap_or_default();
    let members = [("access_token", server.secrets.token()), ("state", state.to_owned())];
    let members = members.map(|(name, value)| pair(name, &encode_component(&value)));
    page::see_other(&format!("{}#{}", address.redirect_uri, members.join("&")))
}

fn pair(name: &str, value: &str) -> String {
    format!("{name}={value}")
}

/// `state` exactly as it was received, if it was there (RFC 6749 section 4.1.2).
fn state(server: &Server, address: &ReturnAddress, kind: Kind) -> Option<String> {
    let faults = &server.faults;
    if faults.has(Fault::StateDropped)
        || kind != Kind::Code && faults.has(Fault::StateDroppedOnError)
        || kind == Kind::Denial && faults.has(Fault::StateDroppedOnDenial)
    {
        return None;
    }
    let mut state = address.state.clone();
    if faults.has(Fault::StateOfLastRequest) {
        let store = server.store();
        state = store.latest_state.get(&address.client_id).cloned().unwrap_or(state);
    }
    if state.is_none() && faults.has(Fault::StateInvented) {
        state = Some(server.secrets.token());
    }
    if faults.has(Fault::StateTruncated) {
        return state.map(|state| state.chars().take(256).collect());
    }
    state
}

/// `iss` in every response, errors included (RFC 9207 section 2).
fn iss(server: &Server, kind: Kind) -> Option<String> {
    let faults = &server.faults;
    if faults.has(Fault::IssMissing) || kind != Kind::Code && faults.has(Fault::IssMissingOnError) {
        return None;
    }
    let issuer = server.settings.issuer.clone();
    Some(if faults.has(Fault::IssWrong) { format!("{issuer}/other") } else { issuer })
}

/// Only what would break the header field is encoded.
fn barely_encoded(value: &str) -> String {
    let encode = |byte: u8| match byte {
        b'!'..=b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    value.bytes().map(encode).collect()
}

fn issue(server: &Server, request: &AuthorizationRequest, owner: &str, consented: Scope) -> String {
    let value = code_value(server, &request.pkce);
    let scope = if server.faults.has(Fault::ScopeWidenedAfterConsent) {
        Scope::from_tokens(server.settings.scopes.clone())
    } else {
        consented
    };
    let lifetime = i64::try_from(server.settings.code_lifetime.as_millis()).unwrap_or(i64::MAX);
    let now = server.now();
    let mut store = server.store();
    if server.faults.has(Fault::ConsentWidensEarlierTokens) {
        store.widen(&request.address.client_id, owner, &scope);
    }
    let family = store.number();
    let code = Code {
        client_id: request.address.client_id.clone(),
        owner: owner.to_owned(),
        scope,
        scope_reported: request.scope_reported,
        audience: request.audience.clone(),
        redirect_uri: request.address.redirect_uri.clone(),
        redirect_uri_sent: request.address.redirect_uri_sent,
        pkce: request.pkce.clone(),
        expires: now.saturating_add(lifetime),
        family,
        redeemed: false,
        nonce: request.nonce.clone(),
    };
    store.codes.insert(now, value.as_str().into(), code);
    value
}

fn code_value(server: &Server, pkce: &Binding) -> String {
    let mut value = server.secrets.token();
    if let Binding::Challenge { challenge, .. } = pkce
        && server.faults.has(Fault::PkceChallengeInCode)
    {
        value = format!("{value}.{challenge}");
    }
    if server.faults.has(Fault::CodeNotAscii) {
        value.push('\u{e9}');
    }
    if server.faults.has(Fault::ShortCredentials) {
        value = value.chars().take(8).collect();
    }
    value
}
