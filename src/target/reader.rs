//! Reads the tables of a target file: secrets are fetched, defaults filled in, nonsense refused.

use std::time::Duration;

use secrecy::SecretString;

use super::address::Host;
use super::capabilities::{is_capability, known_capabilities};
use super::file::{
    ClientTable, EndpointsTable, LoadPermission, MannersTable, ResourceOwnerTable, Role, TargetFile,
};
use super::known;
use super::load::Source;
use super::model::{Client, Endpoints, Manners, ResourceOwner, Target};
use super::policies::Policies;
use super::scope_model::ScopeModel;
use super::secret::SecretSource;
use crate::document::{Document, DocumentError, did_you_mean};
use crate::oauth::ClientAuthMethod;
use crate::verdict::Departure;

/// One document with the place it was found in.
pub(super) struct Reader<'a> {
    pub(super) document: &'a Document,
    pub(super) source: &'a Source<'a>,
}

impl Reader<'_> {
    pub(super) fn target(&self, mut file: TargetFile) -> Result<Target, Box<DocumentError>> {
        if file.issuer.is_none()
            && file.emulate.is_none()
            && file.endpoints.token.is_none()
            && file.endpoints.authorization.is_none()
        {
            let cure = "set `issuer` for discovery, or `[endpoints]` by hand".to_owned();
            return Err(self.document.error_at(
                "",
                "neither issuer nor endpoints are given",
                Some(cure),
            ));
        }
        if let Some(issuer) = &file.issuer {
            self.reachable(issuer)?;
        }
        for name in file.capabilities.declare.iter().chain(&file.capabilities.deny) {
            if !is_capability(name) {
                let cure = did_you_mean(name, known_capabilities()).unwrap_or_else(|| {
                    format!("known are: {}", known_capabilities().collect::<Vec<_>>().join(", "))
                });
                let message = format!("`{name}` is no capability");
                return Err(self.document.error_at(&format!("\"{name}\""), message, Some(cure)));
            }
        }
        self.documented(&file.deviation, &mut file.known)?;
        let host = Host::new(file.issuer.as_deref(), file.emulate.is_some());
        let resources = self.resources(file.resource, &host)?;
        let first = resources.iter().find(|own| !own.open).and_then(|own| own.scope.as_deref());
        let scopes = self.scopes(file.scopes, first)?;
        let dialect = self.dialect(file.dialect, &host, &scopes)?;
        let keys = self.keys(file.key, &dialect.token, &host, &scopes)?;
        let clients: Result<_, _> =
            file.client.into_iter().map(|table| self.client(table, &scopes)).collect();
        let owners: Result<_, _> =
            file.resource_owner.into_iter().map(|table| self.owner(table)).collect();
        Ok(Target {
            name: file.name.unwrap_or_default(),
            ca_pem: file.ca_file.map(|path| self.certificates(&path)).transpose()?,
            issuer: file.issuer,
            emulate: file.emulate,
            suites: file.suites,
            endpoints: self.endpoints(file.endpoints, &host)?,
            clients: self.speaking(clients?, &dialect)?,
            owners: owners?,
            scopes,
            resources,
            dialect,
            keys,
            declared: file.capabilities.declare,
            denied: file.capabilities.deny,
            policies: Policies::read(file.policies, self.document)?,
            manners: manners(&file.manners),
            race: file.race.settings().map_err(|wrong| self.settings("requests", wrong))?,
            lag: file.lag.settings().map_err(|wrong| self.settings("at_most", wrong))?,
            departures: file.deviation.into_iter().map(Departure::from).collect(),
            known: known::entries(self.document, file.known, file.flaky)?,
        })
    }

    fn endpoints(
        &self,
        table: EndpointsTable,
        host: &Host,
    ) -> Result<Endpoints, Box<DocumentError>> {
        Ok(Endpoints {
            authorization: self.address_of(table.authorization, host)?,
            token: self.address_of(table.token, host)?,
            revocation: self.address_of(table.revocation, host)?,
            introspection: self.address_of(table.introspection, host)?,
            metadata: None,
        })
    }

    /// A setting that makes no sense.
    fn settings(&self, needle: &str, wrong: String) -> Box<DocumentError> {
        self.document.error_at(needle, wrong, None)
    }

    fn client(&self, table: ClientTable, model: &ScopeModel) -> Result<Client, Box<DocumentError>> {
        let secret = table.secret.as_ref().map(|source| self.secret(source)).transpose()?;
        let auth = table.auth.unwrap_or(match secret {
            Some(_) => ClientAuthMethod::ClientSecretBasic,
            None => ClientAuthMethod::None,
        });
        let needle = format!("\"{}\"", table.id);
        if secret.is_none() && auth != ClientAuthMethod::None {
            let message = format!(
                "the client `{}` authenticates by {} but has no secret",
                table.id,
                auth.as_str()
            );
            let cure = "give it `secret`, or `auth = \"none\"`".to_owned();
            return Err(self.document.error_at(&needle, message, Some(cure)));
        }
        if table.role == Role::Public && secret.is_some() {
            let message = format!("the public client `{}` has a secret", table.id);
            let cure = "leave `secret` out, or make its role `confidential`".to_owned();
            return Err(self.document.error_at(&needle, message, Some(cure)));
        }
        for uri in &table.redirect_uris {
            self.absolute(uri)?;
        }
        self.limits(&table, model)?;
        Ok(Client {
            role: table.role,
            id: table.id,
            secret,
            auth,
            grants: table.grants,
            redirect_uris: table.redirect_uris,
            native: table.native,
            access_token_lifetime: table.access_token_lifetime.map(Duration::from_secs),
            scopes: table.scopes,
        })
    }

    /// A limited client says what it may ask for, and no other does.
    fn limits(&self, table: &ClientTable, model: &ScopeModel) -> Result<(), Box<DocumentError>> {
        let id = &table.id;
        if (table.role == Role::Limited) == table.scopes.is_empty() {
            let message = format!("the client `{id}` and its scopes do not go together");
            let cure = "role = \"limited\" takes `scopes`, and no other role does";
            return self.wrong(id, message, cure);
        }
        match table.scopes.iter().find(|own| !model.knows(own)) {
            Some(scope) => {
                let message = format!("the client `{id}` has the scope `{scope}`, which is none");
                self.wrong(scope, message, "list it under [scopes], or correct it")
            }
            None => Ok(()),
        }
    }

    fn owner(&self, table: ResourceOwnerTable) -> Result<ResourceOwner, Box<DocumentError>> {
        for selector in [
            &table.fields.username,
            &table.fields.password,
            &table.fields.approve,
            &table.fields.deny,
        ]
        .into_iter()
        .flatten()
        {
            if scraper::Selector::parse(selector).is_err() {
                let message = format!("`{selector}` is no CSS selector");
                return Err(self.document.error_at(
                    selector,
                    message,
                    Some("write it as for a style sheet: button[name=allow]".to_owned()),
                ));
            }
        }
        Ok(ResourceOwner {
            password: table.password.as_ref().map(|source| self.secret(source)).transpose()?,
            username: table.username,
            login: table.login,
            fields: table.fields,
            before: table.before,
            authorize_with: table.authorize_with,
            origins: table.origins,
        })
    }

    pub(super) fn secret(&self, source: &SecretSource) -> Result<SecretString, Box<DocumentError>> {
        match source {
            SecretSource::Literal(value) => Ok(SecretString::from(value.clone())),
            SecretSource::Env(name) => {
                (self.source.env)(name).map(SecretString::from).ok_or_else(|| {
                    let cure = format!("set it before the run, for example: export {name}=...");
                    self.document.error_at(
                        &format!("\"{name}\""),
                        format!("the environment variable {name} is not set"),
                        Some(cure),
                    )
                })
            }
            SecretSource::File(path) => {
                let text = self.file(path)?;
                Ok(SecretString::from(text.trim_end_matches(['\r', '\n']).to_owned()))
            }
        }
    }

    fn certificates(&self, path: &str) -> Result<String, Box<DocumentError>> {
        let pem = self.file(path)?;
        if pem.contains("-----BEGIN CERTIFICATE-----") {
            return Ok(pem);
        }
        let cure = "ca_file must be a PEM file with at least one certificate".to_owned();
        let message = "failed to read the certificates of ca_file: it holds none".to_owned();
        Err(self.document.error_at(&format!("\"{path}\""), message, Some(cure)))
    }

    fn file(&self, path: &str) -> Result<String, Box<DocumentError>> {
        let full = self.source.folder.join(path);
        std::fs::read_to_string(&full).map_err(|error| {
            let message = format!("failed to read {}: {error}", full.display());
            let cure = "relative files resolve from the target file's folder".to_owned();
            self.document.error_at(&format!("\"{path}\""), message, Some(cure))
        })
    }

    /// A URL that requests go to.
    pub(super) fn reachable(&self, url: &str) -> Result<(), Box<DocumentError>> {
        self.absolute(url)?;
        if url.starts_with("https://") || url.starts_with("http://") {
            return Ok(());
        }
        let cure = "requests go to https:// or http://".to_owned();
        let message = format!("`{url}` is no http or https URL");
        Err(self.document.error_at(&format!("\"{url}\""), message, Some(cure)))
    }

    pub(super) fn absolute(&self, url: &str) -> Result<(), Box<DocumentError>> {
        match url::Url::parse(url) {
            Ok(_) => Ok(()),
            Err(error) => {
                let cure = "write it in full: https://host/path".to_owned();
                Err(self.document.error_at(
                    &format!("\"{url}\""),
                    format!("`{url}` is no absolute URL: {error}"),
                    Some(cure),
                ))
            }
        }
    }

    /// A body that is to be sent is JSON.
    pub(super) fn json(&self, body: Option<&str>) -> Result<(), Box<DocumentError>> {
        match body.map(serde_json::from_str::<serde_json::Value>) {
            Some(Err(error)) => {
                let message = format!("`json` holds no JSON: {error}");
                // The body may stand between other quotes than `wrong` looks for.
                let needle = body.unwrap_or_default();
                let cure = "write it in single quotes: json = '{\"a\": 1}'".to_owned();
                Err(self.document.error_at(needle, message, Some(cure)))
            }
            _ => Ok(()),
        }
    }

    /// An error at the place where a word stands.
    pub(super) fn wrong<T>(
        &self,
        word: &str,
        message: String,
        cure: &str,
    ) -> Result<T, Box<DocumentError>> {
        // Names of tables and of members need no quotes.
        let quoted = format!("\"{word}\"");
        let needle = if self.document.text.contains(&quoted) { quoted } else { word.to_owned() };
        Err(self.document.error_at(&needle, message, Some(cure.to_owned())))
    }
}

fn manners(table: &MannersTable) -> Manners {
    let default = Manners::default();
    let seconds = |given: Option<u64>, own: Duration| given.map_or(own, Duration::from_secs);
    Manners {
        rate: table.rate,
        wrong_secrets: table.wrong_secrets.unwrap_or(default.wrong_secrets),
        correlation_header: table.correlation_header.unwrap_or(default.correlation_header),
        connect_timeout: seconds(table.connect_timeout, default.connect_timeout),
        first_byte_timeout: seconds(table.first_byte_timeout, default.first_byte_timeout),
        timeout: seconds(table.timeout, default.timeout),
        load_allowed: table.load == Some(LoadPermission::Allowed),
    }
}
