//! What `${...}` means while a scenario runs.

use secrecy::ExposeSecret as _;

use super::fresh::{Fresh, tampered};
use crate::exchange::Facts;
use crate::oauth::{Scope, forms, metadata};
use crate::target::{Client, Key, Target};

/// Everything that lookups are answered from.
pub(super) struct Lookup<'a> {
    pub(super) target: &'a Target,
    pub(super) client: Option<&'a Client>,
    pub(super) key: Option<&'a Key>,
    pub(super) facts: &'a Facts,
    pub(super) fresh: &'a mut Fresh,
}

impl Lookup<'_> {
    /// The value behind a path; `None` if there is none here.
    pub(super) fn look_up(&mut self, path: &str) -> Option<String> {
        let (head, tail) = path.split_once('.')?;
        match head {
            "fresh" => self.fresh.named(tail),
            "target" => self.target_value(tail),
            "client" => self.client_value(tail),
            "key" => self.key_value(tail),
            "limited" => self.limited_value(tail),
            "registered" => {
                let uris = &self.client?.redirect_uris;
                special(uris, tail).or_else(|| registered(uris.first()?, tail))
            }
            _ => self.facts.get(path).cloned(),
        }
    }

    fn target_value(&self, path: &str) -> Option<String> {
        let scopes = &self.target.scopes;
        let endpoints = &self.target.endpoints;
        match path {
            "issuer" => self.target.issuer.clone(),
            "scopes.first" => scopes.allowed.first().cloned(),
            "scopes.second" => scopes.allowed.get(1).cloned(),
            "scopes.separator" => Some(scopes.separator.clone()),
            "scopes.apart" => self.target.scope_apart().map(str::to_owned),
            "scopes.unused" => scopes.unused.first().cloned(),
            "scopes.both" => scopes.allowed.get(..2).map(|both| scopes.join(both)),
            "scopes.first_other_case" => scopes.allowed.first().and_then(|scope| other_case(scope)),
            "endpoints.metadata" => endpoints.metadata.clone(),
            "endpoints.token" => endpoints.token.clone(),
            "endpoints.refresh" => {
                self.target.dialect.refresh.url.clone().or_else(|| endpoints.token.clone())
            }
            "well_known.oauth" => self.issuer().map(|own| metadata::oauth_well_known(&own)),
            "well_known.openid" => self.issuer().map(|own| metadata::openid_well_known(&own)),
            "well_known.openid_inserted" => {
                self.issuer().map(|own| metadata::openid_inserted(&own))
            }
            "callback.token" => self.target.dialect.callback.as_ref()?.token.clone(),
            "needed_scope" => self.target.dialect.needed_scope.clone(),
            "lifetime" => {
                self.target.policies.access_token_lifetime.map(|own| own.as_secs().to_string())
            }
            "scopes.implying" => self.target.opened_by_implication().map(|own| own.0.to_owned()),
            _ => self.resource_value(path),
        }
    }

    fn resource_value(&self, path: &str) -> Option<String> {
        let first = self.target.resource("first");
        let mcp = self.target.resource("mcp");
        match path {
            "resource.url" => first.map(|own| own.url.clone()),
            "resource.well_known" => first.map(|own| metadata::resource_well_known(&own.url)),
            "mcp.indicator" => {
                mcp.map(|own| own.indicator.clone().unwrap_or_else(|| own.url.clone()))
            }
            "mcp.scope" => mcp.and_then(|own| own.scope.clone()),
            "mcp.well_known" => mcp.map(|own| metadata::resource_well_known(&own.url)),
            "mcp.root_well_known" => mcp.map(|own| metadata::resource_root_well_known(&own.url)),
            "resource.implied" => self.target.opened_by_implication().map(|own| own.1.to_owned()),
            "indicators.first" => self.target.indicators().first().map(|&own| own.to_owned()),
            "indicators.second" => self.target.indicators().get(1).map(|&own| own.to_owned()),
            _ => None,
        }
    }

    /// The issuer, or the origin of the authorization server where the target file names none.
    fn issuer(&self) -> Option<String> {
        let endpoints = &self.target.endpoints;
        let endpoint = endpoints.authorization.as_ref().or(endpoints.token.as_ref());
        let origin = || {
            let url = url::Url::parse(endpoint?).ok()?;
            Some(url.origin().ascii_serialization())
        };
        self.target.issuer.clone().or_else(origin)
    }

    /// The key that the step chose, else the one that opens the first resource.
    fn key_value(&self, path: &str) -> Option<String> {
        let first = || self.target.key("scoped", None).map(|(key, _)| key);
        let value = self.key.or_else(first)?.value.expose_secret();
        match path {
            "value" => Some(value.to_owned()),
            "value_tampered" => Some(tampered(value)),
            _ => None,
        }
    }

    /// What the acting client may have, if it is a limited one.
    fn limited_value(&self, path: &str) -> Option<String> {
        let (client, model) = (self.client?, &self.target.scopes);
        let limit = || client.limit(model);
        match path {
            "alias" => limit().map(|own| own.alias.to_owned()),
            "part" => limit().map(|own| own.part.to_owned()),
            "scopes" => {
                let all = Scope::from_tokens(client.scopes.iter().cloned());
                Some(model.join(model.expand(&all).tokens()))
            }
            _ => None,
        }
    }

    fn client_value(&self, path: &str) -> Option<String> {
        match path.rsplit_once('.') {
            None => self.client.filter(|_| path == "id").map(|client| client.id.clone()),
            Some((selector, "id")) => {
                self.target.client(selector, None).map(|client| client.id.clone())
            }
            Some((selector, "secret")) => self.target.client(selector, None).map(secret_of),
            Some((selector, "redirect_uri")) => {
                self.target.client(selector, None)?.redirect_uris.first().cloned()
            }
            Some(_) => None,
        }
    }
}

