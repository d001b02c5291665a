//! How the token, revocation and introspection endpoints read a request: POST, form-encoded body,
//! no parameter twice, nothing in the query (RFC 6749 sections 2.3.1 and 3.2).

use axum::http::Method;
use serde_json::{Map, Value};

use crate::oauth::forms;

use super::fault::Fault;
use super::oauth_error::OAuthError;
use super::reply::Reply;
use super::request::{Incoming, Parameters};
use super::server::Server;

/// The part of the rules that differs between endpoints.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rules<'a> {
    /// The parameters that the endpoint knows.
    pub(crate) known: &'a [&'a str],
    /// Whether GET is answered, with the parameters of the query.
    pub(crate) get_accepted: bool,
}

/// Reads the parameters of a request, or says why not.
pub(crate) fn read(
    server: &Server,
    request: &Incoming,
    rules: Rules<'_>,
) -> Result<Parameters, Reply> {
    if request.method == Method::GET && rules.get_accepted {
        return Ok(request.query_parameters());
    }
    // RFC 6749 section 3.2: the client MUST use POST.
    let put = request.method == Method::PUT && server.faults.has(Fault::PutAccepted);
    if request.method != Method::POST && !put {
        return Err(Reply::method_not_allowed("POST"));
    }
    let refuse = |error: OAuthError| error.reply(server);
    let mut parameters = body(server, request).map_err(refuse)?;
    parameters.0.extend(from_query(server, request, rules).map_err(refuse)?.0);
    check_repetition(server, &parameters, rules).map_err(refuse)?;
    check_strangers(server, &parameters, rules).map_err(refuse)?;
    Ok(parameters)
}

fn body(server: &Server, request: &Incoming) -> Result<Parameters, OAuthError> {
    let Some((essence, has_parameters)) = request.content_type() else {
        return Err(not_a_form());
    };
    if essence == "application/json" && server.faults.has(Fault::JsonBodyAccepted) {
        return from_json(&request.text());
    }
    let unchecked = server.faults.has(Fault::FormTypeUnchecked);
    if essence != "application/x-www-form-urlencoded" && !unchecked
        || has_parameters && server.faults.has(Fault::TokenCharsetParameterRefused)
    {
        return Err(not_a_form());
    }
    let text = request.text();
    if server.faults.has(Fault::TokenPlusNotDecoded) {
        return Ok(Parameters(forms::parse(&text.replace('+', "%2B"))));
    }
    Ok(Parameters(forms::parse(&text)))
}

fn not_a_form() -> OAuthError {
    OAuthError::invalid_request("the body must be application/x-www-form-urlencoded")
}

fn from_json(text: &str) -> Result<Parameters, OAuthError> {
    let object: Map<String, Value> = serde_json::from_str(text)
        .map_err(|_| OAuthError::invalid_request("the body is no JSON object"))?;
    let texts = object.into_iter().map(|(name, value)| match value {
        Value::String(text) => (name, text),
        other => (name, other.to_string()),
    });
    Ok(Parameters(texts.collect()))
}

/// What a fault reads out of the query; without one, a known parameter there is an error.
fn from_query(
    server: &Server,
    request: &Incoming,
    rules: Rules<'_>,
) -> Result<Parameters, OAuthError> {
    let mut read = Parameters::default();
    for (name, value) in request.query_parameters().0 {
        // RFC 6749 section 3.2: an endpoint URI may have a query of its own, so strangers pass.
        if !rules.known.contains(&name.as_str()) {
            continue;
        }
        let credential = name == "client_id" || name == "client_secret";
        let accepted = credential && server.faults.has(Fault::QueryCredentialsAccepted)
            || name != "client_secret" && server.faults.has(Fault::TokenQueryParametersAccepted);
        // RFC 6749 section 2.3.1: credentials MUST NOT be included in the request URI.
        if !accepted {
            return Err(OAuthError::invalid_request(format!("{name} must not be in the query")));
        }
        read.0.push((name, value));
    }
    Ok(read)
}

/// RFC 6749 section 3.2: parameters MUST NOT be included more than once.
fn check_repetition(
    server: &Server,
    parameters: &Parameters,
    rules: Rules<'_>,
) -> Result<(), OAuthError> {
    let repeated = rules.known.iter().find(|name| parameters.is_repeated(name));
    match repeated {
        Some(name) if !server.faults.has(Fault::TokenRepeatedParameterAccepted) => {
            Err(OAuthError::invalid_request(format!("{name} is there more than once")))
        }
        _ => Ok(()),
    }
}

/// RFC 6749 section 3.2: unknown parameters are ignored, empty ones count as omitted. Only faults
/// refuse them.
fn check_strangers(
    server: &Server,
    parameters: &Parameters,
    rules: Rules<'_>,
) -> Result<(), OAuthError> {
    let stranger = parameters.unknown(rules.known).into_iter().next();
    if let Some((name, _)) = stranger
        && server.faults.has(Fault::TokenUnknownParameterRefused)
    {
        return Err(OAuthError::invalid_request(format!("{} is unknown", described(name))));
    }
    let empty = rules.known.iter().find(|name| parameters.is_empty_value(name));
    match empty {
        Some(name) if server.faults.has(Fault::TokenEmptyParameterRefused) => {
            Err(OAuthError::invalid_request(format!("{name} is empty")))
        }
        _ => Ok(()),
    }
}

/// A foreign name, cut down to what an error_description may hold (RFC 6749 section 5.2).
pub(crate) fn described(name: &str) -> String {
    name.chars().filter(|c| c.is_ascii_alphanumeric() || "-._".contains(*c)).take(40).collect()
}
