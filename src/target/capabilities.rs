//! What the target can do, as far as the target file and the metadata show.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Client, Target};
use super::policies::AccessTokens;
use super::place::{is_loopback, is_loopback_redirect};
use crate::oauth::{ClientAuthMethod, GrantType, Metadata};

/// Every capability with its meaning, which is also what is said when it is missing.
const KNOWN: &[(&str, &str)] = &[
    (
        "grant:authorization_code",
        "an authorization and a token endpoint (or a token under [dialect.callback]) and a client \
         registered for the code grant",
    ),
    ("token-endpoint", "a token endpoint"),
    (
        "grant:client_credentials",
        "a token endpoint and a confidential client registered for client_credentials",
    ),
    ("grant:refresh_token", "a client registered for refresh tokens"),
    (OBTAINABLE, "grant:client_credentials, or grant:authorization_code and a [[resource_owner]]"),
    ("tokens:visible", "an introspection endpoint or a [[resource]]"),
    ("resource-owner", "a [[resource_owner]] who can log in"),
    ("client", "a [[client]]"),
    ("client:confidential", "a client with the role confidential"),
    ("client:public", "a client with the role public"),
    ("client:second", "a client with the role second"),
    ("client:short-lived", "a client with the role short-lived"),
    ("client:resource-server", "a client with the role resource-server"),
    ("client:basic", "a client that authenticates by client_secret_basic"),
    ("client:post", "a client that authenticates by client_secret_post"),
    (
        "client-auth:basic-owed",
        "capabilities.declare: no client has chosen how it authenticates, so that HTTP Basic has to \
         work for each that has a secret",
    ),
    (
        "redirect-uri:parameter",
        "authorization requests with a redirect_uri (not omitted under [dialect])",
    ),
    ("client:not-entitled", "a confidential client that is not registered for client_credentials"),
    (
        "client:several-redirect-uris",
        "a confidential client with two redirect URIs or more, the role confidential or second",
    ),
    (
        "redirect-uri:of-second",
        "a client with the role second whose redirect URI the confidential one does not have",
    ),
    ("redirect-uri:query", "such a client, and a query in one of its redirect URIs"),
    ("redirect-uri:private-use", "a public client with a redirect URI of a private-use scheme"),
    ("redirect-uri:loopback-v6", "a native public client with a redirect URI on http://[::1]"),
    ("redirect-uri:claimed-https", "a native public client with an https redirect URI"),
    ("client:native", "a public client with native = true and a loopback redirect URI"),
    (
        "redirect-uri:https",
        "a confidential client whose first redirect URI is https and no loopback",
    ),
    ("redirect-uri:path", "a first redirect URI with letters in its path"),
    ("pkce:S256", "metadata that list S256 (or capabilities.declare)"),
    (
        "refresh:at-once",
        "refresh tokens that end when they are rotated (no refresh_grace under [policies])",
    ),
    (
        "access-tokens:looked-up",
        "access tokens that resources look up (no access_tokens = \"self-contained\" under [policies])",
    ),
    (
        "redirect-uri:unclaimed",
        "a public client whose first redirect URI other apps could take too: no https, or loopback",
    ),
    ("scopes:one", "one allowed scope"),
    ("scopes:two", "two allowed scopes"),
    ("scopes:apart", "an allowed scope that does not open the first [[resource]]"),
    ("scopes:spaced", "a space as the separator in [scopes]"),
    ("scopes:aliases", "a scope under [scopes.aliases]"),
    ("scopes:implied", "[scopes.implies], and a [[resource]] that needs an implied scope"),
    ("scopes:reserved", "a scope under reserved in [scopes]"),
    ("scopes:unused", "a scope under unused in [scopes]"),
    ("openid", "capabilities.declare: the scope openid means OpenID Connect"),
    ("userinfo", "a [[resource]] with the name userinfo, which answers in JSON"),
    (
        "scopes:reported",
        "an introspection endpoint or a [[resource]] with reports_scope (or capabilities.declare, \
         where access tokens are JWTs with a claim scope)",
    ),
    ("protected-resource", "a [[resource]] that is not open"),
    (
        "consent:boxes",
        "capabilities.declare: the consent page has a box for each scope, and heeds it",
    ),
    ("resource:test", "a [[resource]] with test = true"),
    ("resource:open", "a [[resource]] with open = true"),
    ("resources:scoped", "two scopes that different [[resource]]s need"),
    ("api-key", "a [[key]] that opens a [[resource]]"),
    ("api-key:narrow", "a [[key]] that does not open every [[resource]]"),
    ("credential:bearer", "access tokens that go into Authorization: Bearer"),
    ("credential:client-secret", "client_secret under [dialect.credential]"),
    ("dialect:refresh-url", "a url under [dialect.refresh]"),
    ("dialect:callback-token", "a token under [dialect.callback]"),
    ("protected-resource:scope", "a first [[resource]] that needs a scope"),
    (
        "protected-resource:jwks",
        "capabilities.declare: the metadata of the first [[resource]] name a jwks_uri",
    ),
    ("resource-indicators", "a [[resource]] with an indicator"),
    (
        "resource-indicators:two",
        "a first [[resource]] with an indicator, and another one with an indicator of its own",
    ),
    ("issuer", "an issuer in the target file"),
    (
        "mcp",
        "capabilities.declare: a [[resource]] is an MCP server (the first one, or the one with mcp = true)",
    ),
    ("introspection", "an introspection endpoint"),
    ("revocation", "a revocation endpoint"),
    ("metadata", "a metadata document"),
    ("metadata:scopes", "a metadata document with scopes_supported, one of them an allowed scope"),
    ("metadata:jwks", "a metadata document with jwks_uri"),
    (
        "protected-resource:metadata",
        "capabilities.declare: the first [[resource]] publishes metadata by RFC 9728",
    ),
    (
        "tokens:repeat",
        "capabilities.declare: the server hands out an access token again while it lives",
    ),
    ("iss", "metadata with authorization_response_iss_parameter_supported"),
];

