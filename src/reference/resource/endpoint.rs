//! The resources: find, read the token, check it, check its scope.

use serde_json::json;

use crate::reference::fault::Fault;
use crate::reference::lateness::is_unaware;
use crate::reference::reply::Reply;
use crate::reference::request::Incoming;
use crate::reference::resource_metadata::url as metadata_url;
use crate::reference::scopes;
use crate::reference::server::Server;
use crate::reference::store::{Token, TokenKind, TokenState};

use super::bearer;
use super::challenge::{self, Problem};

/// A protected resource.
#[derive(Debug, Clone, Copy)]
struct Resource {
    path: &'static str,
    name: &'static str,
    allow: &'static str,
    /// The scope that it needs.
    scope: Option<&'static str>,
}

const RESOURCES: [Resource; 3] = [
    Resource { path: "/resource/read", name: "read", allow: "GET, HEAD", scope: Some("read") },
    Resource {
        path: "/resource/write",
        name: "write",
        allow: "GET, HEAD, POST",
        scope: Some("write"),
    },
    Resource { path: "/resource/open", name: "open", allow: "GET, HEAD", scope: None },
];

/// Answers a request for a protected resource.
pub(crate) fn endpoint(server: &Server, request: &Incoming, path: &str) -> Reply {
    let Some(resource) = RESOURCES.iter().find(|own| own.path == path) else {
        return Reply::text(404, "not found\n");
    };
    let allowed = resource.allow.split(", ").any(|method| request.method.as_str() == method);
    if !allowed && !server.faults.has(Fault::BodyTokenAccepted) {
        return Reply::method_not_allowed(resource.allow);
    }
    let token = bearer::presented(server, request)
        .and_then(|value| valid(server, &value))
        .and_then(|token| sufficient(server, resource.scope, token));
    match token {
        Ok(token) => success(server, resource.name, &token),
        Err(problem) => {
            challenge::announcing(challenge::reply(server, problem), &metadata_url(server, path))
        }
    }
}

/// Whether there is a resource at that path.
pub(crate) fn exists(path: &str) -> bool {
    RESOURCES.iter().any(|own| own.path == path)
}

/// RFC 6750 section 3.1: expired, revoked, malformed, or invalid for other reasons.
fn valid(server: &Server, value: &str) -> Result<Token, Problem> {
    let faults = &server.faults;
    let found = {
        let store = server.store();
        let bent = || {
            let prefix = faults.has(Fault::TamperedTokenAccepted);
            prefix.then(|| store.token_beginning_like(value, 20)).flatten()
        };
        store.token(value).or_else(bent).cloned()
    };
    let right_kind = |token: &Token| {
        token.kind == TokenKind::Access || faults.has(Fault::RefreshTokenAcceptedAsAccessToken)
    };
    let token = found.filter(right_kind).ok_or(Problem::UnknownToken)?;
    let alive = token.state == TokenState::Active
        || faults.has(Fault::RevokedTokenAccepted)
        || is_unaware(server, &token)
        || server.gives_way_to(Fault::RevocationForgottenUnderLoad);
    let fresh = server.now() < token.expires || faults.has(Fault::ExpiredTokenAccepted);
    if alive && fresh { Ok(token) } else { Err(Problem::DeadToken) }
}

/// RFC 6750 section 3.1: the request requires higher privileges than the token provides.
fn sufficient(
    server: &Server,
    needed: Option<&'static str>,
    token: Token,
) -> Result<Token, Problem> {
    match needed {
        Some(needed) if !scopes::opens(server, &token.scope, needed) => {
            Err(Problem::InsufficientScope(needed))
        }
        _ => Ok(token),
    }
}

/// What a resource says is for the holder of the token only.
fn success(server: &Server, name: &str, token: &Token) -> Reply {
    let everything = server.faults.has(Fault::ResourceReportsEveryScope);
    let scope = if everything { scopes::all(server) } else { token.scope.clone() };
    let body = json!({"resource": name, "scope": scope.to_string()});
    Reply::json(200, &body).with("cache-control", "private, no-store")
}
