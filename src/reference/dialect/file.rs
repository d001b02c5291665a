//! A dialect as it is written: `fixtures/dialects/<name>.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::table::{
    AdministrationTable, ClientTable, KeyTable, OwnerTable, ResourceTable, ScopesTable,
    VariantTable,
};

/// How a platform speaks, and what it is made of.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Dialect {
    /// Faults of the reference server, by id, that are its documented behaviour.
    pub faults: Vec<String>,
    /// Its endpoints: the path that it has there, and the one that the reference server has.
    pub paths: BTreeMap<String, String>,
    /// Its metadata document (RFC 8414).
    pub metadata: MetadataTable,
    /// Its clients.
    pub client: Vec<ClientTable>,
    /// Its resource owners.
    pub owner: Vec<OwnerTable>,
    /// Its scopes.
    pub scopes: ScopesTable,
    /// Keys that were made by hand.
    pub key: Vec<KeyTable>,
    /// The call that changes the scopes of a key.
    pub administration: Option<AdministrationTable>,
    /// Its protected resources.
    pub resource: Vec<ResourceTable>,
    /// How it reads requests.
    pub request: RequestTable,
    /// Its tokens and token answers.
    pub token: TokenTable,
    /// The answer of its authorization endpoint.
    pub callback: CallbackTable,
    /// Where credentials stand in calls of its resources.
    pub credentials: CredentialsTable,
    /// The channel that calls of its resources name.
    pub channel: Option<ChannelTable>,
    /// Refusals of its resources: `no-token`, `invalid-token`, `insufficient-scope`, `malformed`,
    /// and names of its own.
    pub refusal: BTreeMap<String, Told>,
    /// Errors of its authorization and token endpoints by code; `any` for all others.
    pub error: BTreeMap<String, Told>,
    /// Changes of this file that a caller may ask for.
    pub variant: BTreeMap<String, VariantTable>,
}

/// `[metadata]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MetadataTable {
    /// Whether there is a document.
    pub published: bool,
    /// Whether its protected resources have one (RFC 9728).
    pub of_resources: bool,
    /// Members with values of their own.
    pub set: Map<String, Value>,
    /// Members that are not there.
    pub drop: Vec<String>,
}

/// `[request]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RequestTable {
    /// Parameters of another name: the name on the wire, and the one of the standard.
    pub names: BTreeMap<String, String>,
    /// Parameters that nobody reads, by their standard names.
    pub ignore: Vec<String>,
    /// Whether the token endpoint takes JSON instead of a form.
    pub json: bool,
    /// Whether the token endpoint does not read HTTP Basic.
    pub no_basic: bool,
    /// Where the refresh grant has a URL of its own.
    pub refresh: Option<RefreshTable>,
}

/// `[request.refresh]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefreshTable {
    /// Its path.
    pub path: String,
    /// Where the refresh token stands.
    #[serde(default)]
    pub token: RefreshPlace,
    /// Whether the token endpoint takes the refresh grant as well.
    #[serde(default)]
    pub at_token_endpoint: bool,
}

/// Where the refresh token of a refresh request stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RefreshPlace {
    /// In the body (RFC 6749 section 6).
    #[default]
    Body,
    /// In the `Authorization` header, as a Bearer token.
    Authorization,
    /// Nowhere: the client's latest one is meant.
    Absent,
}

/// `[token]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TokenTable {
    /// What access tokens begin with.
    pub access_prefix: String,
    /// What refresh tokens begin with.
    pub refresh_prefix: String,
    /// Whether access tokens are JWTs signed by RS256.
    pub jwt: bool,
    /// Whether such JWTs have the algorithm `none` and no signature.
    pub unsigned: bool,
    /// Whether a token is for the resources that a client names (RFC 8707), and for no other.
    pub for_resources: bool,
    /// Seconds that access tokens live; an hour if left out.
    pub lifetime: Option<u64>,
    /// Answers by grant type, as templates.
    pub answer: BTreeMap<String, String>,
    /// Header fields that token answers do not have.
    pub without: Vec<String>,
}

/// `[callback]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CallbackTable {
    /// The query of a granted authorization, as a template; the standard's if left out.
    pub granted: Option<String>,
    /// The query of a refused one; empty means none at all.
    pub refused: Option<String>,
    /// What keys begin with that are handed out instead of codes.
    pub key_prefix: String,
    /// Whether a client is handed the same key each time that a resource owner consents.
    pub key_kept: bool,
    /// Errors, by code, that are answered at once instead of being sent to the client.
    pub direct: Vec<String>,
    /// What is sent as `state` to a client that sent none.
    pub missing_state: Option<String>,
}

/// `[credentials]`: places beside `Authorization: Bearer`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CredentialsTable {
    /// Whether Bearer tokens are not read.
    pub no_bearer: bool,
    /// Query parameters that hold a token.
    pub token_query: Option<String>,
    /// A header field that holds a token.
    pub token_header: Option<String>,
    /// A query parameter that holds the client's secret, which must come along.
    pub secret_query: Option<String>,
    /// A header field that holds it.
    pub secret_header: Option<String>,
    /// Which secret will do.
    pub secret: SecretRule,
    /// A query parameter that holds a key.
    pub key_query: Option<String>,
    /// Whether answers of resources may be kept by every cache.
    pub cacheable: bool,
}

/// Which secret of a client opens a call along with a token.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SecretRule {
    /// That of the client that the token was issued to.
    #[default]
    Own,
    /// That of any client.
    OfAnyClient,
    /// Nobody looks.
    Unread,
}

/// `[channel]`: calls must name a channel that its client announced before.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChannelTable {
    /// The header field that names it.
    pub header: String,
    /// The resource, by path, that announces it.
    pub announce: String,
    /// Paths that need it.
    pub needed: Vec<String>,
    /// Whether the channel of any client will do.
    #[serde(default)]
    pub of_anybody: bool,
}

/// What is answered in a platform's own words.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Told {
    /// Its status, if not the standard's.
    pub status: Option<u16>,
    /// Its `WWW-Authenticate`, a template; none if empty, the standard's if left out.
    pub challenge: Option<String>,
    /// Its body, a template; the standard's if left out.
    pub body: Option<String>,
}
