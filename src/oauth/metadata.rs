//! Authorization server metadata (RFC 8414).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::forms::split_url;

/// A metadata document (RFC 8414 section 2), as far as assay reads it.
///
/// Members of the wrong type are left out here; the raw document stays in the exchange, where the
/// checks see it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Metadata {
    /// `issuer`.
    pub issuer: Option<String>,
    /// `authorization_endpoint`.
    pub authorization_endpoint: Option<String>,
    /// `token_endpoint`.
    pub token_endpoint: Option<String>,
    /// `revocation_endpoint`.
    pub revocation_endpoint: Option<String>,
    /// `introspection_endpoint`.
    pub introspection_endpoint: Option<String>,
    /// `jwks_uri`.
    pub jwks_uri: Option<String>,
    /// `registration_endpoint` (RFC 7591 section 3).
    pub registration_endpoint: Option<String>,
    /// `scopes_supported`.
    pub scopes_supported: Option<Vec<String>>,
    /// `grant_types_supported`.
    pub grant_types_supported: Option<Vec<String>>,
    /// `response_types_supported`.
    pub response_types_supported: Option<Vec<String>>,
    /// `code_challenge_methods_supported`.
    pub code_challenge_methods_supported: Option<Vec<String>>,
    /// `token_endpoint_auth_methods_supported`.
    pub token_endpoint_auth_methods_supported: Option<Vec<String>>,
    /// `authorization_response_iss_parameter_supported` (RFC 9207 section 3).
    pub authorization_response_iss_parameter_supported: Option<bool>,
}

impl Metadata {
    /// Reads what has the right type out of a JSON object.
    #[must_use]
    pub fn from_object(object: &Map<String, Value>) -> Self {
        let text = |name: &str| object.get(name).and_then(Value::as_str).map(str::to_owned);
        let list = |name: &str| {
            let items = object.get(name)?.as_array()?.iter();
            Some(items.filter_map(Value::as_str).map(str::to_owned).collect())
        };
        Self {
            issuer: text("issuer"),
            authorization_endpoint: text("authorization_endpoint"),
            token_endpoint: text("token_endpoint"),
            revocation_endpoint: text("revocation_endpoint"),
            introspection_endpoint: text("introspection_endpoint"),
            jwks_uri: text("jwks_uri"),
            registration_endpoint: text("registration_endpoint"),
            scopes_supported: list("scopes_supported"),
            grant_types_supported: list("grant_types_supported"),
            response_types_supported: list("response_types_supported"),
            code_challenge_methods_supported: list("code_challenge_methods_supported"),
            token_endpoint_auth_methods_supported: list("token_endpoint_auth_methods_supported"),
            authorization_response_iss_parameter_supported: object
                .get("authorization_response_iss_parameter_supported")
                .and_then(Value::as_bool),
        }
    }
}

/// The RFC 8414 section 3.1 URL: the well-known string goes between host and path, a slash at the
/// end of the path is dropped.
#[must_use]
pub fn oauth_well_known(issuer: &str) -> String {
    let (origin, path) = origin_and_path(issuer);
    format!("{origin}/.well-known/oauth-authorization-server{}", path.trim_end_matches('/'))
}

/// The OpenID Connect Discovery 4 URL: the well-known string is appended to the issuer.
#[must_use]
pub fn openid_well_known(issuer: &str) -> String {
    format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'))
}

/// The OpenID Connect Discovery document where RFC 8414 section 5 would have it: the well-known string
/// goes between host and path.
#[must_use]
pub fn openid_inserted(issuer: &str) -> String {
    let (origin, path) = origin_and_path(issuer);
    format!("{origin}/.well-known/openid-configuration{}", path.trim_end_matches('/'))
}

/// The URL at which one document for a whole host would lie (RFC 9728 section 3.1).
#[must_use]
pub fn resource_root_well_known(resource: &str) -> String {
    format!("{}/.well-known/oauth-protected-resource", origin_and_path(resource).0)
}

/// The RFC 9728 section 3.1 URL: the well-known string goes between host and path of the resource.
#[must_use]
pub fn resource_well_known(resource: &str) -> String {
    let (origin, path) = origin_and_path(resource);
    let path = if path == "/" { "" } else { path };
    format!("{origin}/.well-known/oauth-protected-resource{path}")
}

fn origin_and_path(url: &str) -> (&str, &str) {
    let (base, _, _) = split_url(url);
    let authority = base.find("://").map_or(0, |at| at + 3);
    let path = base[authority..].find('/').map_or(base.len(), |at| authority + at);
    base.split_at(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_well_known_string_goes_between_host_and_path() {
        for (issuer, url) in [
            ("https://h", "https://h/.well-known/oauth-authorization-server"),
            ("https://h/", "https://h/.well-known/oauth-authorization-server"),
            ("https://h:1/a/b/", "https://h:1/.well-known/oauth-authorization-server/a/b"),
        ] {
            assert_eq!(oauth_well_known(issuer), url);
        }
        assert_eq!(
            openid_well_known("https://h/a/"),
            "https://h/a/.well-known/openid-configuration"
        );
    }
}
