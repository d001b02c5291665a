//! Refusals of a protected resource: a status and a challenge (RFC 6750 section 3).

use crate::reference::fault::{Fault, Faults};
use crate::reference::reply::Reply;
use crate::reference::server::Server;

/// Why a resource stays closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Problem {
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
    InsufficientScope(&'static str),
}

type AuthParam = (&'static str, &'static str);

/// The refusal as an answer; RFC 6750 section 3.1 says which status goes with which error.
pub(super) fn reply(server: &Server, problem: Problem) -> Reply {
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

fn malformed(faults: &Faults, description: &'static str) -> Reply {
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

fn insufficient(faults: &Faults, needed: &'static str) -> Reply {
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

/// Names the metadata of the resource in the Bearer challenge, if there is one
/// (RFC 9728 section 5.1).
pub(super) fn announcing(mut reply: Reply, metadata: &str) -> Reply {
    for (name, value) in &mut reply.headers {
        if *name == "www-authenticate" && value.starts_with("Bearer realm=") {
            value.push_str(&format!(", resource_metadata=\"{metadata}\""));
        }
    }
    reply
}

fn refusal(status: u16) -> Reply {
    Reply::empty(status).with("cache-control", "no-store")
}

/// RFC 6750 section 3: every refusal carries a Bearer challenge with at least one parameter.
fn challenged(faults: &Faults, status: u16, error: &[AuthParam]) -> Reply {
    refusal(status).with("www-authenticate", &challenge(faults, error))
}

fn challenge(faults: &Faults, error: &[AuthParam]) -> String {
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
