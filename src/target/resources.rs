//! `[[resource]]`: what is to be called, and what opens it; as it is written, and read.

use schemars::JsonSchema;
use serde::Deserialize;

use super::address::Host;
use super::model::Resource;
use super::reader::Reader;
use super::scope_model::ScopeModel;
use crate::document::DocumentError;
use crate::oauth::Scope;
use crate::oauth::scope::is_scope_token;

/// `[[resource]]`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResourceTable {
    /// Its name in reports; its method and URL if left out. Resources that share those need one.
    pub name: Option<String>,
    /// HTTP method; `GET` if left out.
    pub method: Option<String>,
    /// URL; a path is taken from the issuer's origin.
    pub url: String,
    /// The scope it needs.
    pub scope: Option<String>,
    /// Other scopes, each of which opens it as well.
    #[serde(default)]
    pub also: Vec<String>,
    /// JSON body to send.
    pub json: Option<String>,
    /// It needs no token at all.
    #[serde(default)]
    pub open: bool,
    /// It is the call that the platform itself offers to test a credential.
    #[serde(default)]
    pub test: bool,
    /// The member of its JSON answer that lists the scope of the token, as a text or a list:
    /// `scope`, or a path such as `data.scopes`.
    pub reports_scope: Option<String>,
    /// It is the MCP server, where the capability `mcp` is declared; the first one if none says so.
    #[serde(default)]
    pub mcp: bool,
    /// The URI by which clients ask for tokens for it (RFC 8707); a path is taken from the issuer's
    /// origin. Saying it means that the authorization server knows resource indicators.
    pub indicator: Option<String>,
}

impl Reader<'_> {
    /// The protected resources, and the open ones, in the order of the file.
    pub(super) fn resources(
        &self,
        tables: Vec<ResourceTable>,
        host: &Host,
    ) -> Result<Vec<Resource>, Box<DocumentError>> {
        let mut resources: Vec<Resource> = Vec::new();
        for table in tables {
            let resource = self.resource(table, host)?;
            let label = resource.label();
            if resources.iter().any(|own| own.label() == label) {
                let word = resource.name.as_deref().unwrap_or_default();
                let message = format!("two resources are called `{label}`");
                return self.wrong(word, message, "give each a `name` of its own");
            }
            if resource.test && resources.iter().any(|own| own.test) {
                let message = format!("`{label}` is a second test call");
                return self.wrong("test", message, "say `test = true` of one resource");
            }
            resources.push(resource);
        }
        Ok(resources)
    }

    fn resource(&self, table: ResourceTable, host: &Host) -> Result<Resource, Box<DocumentError>> {
        self.json(table.json.as_deref())?;
        if table.open && (table.scope.is_some() || table.reports_scope.is_some()) {
            let message = format!("{} is open, and yet asks for a token", table.url);
            let cure = "take out `open`, or `scope` and `reports_scope`";
            return self.wrong(&table.url, message, cure);
        }
        if table.scope.is_none() && !table.also.is_empty() {
            let message = format!("{} has other scopes beside none", table.url);
            return self.wrong(&table.url, message, "set `scope` to the one that it needs first");
        }
        if let Some(odd) = table.also.iter().find(|own| !is_scope_token(own)) {
            let cure = "a scope is one word of printable ASCII without quotes and backslashes";
            return self.wrong(odd, format!("`{odd}` is no scope"), cure);
        }
        Ok(Resource {
            indicator: table.indicator.map(|own| self.indicator(own, host)).transpose()?,
            url: self.address(table.url, host)?,
            name: table.name,
            method: table.method.unwrap_or_else(|| "GET".to_owned()),
            scope: table.scope,
            also: table.also,
            json: table.json,
            open: table.open,
            test: table.test,
            mcp: table.mcp,
            reports_scope: table.reports_scope,
        })
    }

    /// An indicator is a URI that need lead nowhere (RFC 8707 section 2), or a path of the host.
    fn indicator(&self, uri: String, host: &Host) -> Result<String, Box<DocumentError>> {
        if uri.starts_with('/') {
            return self.address(uri, host);
        }
        self.absolute(&uri)?;
        Ok(uri)
    }
}

impl Resource {
    /// What it is called in reports: its name, else its method and URL.
    #[must_use]
    pub fn label(&self) -> String {
        self.name.clone().unwrap_or_else(|| format!("{} {}", self.method, self.url))
    }

    /// Where it is, in few words: its name, else its URL.
    #[must_use]
    pub fn place(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.url)
    }

    /// The scopes each of which opens it; none if any token does.
    pub fn scopes(&self) -> impl Iterator<Item = &str> {
        self.scope.iter().chain(&self.also).map(String::as_str)
    }

    /// Whether a token with the scope `granted` opens it.
    #[must_use]
    pub fn opens_to(&self, granted: &Scope, model: &ScopeModel) -> bool {
        let covered = |scope: &str| model.covers(granted, &Scope::from_tokens([scope]));
        self.scope.is_none() || self.scopes().any(covered)
    }

    /// The scope that it needs, in words: `a`, or `a or b`.
    #[must_use]
    pub fn needs(&self) -> String {
        self.scopes().collect::<Vec<_>>().join(" or ")
    }
}
