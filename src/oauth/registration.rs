//! Dynamic client registration (RFC 7591): the words of its request and of its answers.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What a client says of itself (RFC 7591 section 2), as far as assay says it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientMetadata {
    /// `client_name`, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_name: Option<String>,
    /// `redirect_uris`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub redirect_uris: Vec<String>,
    /// `grant_types`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grant_types: Vec<String>,
    /// `response_types`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub response_types: Vec<String>,
    /// `token_endpoint_auth_method`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_endpoint_auth_method: Option<String>,
    /// `scope`, separated by spaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// `application_type`: `native` where loopback redirect URIs are meant (OpenID Connect Dynamic
    /// Client Registration 1.0 section 2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application_type: Option<String>,
}

/// What the server says of a client that it has registered (RFC 7591 section 3.2.1).
///
/// The server may change whatever was asked for; what it leaves out stands as it was asked for.
#[derive(Clone, PartialEq, Eq)]
pub struct ClientInformation {
    /// `client_id`.
    pub client_id: String,
    /// `client_secret`.
    pub client_secret: Option<String>,
    /// `registration_access_token` (RFC 7592 section 3).
    pub registration_access_token: Option<String>,
    /// `registration_client_uri` (RFC 7592 section 3).
    pub registration_client_uri: Option<String>,
    /// The metadata as registered.
    pub metadata: ClientMetadata,
}

impl std::fmt::Debug for ClientInformation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut own = f.debug_struct("ClientInformation");
        own.field("client_id", &self.client_id).field("metadata", &self.metadata);
        own.finish_non_exhaustive()
    }
}

impl ClientInformation {
    /// Reads an answer to a registration of `asked`; `None` without a `client_id`.
    #[must_use]
    pub fn from_object(object: &Map<String, Value>, asked: &ClientMetadata) -> Option<Self> {
        let text = |name: &str| {
            let value = object.get(name).and_then(Value::as_str).filter(|own| !own.is_empty());
            value.map(str::to_owned)
        };
        let list = |name: &str, asked: &Vec<String>| {
            let Some(items) = object.get(name).and_then(Value::as_array) else {
                return asked.clone();
            };
            items.iter().filter_map(Value::as_str).map(str::to_owned).collect()
        };
        let method = text("token_endpoint_auth_method");
        let metadata = ClientMetadata {
            redirect_uris: list("redirect_uris", &asked.redirect_uris),
            grant_types: list("grant_types", &asked.grant_types),
            response_types: list("response_types", &asked.response_types),
            token_endpoint_auth_method: method.or_else(|| asked.token_endpoint_auth_method.clone()),
            scope: text("scope").or_else(|| asked.scope.clone()),
            ..asked.clone()
        };
        Some(Self {
            client_id: text("client_id")?,
            client_secret: text("client_secret"),
            registration_access_token: text("registration_access_token"),
            registration_client_uri: text("registration_client_uri"),
            metadata,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<ClientInformation> {
        let asked = ClientMetadata {
            grant_types: vec!["authorization_code".to_owned(), "refresh_token".to_owned()],
            token_endpoint_auth_method: Some("client_secret_basic".to_owned()),
            ..ClientMetadata::default()
        };
        let value: Value = serde_json::from_str(text).expect("JSON");
        ClientInformation::from_object(value.as_object()?, &asked)
    }

    #[test]
    fn what_the_server_says_wins_over_what_was_asked_for() {
        let own =
            read(r#"{"client_id":"c","grant_types":["authorization_code"],"client_secret":"s"}"#);
        let own = own.expect("an id");
        assert_eq!(own.metadata.grant_types, ["authorization_code"]);
        let method = own.metadata.token_endpoint_auth_method.as_deref();
        assert_eq!(method, Some("client_secret_basic"));
        assert!(!format!("{own:?}").contains(r#""s""#), "{own:?}");
        assert_eq!(read(r#"{"client_secret":"s"}"#), None);
    }
}
