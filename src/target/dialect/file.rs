//! `[dialect]` and `[[key]]` as they are written.

use std::collections::BTreeMap;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{Deserializer, Error, SeqAccess, Visitor};

use super::credential::CredentialPlace;
use crate::target::secret::SecretSource;

/// `[dialect]`: where the platform says otherwise what the standards say.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DialectTable {
    /// Names on the wire by standard name, in authorization and token requests:
    /// `{ client_id = "app", scope = "permissions" }`.
    #[serde(default)]
    pub parameters: BTreeMap<String, String>,
    /// Parameters, by standard name, that authorization requests of this platform do not have. A
    /// scenario that is about one of them sends it all the same.
    #[serde(default)]
    pub omit: Vec<String>,
    /// How token requests are written; `form` if left out.
    #[serde(default)]
    pub body: TokenBody,
    /// Header fields sent along with each call of a protected resource.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Where an error answer says its code, the first place that is there counts: a member of the
    /// JSON body such as `error`, a path such as `error.code`, or `header:x-error`; `["error"]` if
    /// left out.
    pub errors: Option<Vec<String>>,
    /// What the platform's own words stand for: a code of OAuth, or a list where one word stands for
    /// several: `{ "Unauthorized" = ["invalid_client", "invalid_grant"] }`.
    #[serde(default)]
    pub error_codes: BTreeMap<String, Codes>,
    /// Where the body of a 403 names the scope that is needed: a member such as `scope`, or a path such
    /// as `error.details.scope`.
    pub needed_scope: Option<String>,
    /// How refresh requests differ.
    #[serde(default)]
    pub refresh: RefreshTable,
    /// An answer of the authorization endpoint other than a code.
    pub callback: Option<CallbackTable>,
    /// Where credentials go in the call of a protected resource.
    #[serde(default)]
    pub credential: CredentialTable,
    /// Calls that must come before the first one of a protected resource, once a scenario.
    #[serde(default)]
    pub before: Vec<CallBeforeTable>,
}

/// How token requests are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TokenBody {
    /// `application/x-www-form-urlencoded` (RFC 6749 section 4.1.3).
    #[default]
    Form,
    /// `application/json`.
    Json,
}

/// `[dialect.refresh]`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RefreshTable {
    /// A URL of its own for the refresh grant; a path is taken from the issuer's origin.
    pub url: Option<String>,
    /// Where the refresh token goes; `body` if left out.
    #[serde(default)]
    pub token: RefreshTokenPlace,
}

/// Where the refresh token goes in a refresh request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RefreshTokenPlace {
    /// The parameter `refresh_token` (RFC 6749 section 6).
    #[default]
    Body,
    /// `Authorization: Bearer`.
    Authorization,
    /// Nowhere: the request does not have it.
    Absent,
}

/// `[dialect.callback]`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CallbackTable {
    /// The parameter that grants, as `name=value`.
    pub granted: Option<String>,
    /// The parameter that refuses, as `name=value`.
    pub refused: Option<String>,
    /// The parameter that holds the access token itself.
    pub token: Option<String>,
}

/// `[dialect.credential]`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CredentialTable {
    /// Where an access token goes: `{ scheme = "Bearer" }` if left out, `{ header = "X-Key" }` or
    /// `{ query = "key" }`.
    pub token: Option<CredentialPlace>,
    /// Where the client's secret goes, if it goes along.
    pub client_secret: Option<CredentialPlace>,
}

/// `[[dialect.before]]`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CallBeforeTable {
    /// HTTP method; `POST` if left out.
    pub method: Option<String>,
    /// URL; a path is taken from the issuer's origin.
    pub url: String,
    /// The scope that its own token is asked for; the first allowed one if left out.
    pub scope: Option<String>,
    /// JSON body.
    pub json: Option<String>,
}

/// `[[key]]`: an API key or a personal access token that somebody made by hand, beside OAuth.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyTable {
    /// Its name in reports.
    pub name: String,
    /// The key itself.
    pub value: SecretSource,
    /// What it may do.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// Where it goes; as an access token if left out.
    pub credential: Option<CredentialPlace>,
    /// How an administrator takes scopes away from it and gives them back, for tests of that alone.
    pub change: Option<KeyChangeTable>,
}

/// `[key.change]`: the calls that change the scopes of a key. Each leaves the key as it was made, or
/// narrowed; so it is a key that nothing else uses.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyChangeTable {
    /// HTTP method; `PATCH` if left out.
    pub method: Option<String>,
    /// URL; a path is taken from the issuer's origin.
    pub url: String,
    /// What the administrator's session sends as `Authorization: Bearer`.
    pub credential: SecretSource,
    /// What it may still do once it was narrowed.
    pub keeps: Vec<String>,
    /// JSON body that narrows it; `${username}` and `${password}` of the resource owner are filled in.
    pub narrow: String,
    /// JSON body that gives it back the scopes that it was made with.
    pub widen: String,
    /// JSON body that asks for the same and must be refused: it lacks what confirms it.
    pub unconfirmed: Option<String>,
}

/// One code of OAuth, or several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Codes(pub(super) Vec<String>);

// Written by hand: `untagged` would lose the position of the error.
impl<'de> Deserialize<'de> for Codes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(CodesVisitor)
    }
}

struct CodesVisitor;

impl<'de> Visitor<'de> for CodesVisitor {
    type Value = Codes;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an error code of OAuth, or a list of them")
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Codes, E> {
        Ok(Codes(vec![value.to_owned()]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Codes, A::Error> {
        let mut codes = Vec::new();
        while let Some(code) = items.next_element::<String>()? {
            codes.push(code);
        }
        Ok(Codes(codes))
    }
}

impl JsonSchema for Codes {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Codes".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "An error code of OAuth, or several",
            "oneOf": [
                { "type": "string" },
                { "type": "array", "items": { "type": "string" }, "minItems": 1 },
            ],
        })
    }
}
