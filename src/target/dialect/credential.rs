//! Where a credential goes in a call.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::exchange::Request;
use crate::oauth::forms;

/// The place of a token, a key or a secret in the call of a protected resource.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CredentialPlace {
    /// A parameter of the query.
    Query(String),
    /// A header field that holds nothing else.
    Header(String),
    /// `Authorization`, behind this scheme (RFC 9110 section 11.6.2).
    Scheme(String),
}

impl Default for CredentialPlace {
    /// RFC 6750 section 2.1.
    fn default() -> Self {
        Self::Scheme("Bearer".to_owned())
    }
}

impl std::fmt::Display for CredentialPlace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Query(name) => write!(f, "the query as {name}"),
            Self::Header(name) => write!(f, "the header field {name}"),
            Self::Scheme(scheme) => write!(f, "Authorization: {scheme}"),
        }
    }
}

impl CredentialPlace {
    /// Whether it is the place of RFC 6750 section 2.1.
    #[must_use]
    pub fn is_bearer(&self) -> bool {
        matches!(self, Self::Scheme(scheme) if scheme == "Bearer")
    }

    /// The name that gives the credential away on the wire; `Authorization` is known anyway.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Query(name) | Self::Header(name) => Some(name),
            Self::Scheme(_) => None,
        }
    }

    /// The parameter, if it is one of the query.
    #[must_use]
    pub fn in_query(&self) -> Option<&str> {
        match self {
            Self::Query(name) => Some(name),
            Self::Header(_) | Self::Scheme(_) => None,
        }
    }

    /// Puts a credential there, behind what is there already.
    pub fn put(&self, request: &mut Request, credential: &str) {
        let (name, value) = match self {
            Self::Query(name) => {
                let query = forms::encode(&[(name.as_str(), credential)]);
                request.url = forms::append_query(&request.url, &query);
                return;
            }
            Self::Header(name) => (name.to_ascii_lowercase(), credential.to_owned()),
            Self::Scheme(scheme) => ("authorization".to_owned(), format!("{scheme} {credential}")),
        };
        request.headers.push((name, value));
    }
}
