//! What a step sends: the conforming request, and the keys that bend it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::one_or_many::Values;
use super::outcome::Outcome;
use crate::oauth::GrantType;

/// What a step does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// Authorization request, login and consent, up to the redirect.
    Authorize,
    /// Token request: the code grant, or the grant in `set.grant_type`.
    Token,
    /// Token request with the last refresh token.
    Refresh,
    /// Revocation request for the last access token.
    Revoke,
    /// Introspection request for the last access token.
    Introspect,
    /// Call of the first protected resource with the last access token, or of another one, or with a
    /// key.
    Resource,
    /// GET of the metadata document.
    Metadata,
    /// A token by whatever grant the target has: the code grant where somebody can log in, else
    /// client credentials.
    Obtain,
    /// Waits until the last access token has expired by its own `expires_in`.
    Wait,
    /// Changes the scopes of a key, as an administrator does.
    Change,
}

impl Action {
    /// The word in scenario files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Authorize => "authorize",
            Self::Token => "token",
            Self::Refresh => "refresh",
            Self::Revoke => "revoke",
            Self::Introspect => "introspect",
            Self::Resource => "resource",
            Self::Metadata => "metadata",
            Self::Obtain => "obtain",
            Self::Wait => "wait",
            Self::Change => "change",
        }
    }
}

/// `[[step]]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// What it does.
    #[serde(rename = "do")]
    pub action: Action,
    /// Its name for later steps; the action's word if left out.
    #[serde(rename = "as")]
    pub name: Option<String>,
    /// Which client acts: a role, `basic`, `post`, `not-entitled`, `several-redirect-uris`, or
    /// `default` (the confidential client, or else the public one); as in the step before if left
    /// out, at first the default one.
    pub client: Option<String>,
    /// The earlier step whose code or token is used; the last one if left out.
    pub from: Option<String>,
    /// Parameters that get another value.
    #[serde(default)]
    pub set: BTreeMap<String, String>,
    /// Parameters that are left out.
    #[serde(default)]
    pub drop: Vec<String>,
    /// Parameters that occur once more, with these values, behind the others.
    #[serde(default)]
    pub repeat: Values,
    /// Header fields that get another value.
    #[serde(default)]
    pub header: Values,
    /// Header fields that are left out.
    #[serde(default)]
    pub drop_header: Vec<String>,
    /// How the client authenticates, where that is the deviation.
    pub auth: Option<Auth>,
    /// What the resource owner does; grants if left out.
    pub owner: Option<Owner>,
    /// Boxes of the consent page, by value or name, that the resource owner leaves empty.
    #[serde(default)]
    pub untick: Vec<String>,
    /// The browser starts without cookies.
    #[serde(default)]
    pub fresh_session: bool,
    /// The verifier behind the challenge of an authorization request.
    pub code_verifier: Option<String>,
    /// HTTP method.
    pub method: Option<String>,
    /// Where the parameters go.
    pub place: Option<Place>,
    /// How the parameters are written.
    pub body: Option<BodyKind>,
    /// Another URL than the endpoint's.
    pub url: Option<String>,
    /// Which resource is called: `first` (one that needs a token), `test` (the platform's own test
    /// call), `open` (one that needs no token), `mcp` (the MCP server) or `userinfo` (the one of that
    /// name); the first one if left out.
    pub resource: Option<String>,
    /// The resource is called, or introspection is asked about, with a key instead of a token:
    /// `scoped` (it opens the resource), `narrow` (it does not) or `changing` (it can be made to open
    /// it no more). Without `resource` the first one is called that there is such a key for.
    pub key: Option<String>,
    /// What becomes of the key that changes.
    pub to: Option<Change>,
    /// The last access token goes along beside the key, in its own place.
    #[serde(default)]
    pub with_token: bool,
    /// The standard request, although the target has a dialect.
    #[serde(default)]
    pub plain: bool,
    /// What is breached when no outcome of this step matches; the scenario's list if left out.
    #[serde(default)]
    pub verifies: Vec<String>,
    /// Acceptable answers; without any, the step must succeed for the scenario to go on.
    #[serde(default)]
    pub outcome: Vec<Outcome>,
}

impl Step {
    /// A conforming step.
    #[must_use]
    pub fn conforming(action: Action) -> Self {
        Self {
            action,
            name: None,
            client: None,
            from: None,
            set: BTreeMap::new(),
            drop: Vec::new(),
            repeat: BTreeMap::new(),
            header: BTreeMap::new(),
            drop_header: Vec::new(),
            auth: None,
            owner: None,
            untick: Vec::new(),
            fresh_session: false,
            code_verifier: None,
            method: None,
            place: None,
            body: None,
            url: None,
            resource: None,
            key: None,
            to: None,
            with_token: false,
            plain: false,
            verifies: Vec::new(),
            outcome: Vec::new(),
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or(self.action.as_str())
    }

    /// Which resource it calls.
    #[must_use]
    pub fn resource(&self) -> &str {
        self.resource.as_deref().unwrap_or("first")
    }

    /// The grant it uses, where it makes a token request with a known one.
    #[must_use]
    pub fn grant(&self) -> Option<GrantType> {
        match self.action {
            Action::Authorize => Some(GrantType::AuthorizationCode),
            Action::Refresh => Some(GrantType::RefreshToken),
            Action::Token => match self.set.get("grant_type") {
                Some(value) => GrantType::parse(value),
                None => Some(GrantType::AuthorizationCode),
            },
            _ => None,
        }
    }
}

/// What becomes of a key that changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// It loses scopes.
    Narrowed,
    /// It has again what it was made with.
    Widened,
    /// The same is asked for without what confirms it.
    Unconfirmed,
}

/// `auth = { ... }`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Auth {
    /// Where the credentials go; the client's own way if left out.
    pub method: Option<AuthMethod>,
    /// Another `client_id`.
    pub id: Option<String>,
    /// Another `client_secret`.
    pub secret: Option<String>,
    /// Another spelling of the scheme `Basic`.
    pub scheme: Option<String>,
}

/// Where client credentials go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AuthMethod {
    /// Nowhere: neither id nor secret is sent.
    None,
    /// The id alone, in the body.
    ClientId,
    /// The `Authorization` header.
    ClientSecretBasic,
    /// The form body.
    ClientSecretPost,
    /// Both at once: right ones in the header, `id` and `secret` from here in the body.
    Both,
    /// The query of the URL.
    Query,
}

/// What the resource owner does at the authorization endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Owner {
    /// Logs in and grants everything.
    Grants,
    /// Logs in and refuses.
    Denies,
    /// Nobody is there: the first page is the answer.
    Absent,
    /// Logs in; then another site submits the consent form, without its hidden fields.
    Forged,
}

/// Where parameters go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// The query of the URL.
    Query,
    /// The body.
    Body,
}

/// How parameters in a body are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum BodyKind {
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `application/json`.
    Json,
}
