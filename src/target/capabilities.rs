//! What the target can do, as far as the target file and the metadata show.

use std::collections::{BTreeMap, BTreeSet};

use super::meanings::KNOWN;
use super::model::{Client, Target};
use crate::oauth::{ClientAuthMethod, GrantType, Metadata};

/// Tokens can be had by a grant that assay drives; it follows from others.
pub(super) const OBTAINABLE: &str = "tokens:obtainable";

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
        let by_code = ["grant:authorization_code", "resource-owner"];
        let by_code = by_code.iter().all(|own| names.contains(*own));
        if (by_code || names.contains("grant:client_credentials"))
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

pub(super) fn known_capabilities() -> impl Iterator<Item = &'static str> {
    KNOWN.iter().map(|(name, _)| *name)
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
        "redirect-uri:parameter" => !omits_redirect_uri(target),
        "redirect-uri:omitted" => omits_redirect_uri(target),
        "client:limited-to-part" => has_client("limited-to-part"),
        "client:limited-to-alias" => has_client("limited-to-alias"),
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
        "scopes:one" => !target.scopes.allowed.is_empty(),
        "scopes:two" => target.scopes.allowed.len() >= 2,
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
        "api-key:changing" => target.key("changing", None).is_some(),
        "api-key:confirmed" => {
            let change = target.key("changing", None).and_then(|(key, _)| key.change.as_ref());
            change.is_some_and(|own| own.unconfirmed.is_some())
        }
        "api-key:narrow" => target.key("narrow", None).is_some(),
        "credential:bearer" => target.dialect.token.is_bearer(),
        "credential:client-secret" => target.dialect.client_secret.is_some(),
        "dialect:needed-scope" => target.dialect.needed_scope.is_some(),
        "dialect:refresh-url" => target.dialect.refresh.url.is_some(),
        "dialect:callback-token" => target.dialect.returns_token(),
        "tokens:lifetime" => target.policies.access_token_lifetime.is_some(),
        "resource-indicators" => !target.indicators().is_empty(),
        "resource-indicators:two" => {
            let first = target.resources.first().and_then(|own| own.indicator.as_ref());
            first.is_some() && target.indicators().len() > 1
        }
        "issuer" => target.issuer.is_some(),
        "introspection" => endpoints.introspection.is_some() && any_secret(target),
        "revocation" => endpoints.revocation.is_some(),
        "metadata" => metadata.is_some(),
        "metadata:jwks" => metadata.is_some_and(|own| own.jwks_uri.is_some()),
        "iss" => metadata
            .is_some_and(|own| own.authorization_response_iss_parameter_supported == Some(true)),
        _ => false,
    }
}

fn omits_redirect_uri(target: &Target) -> bool {
    target.dialect.omitted.iter().any(|own| own == "redirect_uri")
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
