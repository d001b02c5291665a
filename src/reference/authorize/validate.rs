//! What an authorization request must be before anybody is asked to log in
//! (RFC 6749 sections 3.1, 3.3 and 4.1.2.1).
//!
//! First client and redirect URI, whose errors stay on a page; then the rest, whose errors go to
//! the client.

use crate::oauth::forms::Parameter;
use crate::oauth::scope::is_scope_value;
use crate::oauth::{GrantType, Scope};
use crate::reference::audience::{self, Audience};
use crate::reference::fault::Fault;
use crate::reference::form::described;
use crate::reference::oauth_error::OAuthError;
use crate::reference::pkce::{self, Binding};
use crate::reference::reply::Reply;
use crate::reference::request::Parameters;
use crate::reference::scopes;
use crate::reference::server::Server;
use crate::reference::settings::Client;

use super::respond::{self, ReturnAddress};
use super::{page, redirect_uri};

const KNOWN: &[&str] = &[
    "client_id",
    "redirect_uri",
    "response_type",
    "scope",
    "state",
    "code_challenge",
    "code_challenge_method",
];

/// A valid authorization request (RFC 6749 section 4.1.1).
#[derive(Debug, Clone)]
pub(crate) struct AuthorizationRequest {
    /// Where the answer goes.
    pub(crate) address: ReturnAddress,
    /// What is asked for.
    pub(crate) scope: Scope,
    /// Whether the token answer says what scope was granted.
    pub(crate) scope_reported: bool,
    /// The resources that it is about (RFC 8707 section 2.1).
    pub(crate) audience: Audience,
    /// What PKCE binds.
    pub(crate) pkce: Binding,
    /// Whether an access token is asked for instead of a code.
    pub(crate) implicit: bool,
    /// What an ID Token must bring back (OpenID Connect Core 1.0 section 3.1.2.1).
    pub(crate) nonce: Option<String>,
}

/// Where the answer goes, or the page that says why it goes nowhere.
///
/// RFC 6749 section 4.1.2.1: with a missing, invalid or mismatching redirect URI or client the
/// server MUST NOT redirect.
pub(crate) fn return_address(
    server: &Server,
    parameters: &Parameters,
) -> Result<ReturnAddress, Box<Reply>> {
    let client = client(server, parameters)?;
    let given = redirect_uri::choose(server, client, parameters).map_err(|problem| {
        Box::new(page::bad_redirect_uri(server, problem, parameters.get("redirect_uri")))
    })?;
    Ok(ReturnAddress {
        client_id: client.id.clone(),
        redirect_uri: given.uri,
        redirect_uri_sent: given.sent,
        state: state(server, parameters),
        strangers: strangers(parameters),
    })
}

fn client<'a>(server: &'a Server, parameters: &Parameters) -> Result<&'a Client, Box<Reply>> {
    if parameters.is_repeated("client_id")
        && !server.faults.has(Fault::AuthorizeRepeatedParameterAccepted)
    {
        return Err(Box::new(page::error(server, "client_id is there more than once", &[])));
    }
    let (id, problem, redirects) = match parameters.get("client_id") {
        Some(id) => (id, "this client is not known", Fault::UnknownClientRedirects),
        None => ("", "client_id is missing", Fault::MissingClientIdRedirects),
    };
    if let Some(client) = server.client(id) {
        return Ok(client);
    }
    match parameters.get("redirect_uri") {
        Some(given) if server.faults.has(redirects) => {
            let address = ReturnAddress {
                client_id: id.to_owned(),
                redirect_uri: given.to_owned(),
                redirect_uri_sent: true,
                state: state(server, parameters),
                strangers: strangers(parameters),
            };
            let error = OAuthError::invalid_request(problem);
            Err(Box::new(respond::error(server, &address, &error)))
        }
        _ => Err(Box::new(page::error(server, problem, &[("client_id", id)]))),
    }
}

/// A state sent twice is none: nobody knows which one the client would take.
fn state(server: &Server, parameters: &Parameters) -> Option<String> {
    let unsure = parameters.is_repeated("state")
        && !server.faults.has(Fault::AuthorizeRepeatedParameterAccepted);
    parameters.get("state").filter(|_| !unsure).map(str::to_owned)
}

fn strangers(parameters: &Parameters) -> Vec<Parameter> {
    unknown(parameters).into_iter().cloned().collect()
}

fn unknown(parameters: &Parameters) -> Vec<&Parameter> {
    let strangers = parameters.unknown(KNOWN).into_iter();
    strangers.filter(|(name, _)| name != audience::RESOURCE).collect()
}

/// Checks everything else; an error goes to the client.
pub(crate) fn request(
    server: &Server,
    address: &ReturnAddress,
    parameters: &Parameters,
) -> Result<AuthorizationRequest, OAuthError> {
    check_repetition(server, parameters)?;
    check_strangers(server, parameters)?;
    check_state(server, parameters)?;
    check_response_type(server, parameters)?;
    let client = server
        .client(&address.client_id)
        .filter(|client| client.grants.contains(&GrantType::AuthorizationCode))
        .ok_or_else(|| {
            OAuthError::new("unauthorized_client", "this client may not use response_type code")
        })?;
    let (scope, scope_reported) = scope(server, client, parameters)?;
    let audience = audience::asked_for(server, parameters)?;
    let pkce = pkce::bind(server, client, parameters)?;
    let implicit = parameters.get("response_type") == Some("token");
    let implicit = implicit && server.faults.has(Fault::ImplicitLive);
    let address = address.clone();
    let nonce = parameters.get("nonce").map(str::to_owned);
    Ok(AuthorizationRequest { address, scope, scope_reported, audience, pkce, implicit, nonce })
}

