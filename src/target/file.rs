//! The target file as it is written.

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, schema_for};
use serde::Deserialize;

use super::dialect::{DialectTable, KeyTable};
use super::documented::Documented;
use super::known::{FlakyTable, KnownFile, KnownTable};
use super::policies::PoliciesTable;
use super::resources::ResourceTable;
use super::secret::SecretSource;
use super::timing::{LagTable, RaceTable};
use crate::oauth::{ClientAuthMethod, GrantType};

/// A target file: everything assay must know to test one authorization server.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TargetFile {
    /// The name in reports; the file's name if left out.
    pub name: Option<String>,
    /// Issuer identifier; its metadata is looked up by RFC 8414, then by OpenID Connect Discovery.
    pub issuer: Option<String>,
    /// The built-in dialect that stands in for the server with `--emulate`. With it the issuer may be
    /// left out.
    pub emulate: Option<String>,
    /// The suites that it is held to when `--suite` names none.
    #[serde(default)]
    pub suites: Vec<String>,
    /// PEM file with certificates to trust beside the platform's.
    pub ca_file: Option<String>,
    /// Endpoints by hand; each wins over the metadata.
    #[serde(default)]
    pub endpoints: EndpointsTable,
    /// Registered clients.
    #[serde(default)]
    pub client: Vec<ClientTable>,
    /// People who can log in and consent; the first one does.
    #[serde(default)]
    pub resource_owner: Vec<ResourceOwnerTable>,
    /// The scope model.
    #[serde(default)]
    pub scopes: ScopesTable,
    /// Protected resources; the first one stands in most scenarios.
    #[serde(default)]
    pub resource: Vec<ResourceTable>,
    /// Keys that were made by hand, beside OAuth.
    #[serde(default)]
    pub key: Vec<KeyTable>,
    /// Where the server says otherwise what the standards say.
    #[serde(default)]
    pub dialect: DialectTable,
    /// Corrections of what assay concludes about the target.
    #[serde(default)]
    pub capabilities: CapabilitiesTable,
    /// Which of several lawful answers the server has chosen.
    #[serde(default)]
    pub policies: PoliciesTable,
    /// How gently the target is treated.
    #[serde(default)]
    pub manners: MannersTable,
    /// How races are run.
    #[serde(default)]
    pub race: RaceTable,
    /// How soon a revocation must be known.
    #[serde(default)]
    pub lag: LagTable,
    /// Where the platform's own documents depart from the standards.
    #[serde(default)]
    pub deviation: Vec<Documented>,
    /// Findings that are put up with for now.
    #[serde(default)]
    pub known: Vec<KnownTable>,
    /// Findings that come and go: their scenarios are run again, and the tries are counted.
    #[serde(default)]
    pub flaky: Vec<FlakyTable>,
}

/// `[endpoints]`: URLs in full, or paths of the issuer's host.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndpointsTable {
    /// Authorization endpoint.
    pub authorization: Option<String>,
    /// Token endpoint.
    pub token: Option<String>,
    /// Revocation endpoint.
    pub revocation: Option<String>,
    /// Introspection endpoint.
    pub introspection: Option<String>,
}

/// What a client is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Has a secret.
    Confidential,
    /// Has none.
    Public,
    /// Another confidential client, which must not be able to use the first one's tokens.
    Second,
    /// Its access tokens expire within seconds.
    ShortLived,
    /// Only introspects tokens, as a protected resource does.
    ResourceServer,
    /// May ask for a few scopes alone, which `scopes` lists.
    Limited,
}

impl Role {
    /// The word in target files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Confidential => "confidential",
            Self::Public => "public",
            Self::Second => "second",
            Self::ShortLived => "short-lived",
            Self::ResourceServer => "resource-server",
            Self::Limited => "limited",
        }
    }
}

/// `[[client]]`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClientTable {
    /// What it is there for.
    pub role: Role,
    /// `client_id`.
    pub id: String,
    /// `client_secret`, if it has one.
    pub secret: Option<SecretSource>,
    /// How it authenticates; `none` for a client without secret.
    pub auth: Option<ClientAuthMethod>,
    /// The grants it is registered for; no others.
    #[serde(default)]
    pub grants: Vec<GrantType>,
    /// Its registered redirect URIs; the first one is used.
    #[serde(default)]
    pub redirect_uris: Vec<String>,
    /// It is a native app: loopback redirect URIs may use any port (RFC 8252 section 7.3).
    #[serde(default)]
    pub native: bool,
    /// Lifetime of its access tokens in seconds, for the role `short-lived`.
    pub access_token_lifetime: Option<u64>,
    /// What it may ask for, for the role `limited`: scopes, and aliases.
    #[serde(default)]
    pub scopes: Vec<String>,
}

