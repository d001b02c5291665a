//! Refusals of a protected resource: a status and a challenge (RFC 6750 section 3).

use crate::reference::fault::{Fault, Faults};
use crate::reference::reply::Reply;
use crate::reference::resource_metadata::url as metadata_url;
use crate::reference::server::Server;

use super::served::Resource;

/// Why a resource stays closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Problem {
    /// No `Authorization` header.
    NoToken,
    /// Another authentication scheme.
    OtherScheme,
    /// The scheme without a token.
    EmptyToken,
    /// Something else than one token; the words say what.
    Malformed(&'static str),
    /// No such access token.
    UnknownToken,
    /// A token that expired or was revoked.
    DeadToken,
    /// A token without the scope that is needed.
    InsufficientScope(String),
    /// Something of the platform's own; the name of its refusal.
    Own(String),
}

type AuthParam<'a> = (&'a str, &'a str);

/// The refusal as an answer; RFC 6750 section 3.1 says which status goes with which error.
pub(crate) fn reply(server: &Server, problem: &Problem) -> Reply {
    let mut reply = challenging(server, problem);
    if server.faults.has(Fault::ResourceErrorCodesOfItsOwn) && matches!(reply.status, 401 | 403) {
        let code = if reply.status == 401 { "unauthorized" } else { "forbidden" };
        reply.body = format!("{{\"error\":\"{code}\"}}");
        reply = reply.with("content-type", "application/json");
    }
    reply
}

fn challenging(server: &Server, problem: &Problem) -> Reply {
    let faults = &server.faults;
    match problem {
        Problem::NoToken => no_token(faults),
        Problem::OtherScheme => {
            let with_error = faults.has(Fault::UnsupportedSchemeWithError);
            challenged(faults, 401, if with_error { &[("error", "invalid_request")] } else { &[] })
        }
        Problem::EmptyToken if faults.has(Fault::EmptyTokenAs500) => {
            Reply::text(500, "internal server error\n")
        }
        Problem::EmptyToken => malformed(faults, "the token is empty"),
        Problem::Malformed(description) => malformed(faults, description),
        Problem::UnknownToken if faults.has(Fault::GarbageTokenAs403) => invalid(faults, 403),
        Problem::UnknownToken | Problem::DeadToken => invalid(faults, 401),
        Problem::InsufficientScope(scope) => insufficient(faults, scope),
        Problem::Own(_) => refusal(403),
    }
}

/// RFC 6750 section 3.1: "If the request lacks any authentication information (...), the resource
/// server SHOULD NOT include an error code or other error information."
fn no_token(faults: &Faults) -> Reply {
    let status = if faults.has(Fault::NoTokenAs403) { 403 } else { 401 };
    if faults.has(Fault::NoTokenWithoutChallenge) {
        return refusal(status);
    }
    let with_error = faults.has(Fault::NoTokenWithErrorCode);
    challenged(faults, status, if with_error { &[("error", "invalid_token")] } else { &[] })
}

fn malformed(faults: &Faults, description: &str) -> Reply {
    challenged(faults, 400, &[("error", "invalid_request"), ("error_description", description)])
}

fn invalid(faults: &Faults, status: u16) -> Reply {
    if faults.has(Fault::InvalidTokenWithoutChallenge) {
        return refusal(status);
    }
    if faults.has(Fault::InvalidTokenOtherScheme) {
        return refusal(status).with("www-authenticate", "Basic realm=\"assay reference\"");
    }
    if faults.has(Fault::InvalidTokenWithoutError) {
        return challenged(faults, status, &[]);
    }
    // RFC 6750 section 3 keeps quotes and backslashes out of error_description, escaped or not.
    let quoted = faults.has(Fault::ChallengeDescriptionQuotes);
    let description =
        if quoted { r#"a \"bad\" token"# } else { "the token is unknown, expired or revoked" };
    challenged(faults, status, &[("error", "invalid_token"), ("error_description", description)])
}

fn insufficient(faults: &Faults, needed: &str) -> Reply {
    let status = if faults.has(Fault::InsufficientScopeAs401) { 401 } else { 403 };
    if faults.has(Fault::InsufficientScopeWithoutChallenge) {
        return refusal(status);
    }
    let wrong_error = faults.has(Fault::InsufficientScopeWrongError);
    let error = if wrong_error { "invalid_token" } else { "insufficient_scope" };
    let wrong_scope = faults.has(Fault::InsufficientScopeNamesWrongScope);
    let scope = if wrong_scope { "delete" } else { needed };
    challenged(
        faults,
        status,
        &[("error", error), ("error_description", "the token lacks the scope"), ("scope", scope)],
    )
}

/// Names the scope that a resource needs in the Bearer challenge of a 401, so that a client knows
/// what to ask for (RFC 6750 section 3).
pub(super) fn hinting(server: &Server, resource: &Resource, reply: Reply) -> Reply {
    let faults = &server.faults;
    let silent = server.settings.dialect.is_some() || faults.has(Fault::ChallengeWithoutScope);
    let Some(scope) = resource.scopes.first().filter(|_| reply.status == 401 && !silent) else {
        return reply;
    };
    let more = if faults.has(Fault::OfflineAccessAskedFor) { " offline_access" } else { "" };
    with_parameter(reply, "scope", &format!("{scope}{more}"))
}

/// Names the metadata of the resource in the Bearer challenge, if there is one
/// (RFC 9728 section 5.1).
pub(super) fn announcing(server: &Server, reply: Reply, path: &str) -> Reply {
    let faults = &server.faults;
    let silent = faults.has(Fault::ResourceMetadataMissing)
        || reply.status == 403 && faults.has(Fault::InsufficientScopeWithoutMetadata);
    if silent {
        return reply;
    }
    with_parameter(reply, "resource_metadata", &metadata_url(server, path))
}

/// Adds a parameter to the Bearer challenge, if there is one that lacks it.
fn with_parameter(mut reply: Reply, parameter: &str, text: &str) -> Reply {
    for (name, value) in &mut reply.headers {
        let bearer = *name == "www-authenticate" && value.starts_with("Bearer realm=");
        if bearer && !value.contains(&format!("{parameter}=")) {
            value.push_str(&format!(", {parameter}=\"{text}\""));
        }
    }
    reply
}

fn refusal(status: u16) -> Reply {
    Reply::empty(status).with("cache-control", "no-store")
}

/// RFC 6750 section 3: every refusal carries a Bearer challenge with at least one parameter.
fn challenged(faults: &Faults, status: u16, error: &[AuthParam<'_>]) -> Reply {
    refusal(status).with("www-authenticate", &challenge(faults, error))
}

fn challenge(faults: &Faults, error: &[AuthParam<'_>]) -> String {
    if faults.has(Fault::ChallengeWithoutParameters) {
        return "Bearer".to_owned();
    }
    let mut params = vec![("realm", "assay reference")];
    for (name, value) in error {
        params.push((name, value));
        if *name == "error" && faults.has(Fault::ChallengeErrorTwice) {
            params.push((name, value));
        }
    }
    let params: Vec<String> =
        params.iter().map(|(name, value)| format!("{name}=\"{value}\"")).collect();
    let separator = if faults.has(Fault::ChallengeWithoutComma) { " " } else { ", " };
    format!("Bearer {}", params.join(separator))
}
