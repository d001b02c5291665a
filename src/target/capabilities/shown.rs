//! Which capabilities show, area by area.

use std::collections::BTreeSet;

use crate::oauth::{ClientAuthMethod, GrantType, Metadata};
use crate::target::place::{is_loopback, is_loopback_redirect};
use crate::target::{AccessTokens, Client, Target};

impl Target {
    /// Whether somebody can log in and grant, as far as the target file shows and does not deny it. A
    /// declaration brings neither a client nor a person.
    #[must_use]
    pub fn can_authorize(&self) -> bool {
        let denied = |name: &str| self.denied.iter().any(|own| own == name);
        let needed = ["grant:authorization_code", "resource-owner"];
        needed.iter().all(|name| shown(self, None, name) == Some(true) && !denied(name))
    }
}

/// Whether the target file and the metadata show a capability; none where only a declaration can.
pub(super) fn shown(target: &Target, metadata: Option<&Metadata>, name: &str) -> Option<bool> {
    grant(target, name)
        .or_else(|| client(target, name))
        .or_else(|| redirect_uri(target, name))
        .or_else(|| scope(target, name))
        .or_else(|| resource(target, name))
        .or_else(|| dialect(target, name))
        .or_else(|| endpoint(target, name))
        .or_else(|| document(target, metadata, name))
}

fn grant(target: &Target, name: &str) -> Option<bool> {
    let endpoints = &target.endpoints;
    Some(match name {
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
        "refresh:at-once" => target.policies.refresh_grace.is_none_or(|own| own.is_zero()),
        "tokens:lifetime" => {
            let repeats = target.declared.iter().any(|own| own == "tokens:repeat");
            target.policies.access_token_lifetime.is_some() && !repeats
        }
        "access-tokens:looked-up" => {
            target.policies.access_tokens != Some(AccessTokens::SelfContained)
        }
        "resource-owner" => !target.owners.is_empty(),
        _ => return None,
    })
}

fn client(target: &Target, name: &str) -> Option<bool> {
    let has_client = |selector: &str| target.client(selector, None).is_some();
    Some(match name {
        "client" => !target.clients.is_empty(),
        "client:confidential" => has_client("confidential"),
        "client:public" => has_client("public"),
        "client:second" => has_client("second"),
        "client:short-lived" => has_client("short-lived"),
        "client:resource-server" => has_client("resource-server"),
        "client:basic" => target.client("basic", Some(GrantType::ClientCredentials)).is_some(),
        "client:post" => target.client("post", Some(GrantType::ClientCredentials)).is_some(),
        "client:not-entitled" => has_client("not-entitled"),
        "client:limited-to-part" => has_client("limited-to-part"),
        "client:limited-to-alias" => has_client("limited-to-alias"),
        "client:several-redirect-uris" => has_client("several-redirect-uris"),
        "client:native" => target
            .client("public", Some(GrantType::AuthorizationCode))
            .is_some_and(|own| own.native && is_loopback_client(own)),
        _ => return None,
    })
}

