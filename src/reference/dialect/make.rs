//! From a dialect file to the settings of a server.

use std::time::Duration;

use thiserror::Error;

use crate::oauth::ClientAuthMethod;
use crate::reference::fault::Fault;
use crate::reference::resource::{Key, Resource};
use crate::reference::settings::{Client, Settings};

use super::file::Dialect;
use super::table::{ClientTable, ResourceTable};

/// Why a dialect file makes no server.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DialectError {
    /// It is no TOML, or lacks something.
    #[error("{0}")]
    Unreadable(String),
    /// No such variant.
    #[error("there is no variant `{name}`; there are: {known}")]
    UnknownVariant {
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
    },
    /// No such fault.
    #[error("there is no fault `{0}`")]
    UnknownFault(String),
}

impl Dialect {
    /// Reads a dialect file, changed by variants in their order.
    ///
    /// # Errors
    /// Text that is no dialect, with or without its variants, and variants that it does not have.
    pub fn read(text: &str, variants: &[String]) -> Result<Self, DialectError> {
        let unreadable = |error: toml::de::Error| DialectError::Unreadable(error.to_string());
        let mut table: toml::Table = toml::from_str(text).map_err(unreadable)?;
        let plain: Self = toml::from_str(text).map_err(unreadable)?;
        let mut faults = plain.faults.clone();
        for name in variants {
            let variant = plain.variant.get(name).ok_or_else(|| DialectError::UnknownVariant {
                name: name.clone(),
                known: plain.variant.keys().cloned().collect::<Vec<_>>().join(", "),
            })?;
            merge(&mut table, &variant.change);
            faults.retain(|own| !variant.without_faults.contains(own));
            faults.extend(variant.faults.iter().cloned());
        }
        let changed: Self = table.try_into().map_err(unreadable)?;
        Ok(Self { faults, ..changed })
    }

    /// The server that speaks it.
    ///
    /// # Errors
    /// A fault that does not exist.
    pub fn settings(self, issuer: String) -> Result<Settings, DialectError> {
        let fault =
            |id: &String| Fault::parse(id).ok_or_else(|| DialectError::UnknownFault(id.clone()));
        let faults = self.faults.iter().map(fault).collect::<Result<_, _>>()?;
        let plain = Settings::embedded(issuer);
        let lifetime = self.token.lifetime.map(Duration::from_secs);
        Ok(Settings {
            clients: self.client.iter().map(client).collect(),
            owners: self
                .owner
                .iter()
                .map(|own| (own.username.clone(), own.password.clone()))
                .collect(),
            scopes: self.scopes.known.clone(),
            identity_scopes: Vec::new(),
            default_scopes: self.scopes.default.clone(),
            scope_aliases: self.scopes.aliases.clone().into_iter().collect(),
            implied_scopes: self.scopes.implies.clone().into_iter().collect(),
            reserved_scopes: Vec::new(),
            resources: self.resource.iter().map(resource).collect(),
            keys: self
                .key
                .iter()
                .map(|own| Key { value: own.value.clone(), scopes: own.scopes.clone() })
                .collect(),
            consent_narrows: self.scopes.consent_narrows,
            access_token_lifetime: lifetime.unwrap_or(plain.access_token_lifetime),
            faults,
            dialect: Some(self),
            ..plain
        })
    }
}

fn merge(into: &mut toml::Table, change: &toml::Table) {
    for (name, value) in change {
        match (into.get_mut(name), value) {
            (Some(toml::Value::Table(own)), toml::Value::Table(change)) => merge(own, change),
            _ => {
                into.insert(name.clone(), value.clone());
            }
        }
    }
}

fn client(table: &ClientTable) -> Client {
    let auth = table.auth.unwrap_or(match table.secret {
        Some(_) => ClientAuthMethod::ClientSecretPost,
        None => ClientAuthMethod::None,
    });
    Client {
        id: table.id.clone(),
        secret: table.secret.clone(),
        auth,
        grants: table.grants.clone(),
        redirect_uris: table.redirect_uris.clone(),
        native: false,
        access_token_lifetime: table.access_token_lifetime.map(Duration::from_secs),
        introspects: table.introspects,
        allowed_scopes: table.allowed_scopes.clone(),
    }
}

fn resource(table: &ResourceTable) -> Resource {
    Resource {
        methods: vec![table.method.clone().unwrap_or_else(|| "GET".to_owned())],
        path: table.path.clone(),
        when: table.when.clone().into_iter().collect(),
        scopes: table.scopes.clone(),
        open: table.open,
        keys: !table.no_keys,
        foreign: table.foreign,
        answer: table.answer.clone(),
        status: table.status.unwrap_or(200),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "faults = [\"iss-missing\"]\n[token]\naccess_prefix = \"at_\"\nlifetime = 60\n[variant.short]\nabout = \"tokens live a second\"\nfaults = [\"code-reusable\"]\nwithout_faults = [\"iss-missing\"]\n[variant.short.change.token]\nlifetime = 1\n";

    #[test]
    fn a_variant_changes_what_it_names_and_nothing_else() {
        let dialect = Dialect::read(FILE, &["short".to_owned()]).expect("a dialect");
        assert_eq!(dialect.token.lifetime, Some(1));
        assert_eq!(dialect.token.access_prefix, "at_");
        assert_eq!(dialect.faults, ["code-reusable"]);
        let settings = dialect.settings("http://127.0.0.1:1".to_owned()).expect("settings");
        assert!(settings.faults.has(Fault::CodeReusable));
        assert!(!settings.faults.has(Fault::IssMissing));
    }

    #[test]
    fn what_does_not_exist_is_named() {
        let error = Dialect::read(FILE, &["long".to_owned()]).expect_err("no such variant");
        assert_eq!(error.to_string(), "there is no variant `long`; there are: short");
        let wrong = Dialect::read("faults = [\"no-such\"]\n", &[]).expect("it reads");
        let error = wrong.settings("http://127.0.0.1:1".to_owned()).expect_err("no such fault");
        assert_eq!(error.to_string(), "there is no fault `no-such`");
    }
}