/// RFC 6749 section 3.1: parameters MUST NOT be included more than once.
fn check_repetition(server: &Server, parameters: &Parameters) -> Result<(), OAuthError> {
    if server.faults.has(Fault::AuthorizeRepeatedParameterAccepted) {
        return Ok(());
    }
    // client_id and redirect_uri were looked at before there was anywhere to redirect to.
    match KNOWN[2..].iter().find(|name| parameters.is_repeated(name)) {
        Some(name) => Err(OAuthError::invalid_request(format!("{name} is there more than once"))),
        None => Ok(()),
    }
}

/// RFC 6749 section 3.1: unknown parameters are ignored, empty ones count as omitted. Only faults
/// refuse them.
fn check_strangers(server: &Server, parameters: &Parameters) -> Result<(), OAuthError> {
    let faults = &server.faults;
    let strangers = unknown(parameters);
    let twice = strangers.iter().find(|(name, _)| parameters.is_repeated(name));
    if let Some((name, _)) = twice
        && faults.has(Fault::AuthorizeRepeatedUnknownParameterRefused)
    {
        let name = described(name);
        return Err(OAuthError::invalid_request(format!("{name} is there more than once")));
    }
    if let Some((name, _)) = strangers.first()
        && faults.has(Fault::AuthorizeUnknownParameterRefused)
    {
        return Err(OAuthError::invalid_request(format!("{} is unknown", described(name))));
    }
    match KNOWN.iter().find(|name| parameters.is_empty_value(name)) {
        Some(name) if faults.has(Fault::AuthorizeEmptyParameterRefused) => {
            Err(OAuthError::invalid_request(format!("{name} is empty")))
        }
        _ => Ok(()),
    }
}

/// RFC 6749 section 4.1.1: state is RECOMMENDED, so a request without one is valid.
fn check_state(server: &Server, parameters: &Parameters) -> Result<(), OAuthError> {
    if parameters.get("state").is_none() && server.faults.has(Fault::StateRequired) {
        return Err(OAuthError::invalid_request("state is missing"));
    }
    Ok(())
}

/// RFC 6749 section 3.1.1: REQUIRED, and here only `code`.
fn check_response_type(server: &Server, parameters: &Parameters) -> Result<(), OAuthError> {
    let faults = &server.faults;
    let Some(response_type) = parameters.get("response_type") else {
        let assumed = if parameters.is_empty_value("response_type") {
            Fault::EmptyResponseTypeAssumedCode
        } else {
            Fault::MissingResponseTypeAssumedCode
        };
        if faults.has(assumed) {
            return Ok(());
        }
        let wrong = faults.has(Fault::MissingResponseTypeWrongError);
        let code = if wrong { "access_denied" } else { "invalid_request" };
        return Err(OAuthError::new(code, "response_type is missing"));
    };
    let is_code = response_type == "code"
        || response_type.eq_ignore_ascii_case("code") && faults.has(Fault::ResponseTypeCaseIgnored);
    let is_implicit = response_type == "token" && faults.has(Fault::ImplicitLive);
    if is_code || is_implicit || faults.has(Fault::UnknownResponseTypeAssumedCode) {
        return Ok(());
    }
    let wrong = faults.has(Fault::UnknownResponseTypeWrongError);
    let code = if wrong { "access_denied" } else { "unsupported_response_type" };
    Err(OAuthError::new(code, "response_type must be code"))
}

/// What is asked for, and whether the token answer will say what was granted
/// (RFC 6749 section 3.3).
fn scope(
    server: &Server,
    client: &Client,
    parameters: &Parameters,
) -> Result<(Scope, bool), OAuthError> {
    let faults = &server.faults;
    let default = Scope::from_tokens(server.settings.default_scopes.clone());
    let Some(value) = parameters.get("scope") else {
        return if default.is_empty() { Err(scope_missing()) } else { Ok((default, true)) };
    };
    if !is_scope_value(value) {
        return Err(OAuthError::new("invalid_scope", "scope is malformed"));
    }
    let mut tokens: Vec<&str> = Vec::new();
    let whole = faults.has(Fault::AuthorizeScopeTakenWhole);
    let parts = if whole { vec![value] } else { value.split(' ').collect() };
    for token in parts {
        if !tokens.contains(&token) {
            tokens.push(token);
        }
    }
    let is_known = |token: &&str| scopes::is_offered(server, client, token);
    if tokens.iter().all(is_known) || faults.has(Fault::AuthorizeUnknownScopeGranted) {
        return Ok(scopes::granted(server, &tokens));
    }
    if faults.has(Fault::AuthorizeUnknownScopeDroppedSilently) {
        let known = Scope::from_tokens(tokens.into_iter().filter(is_known));
        return Ok((if known.is_empty() { default } else { known }, false));
    }
    let wrong = faults.has(Fault::AuthorizeUnknownScopeWrongError);
    let code = if wrong { "invalid_request" } else { "invalid_scope" };
    Err(OAuthError::new(code, "scope names what does not exist"))
}

/// RFC 6749 section 3.3: without a default the request fails.
fn scope_missing() -> OAuthError {
    OAuthError::new("invalid_scope", "scope is missing")
}
