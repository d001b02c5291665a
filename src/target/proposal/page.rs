//! The text of the file, from its template.

use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;

use super::quoted::{list, quoted};
use super::wanted::{grants, usual_auth};
use super::{Proposal, ProposedClient, ProposedSecret};
use crate::exchange::tame;
use crate::oauth::Metadata;
use crate::oauth::scope::is_scope_token;
use crate::target::Role;
use crate::target::place::is_loopback_redirect;

const TEMPLATE: &str = include_str!("target.toml.jinja");

/// Longer lists are cut: nobody reads on.
const MOST_SCOPES: usize = 50;

/// Scopes of OpenID Connect, which open no resource of the server's own.
const OPENID: [&str; 6] = ["openid", "profile", "email", "address", "phone", "offline_access"];

/// What the template is filled with. Whatever comes from the server is quoted, or tamed where it
/// stands in a comment.
#[derive(Debug, Serialize)]
struct Page {
    subject: String,
    found: Option<String>,
    path: String,
    name: String,
    issuer: String,
    other_issuer: Option<String>,
    ca_file: Option<String>,
    endpoints: Vec<EndpointLine>,
    clients: Vec<ClientTable>,
    has_confidential: bool,
    has_second: bool,
    has_public: bool,
    auth: &'static str,
    confidential_grants: String,
    public_grants: String,
    scopes: Option<String>,
    more_scopes: usize,
    first_scope: String,
    pkce: bool,
}

#[derive(Debug, Serialize)]
struct EndpointLine {
    key: &'static str,
    url: String,
    missing: bool,
}

#[derive(Debug, Serialize)]
struct ClientTable {
    role: &'static str,
    id: String,
    secret: Option<String>,
    auth: &'static str,
    grants: String,
    redirect_uris: Option<String>,
    native: bool,
    managed: Option<String>,
}

/// Fills the template in.
pub(super) fn render(proposal: &Proposal<'_>) -> String {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_trim_blocks(true);
    environment.set_lstrip_blocks(true);
    environment.set_keep_trailing_newline(true);
    environment
        .render_str(TEMPLATE, page(proposal))
        .expect("the template is compiled in, and a test renders it")
}

fn page(own: &Proposal<'_>) -> Page {
    let metadata = own.metadata.map(|(metadata, _)| metadata);
    let has = |role: Role| own.clients.iter().any(|client| client.role == role);
    let scopes = scopes(own, metadata);
    let first = scopes.first().map_or("read", String::as_str);
    let shown = own.issuer.split_once("://").map_or(own.issuer, |(_, rest)| rest);
    let shown = shown.trim_end_matches('/');
    let lists_s256 = |own: &Metadata| {
        own.code_challenge_methods_supported.iter().flatten().any(|method| method == "S256")
    };
    let named = metadata.and_then(|own| own.issuer.as_deref());
    Page {
        subject: tame(own.issuer),
        found: own.metadata.map(|(_, url)| tame(url)),
        path: tame(own.path),
        name: quoted(shown),
        issuer: quoted(own.issuer),
        other_issuer: named.filter(|named| *named != own.issuer).map(tame),
        ca_file: own.ca_file.map(quoted),
        endpoints: endpoints(own.issuer, metadata),
        clients: own.clients.iter().map(client).collect(),
        has_confidential: has(Role::Confidential),
        has_second: has(Role::Second),
        has_public: has(Role::Public),
        auth: usual_auth(metadata).as_str(),
        confidential_grants: list(grants(Role::Confidential, metadata)),
        public_grants: list(grants(Role::Public, metadata)),
        scopes: (!scopes.is_empty()).then(|| list(scopes.iter().take(MOST_SCOPES))),
        more_scopes: scopes.len().saturating_sub(MOST_SCOPES),
        first_scope: quoted(first),
        pkce: metadata.is_none_or(lists_s256),
    }
}

fn client(own: &ProposedClient) -> ClientTable {
    let secret = own.secret.as_ref().map(|own| match own {
        ProposedSecret::File(path) => format!("{{ file = {} }}", quoted(path)),
        ProposedSecret::Literal(value) => quoted(value),
    });
    let managed = own.managed.as_ref().map(|(url, token)| {
        let token = token.as_ref().map(|path| format!(", with the token in {path}"));
        tame(&format!("{url}{}", token.unwrap_or_default()))
    });
    ClientTable {
        role: own.role.as_str(),
        id: quoted(&own.id),
        secret,
        auth: own.auth.as_str(),
        grants: list(own.grants.iter().map(|own| own.as_str())),
        redirect_uris: (!own.redirect_uris.is_empty()).then(|| list(&own.redirect_uris)),
        native: own.role == Role::Public
            && own.redirect_uris.iter().any(|uri| is_loopback_redirect(uri)),
        managed,
    }
}

fn endpoints(issuer: &str, metadata: Option<&Metadata>) -> Vec<EndpointLine> {
    let line = |key: &'static str, path: &str, found: Option<&String>| {
        let guess = format!("{}/{path}", issuer.trim_end_matches('/'));
        let url = quoted(found.unwrap_or(&guess));
        EndpointLine { key, url, missing: found.is_none() && metadata.is_some() }
    };
    let own = metadata.cloned().unwrap_or_default();
    vec![
        line("authorization", "authorize", own.authorization_endpoint.as_ref()),
        line("token", "token", own.token_endpoint.as_ref()),
        line("revocation", "revoke", own.revocation_endpoint.as_ref()),
        line("introspection", "introspect", own.introspection_endpoint.as_ref()),
    ]
}

/// The scopes of the clients, or else the listed ones, those of OpenID Connect behind the others.
fn scopes(own: &Proposal<'_>, metadata: Option<&Metadata>) -> Vec<String> {
    let listed = || metadata.and_then(|own| own.scopes_supported.clone()).unwrap_or_default();
    let mut all = own.scopes.map_or_else(listed, <[String]>::to_vec);
    all.retain(|own| is_scope_token(own));
    all.sort_by_key(|own| OPENID.contains(&own.as_str()));
    all
}