/// Tokens can be had by a grant that assay drives; it follows from others.
const OBTAINABLE: &str = "tokens:obtainable";

/// The capabilities of one target.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Capabilities {
    names: BTreeSet<String>,
    denied: BTreeSet<String>,
}

impl Capabilities {
    /// Concludes from the target file and the metadata, then applies what the file declares and
    /// denies by hand.
    #[must_use]
    pub fn of(target: &Target, metadata: Option<&Metadata>) -> Self {
        let mut names: BTreeSet<String> = KNOWN
            .iter()
            .filter(|(name, _)| shows(target, metadata, name))
            .map(|(name, _)| (*name).to_owned())
            .collect();
        names.extend(target.declared.iter().cloned());
        names.retain(|name| !target.denied.contains(name));
        if (target.can_authorize() || names.contains("grant:client_credentials"))
            && !target.denied.iter().any(|own| own == OBTAINABLE)
        {
            names.insert(OBTAINABLE.to_owned());
        }
        Self { names, denied: target.denied.iter().cloned().collect() }
    }

    /// Whether the target has it.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// Their names in alphabetical order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Why a capability is missing, in words that fit after "skipped: ".
    #[must_use]
    pub fn why_missing(&self, name: &str) -> String {
        if self.denied.contains(name) {
            return format!("the target file denies {name}");
        }
        let meanings: BTreeMap<&str, &str> = KNOWN.iter().copied().collect();
        format!(
            "no {name}: it takes {}",
            meanings.get(name).unwrap_or(&"a declaration in the target file")
        )
    }
}

/// What a capability takes, for those who look it up.
#[must_use]
pub fn capability_meaning(name: &str) -> Option<&'static str> {
    KNOWN.iter().find(|(own, _)| *own == name).map(|(_, meaning)| *meaning)
}

/// Whether a name is a capability at all.
#[must_use]
pub fn is_capability(name: &str) -> bool {
    known_capabilities().any(|own| own == name)
}

/// The names of all capabilities.
pub fn known_capabilities() -> impl Iterator<Item = &'static str> {
    KNOWN.iter().map(|(name, _)| *name)
}

impl Target {
    /// Whether somebody can log in and grant, as far as the target file shows and does not deny it. A
    /// declaration brings neither a client nor a person.
    #[must_use]
    pub fn can_authorize(&self) -> bool {
        let denied = |name: &str| self.denied.iter().any(|own| own == name);
        let needed = ["grant:authorization_code", "resource-owner"];
        needed.iter().all(|name| shows(self, None, name) && !denied(name))
    }
}

