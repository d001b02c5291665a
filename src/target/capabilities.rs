//! What the target can do, as far as the target file and the metadata show.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Client, Target};
use crate::oauth::{ClientAuthMethod, GrantType, Metadata};

/// Every capability with its meaning, which is also what is said when it is missing.
const KNOWN: &[(&str, &str)] = &[
    (
        "grant:authorization_code",
        "an authorization and a token endpoint and a client registered for the code grant",
    ),
    (
        "grant:client_credentials",
        "a token endpoint and a confidential client registered for client_credentials",
    ),
    ("grant:refresh_token", "a client registered for refresh tokens"),
    ("resource-owner", "a [[resource_owner]] who can log in"),
    ("client:confidential", "a client with the role confidential"),
    ("client:public", "a client with the role public"),
    ("client:second", "a client with the role second"),
    ("client:short-lived", "a client with the role short-lived"),
    ("client:basic", "a client that authenticates by client_secret_basic"),
    ("client:post", "a client that authenticates by client_secret_post"),
    ("client:not-entitled", "a confidential client that is not registered for client_credentials"),
    ("client:native", "a public client with native = true and a loopback redirect URI"),
    (
        "redirect-uri:https",
        "a confidential client whose first redirect URI is https and no loopback",
    ),
    ("redirect-uri:path", "a first redirect URI with letters in its path"),
    ("pkce:S256", "metadata that list S256 (or capabilities.declare)"),
    ("scopes:one", "one allowed scope"),
    ("scopes:two", "two allowed scopes"),
    ("protected-resource", "a [[resource]]"),
    ("protected-resource:scope", "a first [[resource]] that needs a scope"),
    ("introspection", "an introspection endpoint"),
    ("revocation", "a revocation endpoint"),
    ("metadata", "a metadata document"),
    (
        "tokens:repeat",
        "capabilities.declare: the server hands out an access token again while it lives",
    ),
    ("iss", "metadata with authorization_response_iss_parameter_supported"),
];

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

pub(super) fn known_capabilities() -> impl Iterator<Item = &'static str> {
    KNOWN.iter().map(|(name, _)| *name)
}

fn shows(target: &Target, metadata: Option<&Metadata>, name: &str) -> bool {
    let has_client = |selector: &str| target.client(selector, None).is_some();
    let endpoints = &target.endpoints;
    match name {
        "grant:authorization_code" => {
            endpoints.authorization.is_some()
                && endpoints.token.is_some()
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
        "client:confidential" => has_client("confidential"),
        "client:public" => has_client("public"),
        "client:second" => has_client("second"),
        "client:short-lived" => has_client("short-lived"),
        "client:basic" => target.client("basic", Some(GrantType::ClientCredentials)).is_some(),
        "client:post" => target.client("post", Some(GrantType::ClientCredentials)).is_some(),
        "client:not-entitled" => has_client("not-entitled"),
        "client:native" => target
            .client("public", Some(GrantType::AuthorizationCode))
            .is_some_and(|own| own.native && is_loopback_client(own)),
        "redirect-uri:path" => {
            target.client("default", Some(GrantType::AuthorizationCode)).is_some_and(has_path)
        }
        "redirect-uri:https" => target
            .client("confidential", Some(GrantType::AuthorizationCode))
            .is_some_and(is_https_client),
        "pkce:S256" => {
            lists(metadata.and_then(|own| own.code_challenge_methods_supported.as_ref()), "S256")
        }
        "scopes:one" => !target.scopes.allowed.is_empty(),
        "scopes:two" => target.scopes.allowed.len() >= 2,
        "protected-resource" => !target.resources.is_empty(),
        "protected-resource:scope" => {
            target.resources.first().is_some_and(|own| own.scope.is_some())
        }
        "introspection" => endpoints.introspection.is_some() && any_secret(target),
        "revocation" => endpoints.revocation.is_some(),
        "metadata" => metadata.is_some(),
        "iss" => metadata
            .is_some_and(|own| own.authorization_response_iss_parameter_supported == Some(true)),
        _ => false,
    }
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
    client
        .redirect_uris
        .first()
        .is_some_and(|uri| uri.starts_with("http://127.0.0.1") || uri.starts_with("http://[::1]"))
}

fn has_path(client: &Client) -> bool {
    let path = client.redirect_uris.first().and_then(|uri| uri.split_once("://"));
    let path = path.and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
    path.contains(|c: char| c.is_ascii_alphabetic())
}

fn is_https_client(client: &Client) -> bool {
    let loopback = ["https://127.0.0.1", "https://[::1]", "https://localhost"];
    client.redirect_uris.first().is_some_and(|uri| {
        uri.starts_with("https://") && !loopback.iter().any(|own| uri.starts_with(own))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
