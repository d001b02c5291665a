//! What a platform is made of, as it is written.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::oauth::{ClientAuthMethod, GrantType};

/// `[[client]]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientTable {
    /// `client_id`.
    pub id: String,
    /// `client_secret`; a client without one is public.
    pub secret: Option<String>,
    /// How it authenticates.
    pub auth: Option<ClientAuthMethod>,
    /// The grants that it may use.
    #[serde(default)]
    pub grants: Vec<GrantType>,
    /// Its redirect URIs.
    #[serde(default)]
    pub redirect_uris: Vec<String>,
    /// The scopes that it may ask for, if not all.
    pub allowed_scopes: Option<Vec<String>>,
    /// Seconds that its access tokens live.
    pub access_token_lifetime: Option<u64>,
    /// Whether it may introspect every token.
    #[serde(default)]
    pub introspects: bool,
}

/// `[[owner]]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnerTable {
    /// Login name.
    pub username: String,
    /// Password.
    pub password: String,
}

/// `[scopes]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ScopesTable {
    /// Every scope there is, but for aliases.
    pub known: Vec<String>,
    /// What a request without scope is given; without a default such a request is refused.
    pub default: Vec<String>,
    /// What stands between two scopes; a space if left out.
    pub separator: Option<String>,
    /// Whether a space separates them as well.
    pub space_too: bool,
    /// Words that stand for several scopes.
    pub aliases: BTreeMap<String, Vec<String>>,
    /// Scopes that open what others open as well.
    pub implies: BTreeMap<String, Vec<String>>,
    /// Whether what a client may ask for is compared by the letter, before aliases are expanded.
    pub literal: bool,
    /// Whether a client may ask for an alias whatever it stands for.
    pub aliases_for_all: bool,
    /// Whether the resource owner may grant less than was asked for.
    pub consent_narrows: bool,
}

/// `[[key]]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyTable {
    /// Its name, by which its scopes are changed; none if nobody can.
    pub name: Option<String>,
    /// The key.
    pub value: String,
    /// What it allows.
    pub scopes: Vec<String>,
}

/// `[administration]`: `PATCH <path>/<name of the key>` with a JSON object that holds `scopes`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdministrationTable {
    /// The path above those of the keys.
    pub path: String,
    /// What the administrator's session sends as a Bearer token.
    pub credential: String,
    /// What the member `password` must hold where a key gains a scope.
    pub password: String,
    /// Whether a key gains scopes without it.
    #[serde(default)]
    pub unconfirmed: bool,
    /// Whether it answers as if it had taken scopes away, and takes none.
    #[serde(default)]
    pub keeps: bool,
    /// Whether it answers as if it had given scopes, and gives none.
    #[serde(default)]
    pub gives_nothing: bool,
}

/// `[[resource]]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResourceTable {
    /// The method; `GET` if left out.
    pub method: Option<String>,
    /// Its path; `{id}` stands for one segment of any text.
    pub path: String,
    /// Members of a JSON body, by JSON Pointer, that tell it from others at its path.
    #[serde(default)]
    pub when: BTreeMap<String, Value>,
    /// The scopes of which one is needed.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// Whether no token is needed.
    #[serde(default)]
    pub open: bool,
    /// Whether keys do not open it.
    #[serde(default)]
    pub no_keys: bool,
    /// Whether it belongs to somebody else, so that nothing opens it.
    #[serde(default)]
    pub foreign: bool,
    /// Its answer, a template.
    pub answer: Option<String>,
    /// The status of its answer; 200 if left out.
    pub status: Option<u16>,
}

/// `[variant.<name>]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VariantTable {
    /// What is different, in one sentence without a full stop.
    pub about: String,
    /// The platform's deviation that it shows, if it is one.
    pub deviation: Option<String>,
    /// Faults that come on top.
    #[serde(default)]
    pub faults: Vec<String>,
    /// Faults that the dialect has and this variant has not.
    #[serde(default)]
    pub without_faults: Vec<String>,
    /// Tables of the file that are changed: tables are merged, everything else is replaced.
    #[serde(default)]
    pub change: toml::Table,
}