fn shows(target: &Target, metadata: Option<&Metadata>, name: &str) -> bool {
    let has_client = |selector: &str| target.client(selector, None).is_some();
    let endpoints = &target.endpoints;
    let first = target.resource("first");
    match name {
        "grant:authorization_code" => {
            endpoints.authorization.is_some()
                && (endpoints.token.is_some() || target.dialect.returns_token())
                && target.clients.iter().any(|own| {
                    grants(own, GrantType::AuthorizationCode) && !own.redirect_uris.is_empty()
                })
        }
        "grant:client_credentials" => {
            endpoints.token.is_some()
                && target.client("confidential", Some(GrantType::ClientCredentials)).is_some()
        }
        "grant:refresh_token" => {
            endpoints.token.is_some()
                && target.clients.iter().any(|own| grants(own, GrantType::RefreshToken))
        }
        "resource-owner" => !target.owners.is_empty(),
        "client" => !target.clients.is_empty(),
        "client:confidential" => has_client("confidential"),
        "client:public" => has_client("public"),
        "client:second" => has_client("second"),
        "client:short-lived" => has_client("short-lived"),
        "client:resource-server" => has_client("resource-server"),
        "client:basic" => target.client("basic", Some(GrantType::ClientCredentials)).is_some(),
        "client:post" => target.client("post", Some(GrantType::ClientCredentials)).is_some(),
        "client:not-entitled" => has_client("not-entitled"),
        "redirect-uri:parameter" => !target.dialect.omitted.iter().any(|own| own == "redirect_uri"),
        "client:native" => target
            .client("public", Some(GrantType::AuthorizationCode))
            .is_some_and(|own| own.native && is_loopback_client(own)),
        "client:several-redirect-uris" => has_client("several-redirect-uris"),
        "redirect-uri:of-second" => target.client("second", None).is_some_and(|second| {
            let code = Some(GrantType::AuthorizationCode);
            let own = target.client("confidential", code).map(|own| &own.redirect_uris);
            let uri = second.redirect_uris.first();
            uri.is_some_and(|uri| own.is_some_and(|own| !own.contains(uri)))
        }),
        "redirect-uri:query" => target
            .client("several-redirect-uris", None)
            .is_some_and(|own| own.redirect_uris.iter().any(|uri| uri.contains('?'))),
        "redirect-uri:private-use" => native_uri(target, &|uri| !uri.contains("://")),
        "redirect-uri:loopback-v6" => native_uri(target, &|uri| uri.starts_with("http://[::1]")),
        "redirect-uri:claimed-https" => native_uri(target, &|uri| uri.starts_with("https://")),
        "redirect-uri:path" => {
            target.client("default", Some(GrantType::AuthorizationCode)).is_some_and(has_path)
        }
        "redirect-uri:https" => target
            .client("confidential", Some(GrantType::AuthorizationCode))
            .is_some_and(is_https_client),
        "pkce:S256" => {
            lists(metadata.and_then(|own| own.code_challenge_methods_supported.as_ref()), "S256")
        }
        "refresh:at-once" => target.policies.refresh_grace.is_none_or(|own| own.is_zero()),
        "access-tokens:looked-up" => {
            target.policies.access_tokens != Some(AccessTokens::SelfContained)
        }
        "redirect-uri:unclaimed" => target
            .client("public", Some(GrantType::AuthorizationCode))
            .is_some_and(|own| !is_https_client(own)),
        "scopes:one" => !target.scopes.allowed.is_empty(),
        "scopes:two" => target.scopes.allowed.len() >= 2,
        "scopes:apart" => target.scope_apart().is_some(),
        "scopes:spaced" => target.scopes.separator == " ",
        "scopes:aliases" => !target.scopes.aliases.is_empty(),
        "scopes:implied" => target.opened_by_implication().is_some(),
        "scopes:reserved" => !target.scopes.reserved.is_empty(),
        "scopes:unused" => !target.scopes.unused.is_empty(),
        "userinfo" => target.resource(name).is_some(),
        "scopes:reported" => {
            endpoints.introspection.is_some() && any_secret(target)
                || target.resources.iter().any(|own| own.reports_scope.is_some())
        }
        "tokens:visible" => {
            endpoints.introspection.is_some() && any_secret(target) || first.is_some()
        }
        "token-endpoint" => endpoints.token.is_some(),
        "protected-resource" => first.is_some(),
        "protected-resource:scope" => first.is_some_and(|own| own.scope.is_some()),
        "resource:test" | "resource:open" => {
            name.split_once(':').is_some_and(|(_, kind)| target.resource(kind).is_some())
        }
        "resources:scoped" => {
            let scopes: BTreeSet<_> = target.resources.iter().flat_map(|own| &own.scope).collect();
            scopes.len() > 1
        }
        "api-key" => target.key("scoped", None).is_some(),
        "api-key:narrow" => target.key("narrow", None).is_some(),
        "credential:bearer" => target.dialect.token.is_bearer(),
        "credential:client-secret" => target.dialect.client_secret.is_some(),
        "dialect:refresh-url" => target.dialect.refresh.url.is_some(),
        "dialect:callback-token" => target.dialect.returns_token(),
        "resource-indicators" => !target.indicators().is_empty(),
        "resource-indicators:two" => {
            let first = target.resources.first().and_then(|own| own.indicator.as_ref());
            first.is_some() && target.indicators().len() > 1
        }
        "issuer" => target.issuer.is_some(),
        "introspection" => endpoints.introspection.is_some() && any_secret(target),
        "revocation" => endpoints.revocation.is_some(),
        "metadata" => metadata.is_some(),
        "metadata:scopes" => target
            .scopes
            .allowed
            .iter()
            .any(|own| lists(metadata.and_then(|all| all.scopes_supported.as_ref()), own)),
        "metadata:jwks" => metadata.is_some_and(|own| own.jwks_uri.is_some()),
        "iss" => metadata
            .is_some_and(|own| own.authorization_response_iss_parameter_supported == Some(true)),
        _ => false,
    }
}