fn redirect_uri(target: &Target, name: &str) -> Option<bool> {
    let is_omitted = target.dialect.omitted.iter().any(|own| own == "redirect_uri");
    let code = Some(GrantType::AuthorizationCode);
    Some(match name {
        "redirect-uri:parameter" => !is_omitted,
        "redirect-uri:omitted" => is_omitted,
        "redirect-uri:of-second" => target.client("second", None).is_some_and(|second| {
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
        "redirect-uri:path" => target.client("default", code).is_some_and(has_path),
        "redirect-uri:unclaimed" => {
            target.client("public", code).is_some_and(|own| !is_https_client(own))
        }
        "redirect-uri:https" => target.client("confidential", code).is_some_and(is_https_client),
        _ => return None,
    })
}

fn scope(target: &Target, name: &str) -> Option<bool> {
    let scopes = &target.scopes;
    Some(match name {
        "scopes:one" => !scopes.allowed.is_empty(),
        "scopes:two" => scopes.allowed.len() >= 2,
        "scopes:apart" => target.scope_apart().is_some(),
        "scopes:spaced" => scopes.separator == " ",
        "scopes:aliases" => !scopes.aliases.is_empty(),
        "scopes:implied" => target.opened_by_implication().is_some(),
        "scopes:reserved" => !scopes.reserved.is_empty(),
        "scopes:unused" => !scopes.unused.is_empty(),
        "scopes:reported" => {
            introspects(target) || target.resources.iter().any(|own| own.reports_scope.is_some())
        }
        _ => return None,
    })
}

fn resource(target: &Target, name: &str) -> Option<bool> {
    let first = target.resource("first");
    Some(match name {
        "protected-resource" => first.is_some(),
        "protected-resource:scope" => first.is_some_and(|own| own.scope.is_some()),
        "mcp:scope" => target.resource("mcp").is_some_and(|own| own.scope.is_some()),
        "userinfo" => target.resource(name).is_some(),
        "resource:test" => target.resource("test").is_some(),
        "resource:open" => target.resource("open").is_some(),
        "resources:scoped" => {
            let scopes: BTreeSet<_> = target.resources.iter().flat_map(|own| &own.scope).collect();
            scopes.len() > 1
        }
        "resource-indicators" => !target.indicators().is_empty(),
        "resource-indicators:two" => {
            let first = target.resources.first().and_then(|own| own.indicator.as_ref());
            first.is_some() && target.indicators().len() > 1
        }
        "tokens:visible" => introspects(target) || first.is_some(),
        _ => return None,
    })
}

fn dialect(target: &Target, name: &str) -> Option<bool> {
    let dialect = &target.dialect;
    Some(match name {
        "api-key" => target.key("scoped", None).is_some(),
        "api-key:changing" => target.key("changing", None).is_some(),
        "api-key:confirmed" => {
            let change = target.key("changing", None).and_then(|(key, _)| key.change.as_ref());
            change.is_some_and(|own| own.unconfirmed.is_some())
        }
        "api-key:narrow" => target.key("narrow", None).is_some(),
        "credential:bearer" => dialect.token.is_bearer(),
        "credential:client-secret" => dialect.client_secret.is_some(),
        "dialect:needed-scope" => dialect.needed_scope.is_some(),
        "dialect:refresh-url" => dialect.refresh.url.is_some(),
        "dialect:callback-token" => dialect.returns_token(),
        _ => return None,
    })
}

fn endpoint(target: &Target, name: &str) -> Option<bool> {
    Some(match name {
        "issuer" => target.issuer.is_some(),
        "token-endpoint" => target.endpoints.token.is_some(),
        "introspection" => introspects(target),
        "revocation" => target.endpoints.revocation.is_some(),
        _ => return None,
    })
}

fn document(target: &Target, metadata: Option<&Metadata>, name: &str) -> Option<bool> {
    let has = |shows: &dyn Fn(&Metadata) -> bool| metadata.is_some_and(shows);
    Some(match name {
        "metadata" => metadata.is_some(),
        "metadata:scopes" => has(&|own| {
            let listed = own.scopes_supported.as_ref();
            target.scopes.allowed.iter().any(|scope| lists(listed, scope))
        }),
        "metadata:jwks" => has(&|own| own.jwks_uri.is_some()),
        "pkce:S256" => has(&|own| lists(own.code_challenge_methods_supported.as_ref(), "S256")),
        "iss" => has(&|own| own.authorization_response_iss_parameter_supported == Some(true)),
        _ => return None,
    })
}

/// An introspection endpoint, and a client that can authenticate to it.
fn introspects(target: &Target) -> bool {
    target.endpoints.introspection.is_some() && any_secret(target)
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
    use super::super::known::{KNOWN, OBTAINABLE};
    use super::*;

    #[test]
    fn what_nothing_shows_says_that_it_is_declared() {
        let target = Target::of_issuer("https://h");
        for (name, meaning) in KNOWN {
            let shows = shown(&target, None, name).is_some();
            let declared = meaning.contains("capabilities.declare");
            let follows = *name == OBTAINABLE;
            assert!(
                shows || declared || follows,
                "`{name}` has no arm, and no one is told to declare it"
            );
        }
        assert_eq!(shown(&target, None, "no-such-capability"), None);
    }
}
