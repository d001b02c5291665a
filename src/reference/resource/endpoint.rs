//! The resources: find, read the token, check it, check its scope.

use serde_json::{Value, json};

use crate::oauth::Scope;
use crate::reference::audience;
use crate::reference::fault::Fault;
use crate::reference::identity;
use crate::reference::lateness::is_unaware;
use crate::reference::reply::Reply;
use crate::reference::request::Incoming;
use crate::reference::scopes;
use crate::reference::server::Server;
use crate::reference::store::{Token, TokenKind, TokenState};

use super::bearer;
use super::challenge::{self, Problem};
use super::served::{Key, Resource};

/// What a credential allows, whoever made it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Access {
    /// What it allows.
    pub(crate) scope: Scope,
    /// The client that it was issued to; a key has none.
    pub(crate) client_id: Option<String>,
    /// The resource owner behind it.
    pub(crate) owner: Option<String>,
    /// Whether it is a key.
    pub(crate) is_key: bool,
}

/// Answers a request for a protected resource.
pub(crate) fn endpoint(server: &Server, request: &Incoming, path: &str) -> Reply {
    let here: Vec<&Resource> =
        server.settings.resources.iter().filter(|own| own.is_at(path)).collect();
    let Some(first) = here.first() else {
        return Reply::text(404, "not found\n");
    };
    let body = serde_json::from_slice(&request.body).unwrap_or(Value::Null);
    let taken = here.iter().find(|own| own.takes(request.method.as_str(), &body));
    let lenient = server.faults.has(Fault::BodyTokenAccepted);
    let Some(resource) = taken.or(lenient.then_some(first)) else {
        return Reply::method_not_allowed(&allowed(&here));
    };
    let access = if needs_nothing(server, resource) {
        Ok(Access::default())
    } else {
        access(server, request, resource).and_then(|own| sufficient(server, resource, own))
    };
    let told = match &server.settings.dialect {
        Some(dialect) => {
            let access = access.and_then(|own| dialect.admit(server, request, resource, own));
            dialect.resource(server, resource, access)
        }
        None => match access {
            Ok(access) => success(server, resource, &access),
            Err(problem) => challenge::reply(server, &problem),
        },
    };
    if server.settings.dialect.as_ref().is_some_and(|own| !own.announces_metadata()) {
        return told;
    }
    challenge::announcing(server, challenge::hinting(server, resource, told), path)
}

/// Whether a resource opens without a credential.
fn needs_nothing(server: &Server, resource: &Resource) -> bool {
    let faults = &server.faults;
    if resource.open {
        return !faults.has(Fault::OpenEndpointGuarded);
    }
    resource.scopes.is_empty() && faults.has(Fault::TestCallUnguarded)
}

/// Whether there is a resource at that path.
pub(crate) fn exists(server: &Server, path: &str) -> bool {
    server.settings.resources.iter().any(|own| own.is_at(path))
}

/// Every method of a path, for `Allow` (RFC 9110 section 10.2.1).
fn allowed(here: &[&Resource]) -> String {
    let mut methods: Vec<&str> = Vec::new();
    for method in here.iter().flat_map(|own| &own.methods) {
        if !methods.contains(&method.as_str()) {
            methods.push(method);
        }
    }
    methods.join(", ")
}

/// What the credential of a request allows.
fn access(server: &Server, request: &Incoming, resource: &Resource) -> Result<Access, Problem> {
    let dialect = server.settings.dialect.as_ref();
    if let Some(found) = dialect.and_then(|own| own.presented(server, request, resource)) {
        return found.and_then(|value| opened_by(server, resource, &value));
    }
    bearer::presented(server, request).and_then(|value| opened_by(server, resource, &value))
}

fn opened_by(server: &Server, resource: &Resource, value: &str) -> Result<Access, Problem> {
    let with_keys = resource.keys || server.faults.has(Fault::KeyPassesForToken);
    if let Some(key) = key(server, value).filter(|_| with_keys) {
        let everything = server.faults.has(Fault::KeyScopesIgnored);
        let own = || server.changed_keys.scope(key);
        let scope = if everything { scopes::all(server) } else { own() };
        return Ok(Access { scope, is_key: true, ..Access::default() });
    }
    let token = valid(server, value)?;
    // RFC 9700 section 2.3: a token for another resource is no token here.
    if !audience::opens(server, &token.audience, &resource.path) {
        return Err(Problem::UnknownToken);
    }
    let client_id = Some(token.client_id);
    Ok(Access { scope: token.scope, client_id, owner: token.owner, is_key: false })
}

fn key<'s>(server: &'s Server, value: &str) -> Option<&'s Key> {
    /// What a careless comparison looks at.
    const PREFIX: usize = 12;
    let faults = &server.faults;
    let alike = |own: &&Key| {
        faults.has(Fault::KeyPrefixCompared)
            && value.get(..PREFIX).is_some_and(|start| own.value.starts_with(start))
    };
    let mut keys = server.settings.keys.iter().filter(|_| !faults.has(Fault::KeyRefused));
    keys.find(|own| own.value == value || alike(own))
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
fn sufficient(server: &Server, resource: &Resource, access: Access) -> Result<Access, Problem> {
    let opens = |needed: &String| scopes::opens(server, &access.scope, needed);
    if resource.scopes.is_empty() && server.faults.has(Fault::TestCallRefused) {
        return Err(Problem::UnknownToken);
    }
    match resource.scopes.first() {
        Some(first) if !resource.scopes.iter().any(opens) => {
            Err(Problem::InsufficientScope(first.clone()))
        }
        _ => Ok(access),
    }
}

/// What a resource says is for the holder of the token only.
fn success(server: &Server, resource: &Resource, access: &Access) -> Reply {
    let everything = server.faults.has(Fault::ResourceReportsEveryScope);
    let scope = if everything { scopes::all(server) } else { access.scope.clone() };
    let name = resource.path.rsplit('/').next().unwrap_or_default();
    let body = if resource.path == identity::USERINFO {
        identity::userinfo(server, access)
    } else {
        json!({"resource": name, "scope": scope.to_string()})
    };
    Reply::json(resource.status, &body).with("cache-control", "private, no-store")
}