/// Whether the native public client has a redirect URI of a kind.
fn native_uri(target: &Target, is: &dyn Fn(&str) -> bool) -> bool {
    let public = target.client("public", Some(GrantType::AuthorizationCode));
    public.is_some_and(|own| own.native && own.redirect_uris.iter().any(|uri| is(uri)))
}

fn grants(client: &Client, grant: GrantType) -> bool {
    client.grants.contains(&grant)
}

fn any_secret(target: &Target) -> bool {
    target.clients.iter().any(|own| own.auth != ClientAuthMethod::None)
}

fn lists(list: Option<&Vec<String>>, item: &str) -> bool {
    list.is_some_and(|list| list.iter().any(|own| own == item))
}

fn is_loopback_client(client: &Client) -> bool {
    client.redirect_uris.first().is_some_and(|uri| is_loopback_redirect(uri))
}

fn has_path(client: &Client) -> bool {
    let path = client.redirect_uris.first().and_then(|uri| uri.split_once("://"));
    let path = path.and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
    path.contains(|c: char| c.is_ascii_alphabetic())
}

fn is_https_client(client: &Client) -> bool {
    let first = client.redirect_uris.first();
    first.is_some_and(|uri| uri.starts_with("https://") && !is_loopback(uri))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::document::Document;
    use crate::target::{Source, read};

    #[test]
    fn what_can_be_obtained_is_what_a_step_can_obtain() {
        let text = "issuer = \"https://h\"\n\
                    [endpoints]\nauthorization = \"/a\"\ntoken = \"/t\"\n\
                    [[client]]\nid = \"p\"\nrole = \"public\"\ngrants = [\"authorization_code\"]\n\
                    redirect_uris = [\"http://127.0.0.1/cb\"]\n\
                    [[resource_owner]]\nusername = \"u\"\n";
        let source = Source { folder: Path::new("."), env: &|_| None };
        let mut target = read(&Document::new("t.toml", text), &source).expect("a target file");
        let obtains = |target: &Target| {
            let by_code = Capabilities::of(target, None).has(OBTAINABLE);
            assert_eq!(by_code, target.can_authorize());
            by_code
        };
        assert!(obtains(&target));
        target.denied = vec!["resource-owner".to_owned()];
        assert!(!obtains(&target));
        target.denied.clear();
        target.clients[0].redirect_uris.clear();
        assert!(!obtains(&target), "nothing leads back from a login");
    }

    #[test]
    fn declared_and_denied_win_over_what_shows() {
        let mut target = Target::of_issuer("https://h");
        target.scopes.allowed = vec!["a".to_owned(), "b".to_owned()];
        target.declared = vec!["pkce:S256".to_owned()];
        target.denied = vec!["scopes:two".to_owned()];
        let own = Capabilities::of(&target, None);
        assert!(own.has("pkce:S256") && own.has("scopes:one") && !own.has("scopes:two"));
        assert_eq!(own.why_missing("scopes:two"), "the target file denies scopes:two");
    }
}