/// How the resource owner logs in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Login {
    /// assay fills in the HTML forms.
    #[default]
    Forms,
    /// A person does it: assay prints the URL and waits at the loopback redirect URI.
    Manual,
}

/// CSS selectors of form fields that the usual names do not reveal.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnerFields {
    /// The field for the username.
    pub username: Option<String>,
    /// The field for the password.
    pub password: Option<String>,
    /// The button that grants.
    pub approve: Option<String>,
    /// The button that refuses.
    pub deny: Option<String>,
}

/// A call before the browser step, for servers whose login page is a script over a JSON API.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BeforeLogin {
    /// HTTP method; `POST` if left out.
    pub method: Option<String>,
    /// URL, absolute or from the issuer's origin; `${client_id}` is filled in.
    pub url: String,
    /// JSON body; `${username}`, `${password}` and `${client_id}` are filled in.
    pub json: Option<String>,
    /// Value of the `Origin` header, for servers that check it.
    pub origin: Option<String>,
}

/// `[[resource_owner]]`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResourceOwnerTable {
    /// Login name.
    #[serde(default)]
    pub username: String,
    /// Password.
    pub password: Option<SecretSource>,
    /// Who drives the login.
    #[serde(default)]
    pub login: Login,
    /// Fields and buttons, where they are hard to recognise.
    #[serde(default)]
    pub fields: OwnerFields,
    /// Calls before the browser step, in order.
    #[serde(default)]
    pub before: Vec<BeforeLogin>,
    /// Parameters added to the authorization request once logged in, such as `g_continue`.
    #[serde(default)]
    pub authorize_with: Vec<String>,
    /// Further origins that login pages may live on.
    #[serde(default)]
    pub origins: Vec<String>,
}

/// `[scopes]`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScopesTable {
    /// Scopes that the clients may ask for.
    #[serde(default)]
    pub allowed: Vec<String>,
    /// What a request without `scope` is given, if that is known.
    pub default: Option<Vec<String>>,
    /// What stands between two scopes; a space if left out.
    pub separator: Option<String>,
    /// Words that stand for several scopes and may be asked for as well: `all = ["read", "write"]`.
    /// The server grants what they stand for.
    #[serde(default)]
    pub aliases: BTreeMap<String, Vec<String>>,
    /// Scopes that open whatever other scopes open as well: `admin = ["read"]`. What is not declared
    /// here must not hold.
    #[serde(default)]
    pub implies: BTreeMap<String, Vec<String>>,
    /// Scopes that exist, and that the clients of this file may not have.
    #[serde(default)]
    pub reserved: Vec<String>,
    /// Scopes that exist although nothing takes them yet; they may stand among the allowed ones.
    #[serde(default)]
    pub unused: Vec<String>,
}

/// `[capabilities]`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CapabilitiesTable {
    /// Capabilities that it has although nothing shows it.
    #[serde(default)]
    pub declare: Vec<String>,
    /// Capabilities that it lacks although something shows them.
    #[serde(default)]
    pub deny: Vec<String>,
}

/// `[manners]`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MannersTable {
    /// Requests a second at the most.
    pub rate: Option<u32>,
    /// Wrong secrets sent for one client at the most in a run; 20 if left out.
    pub wrong_secrets: Option<u32>,
    /// Send the scenario's id in `X-Assay-Scenario`; true if left out.
    pub correlation_header: Option<bool>,
    /// Seconds until a connection must stand; 5 if left out.
    pub connect_timeout: Option<u64>,
    /// Seconds until the first octet of an answer; 15 if left out.
    pub first_byte_timeout: Option<u64>,
    /// Seconds for a whole exchange; 30 if left out.
    pub timeout: Option<u64>,
    /// `"allowed"` lets `assay load` load this server; without it only loopback is loaded.
    pub load: Option<LoadPermission>,
}

/// Whether a server that is another machine may be loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LoadPermission {
    /// Its owner agrees.
    Allowed,
    /// Nobody was asked.
    Forbidden,
}

/// The JSON Schema of a target file.
#[must_use]
pub fn json_schema() -> Schema {
    schema_for!(TargetFile)
}

/// The JSON Schema of a list of known deviations.
#[must_use]
pub fn known_json_schema() -> Schema {
    schema_for!(KnownFile)
}