/// A redirect URI of a special kind.
fn special(uris: &[String], kind: &str) -> Option<String> {
    let find = |is: &dyn Fn(&str) -> bool| uris.iter().find(|uri| is(uri)).cloned();
    match kind {
        "with_query" => find(&|uri| uri.contains('?')),
        "private_use" => find(&|uri| !uri.contains("://")),
        "https" => find(&|uri| uri.starts_with("https://")),
        "loopback_v6" => {
            let uri = find(&|uri| uri.starts_with("http://[::1]"))?;
            let rest = uri.strip_prefix("http://[::1]")?;
            Some(format!("http://[::1]:51006{}", &rest[rest.find('/').unwrap_or(rest.len())..]))
        }
        _ => None,
    }
}

/// Parts of a redirect URI, cut out of its text.
fn registered(uri: &str, part: &str) -> Option<String> {
    let (base, _, _) = forms::split_url(uri);
    let (scheme, rest) = base.split_once("://")?;
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => authority,
    };
    Some(match part {
        "redirect_uri" => uri.to_owned(),
        "scheme" => scheme.to_owned(),
        "authority" => authority.to_owned(),
        "host" => host.to_owned(),
        "origin" => format!("{scheme}://{authority}"),
        "path" => path.to_owned(),
        "path_other_case" => other_case(path)?,
        "path_encoded" => percent_encoded(path)?,
        _ => return None,
    })
}

/// The text in capitals, or else in small letters; `None` if it has no letters.
fn other_case(text: &str) -> Option<String> {
    let upper = text.to_uppercase();
    let other = if upper == text { text.to_lowercase() } else { upper };
    (other != text).then_some(other)
}

/// The path with its last letter or digit percent-encoded; `None` if it has none.
fn percent_encoded(path: &str) -> Option<String> {
    let (at, c) = path.char_indices().rev().find(|(_, c)| c.is_ascii_alphanumeric())?;
    Some(format!("{}%{:02X}{}", &path[..at], u32::from(c), &path[at + 1..]))
}

/// The client's secret, for the one place that sends it.
pub(super) fn secret_of(client: &Client) -> String {
    client.secret.as_ref().map(|secret| secret.expose_secret().to_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_redirect_uri_are_cut_out_of_its_text() {
        let part = |name| registered("https://h.example:8443/cb/x?q=1", name);
        assert_eq!(part("host").as_deref(), Some("h.example"));
        assert_eq!(part("authority").as_deref(), Some("h.example:8443"));
        assert_eq!(part("path_other_case").as_deref(), Some("/CB/X"));
        assert_eq!(part("path_encoded").as_deref(), Some("/cb/%78"));
        assert_eq!(part("origin").as_deref(), Some("https://h.example:8443"));
    }
}
