//! Keys: credentials that somebody made by hand, beside OAuth.

use secrecy::SecretString;

use super::credential::CredentialPlace;
use super::file::{KeyChangeTable, KeyTable};
use crate::document::DocumentError;
use crate::oauth::Scope;
use crate::oauth::scope::is_scope_token;
use crate::target::address::Host;
use crate::target::model::Resource;
use crate::target::reader::Reader;
use crate::target::scope_model::ScopeModel;

/// An API key or a personal access token.
#[derive(Debug, Clone)]
pub struct Key {
    /// Its name in reports.
    pub name: String,
    /// The key itself.
    pub value: SecretString,
    /// What it may do.
    pub scopes: Scope,
    /// Where it goes.
    pub place: CredentialPlace,
    /// How its scopes are changed, if it is there for that.
    pub change: Option<KeyChange>,
}

/// The calls that change the scopes of a key.
#[derive(Debug, Clone)]
pub struct KeyChange {
    /// HTTP method.
    pub method: String,
    /// URL.
    pub url: String,
    /// The administrator's Bearer token.
    pub credential: SecretString,
    /// What the key may do once it was narrowed.
    pub keeps: Scope,
    /// JSON body that narrows it.
    pub narrow: String,
    /// JSON body that makes it what it was.
    pub widen: String,
    /// JSON body that asks for that and must be refused.
    pub unconfirmed: Option<String>,
}

impl Key {
    /// Whether it opens a resource.
    #[must_use]
    pub fn opens(&self, resource: &Resource, model: &ScopeModel) -> bool {
        resource.opens_to(&self.scopes, model)
    }

    /// Whether it opens a resource as it was made, and no more once it was narrowed.
    #[must_use]
    pub fn loses(&self, resource: &Resource, model: &ScopeModel) -> bool {
        let closed = |own: &KeyChange| !resource.opens_to(&own.keeps, model);
        self.opens(resource, model) && self.change.as_ref().is_some_and(closed)
    }
}

impl Reader<'_> {
    /// The keys; `place` is where one goes that does not say it.
    pub(in crate::target) fn keys(
        &self,
        tables: Vec<KeyTable>,
        place: &CredentialPlace,
        host: &Host,
        model: &ScopeModel,
    ) -> Result<Vec<Key>, Box<DocumentError>> {
        let mut keys: Vec<Key> = Vec::new();
        for table in tables {
            if keys.iter().any(|own| own.name == table.name) {
                let message = format!("two keys are called `{}`", table.name);
                return self.wrong(&table.name, message, "give each its own name");
            }
            keys.push(self.key(table, place, host, model)?);
        }
        Ok(keys)
    }

    fn key(
        &self,
        table: KeyTable,
        place: &CredentialPlace,
        host: &Host,
        model: &ScopeModel,
    ) -> Result<Key, Box<DocumentError>> {
        if table.name.is_empty() {
            let message = "a key has no name".to_owned();
            return self.wrong("[[key]]", message, "say what it is in `name`");
        }
        let no_model = model.allowed.is_empty() && model.reserved.is_empty();
        for scope in table.scopes.iter().chain(table.change.iter().flat_map(|own| &own.keeps)) {
            if !is_scope_token(scope) || !no_model && !model.knows(scope) {
                let message =
                    format!("the key `{}` has the scope `{scope}`, which is none", table.name);
                return self.wrong(scope, message, "list it under [scopes], or correct it");
            }
        }
        if let Some(own) = &table.credential {
            self.credential_place(own)?;
        }
        let change = table.change.map(|own| self.key_change(own, host, model)).transpose()?;
        Ok(Key {
            change,
            value: self.secret(&table.value)?,
            scopes: model.expand(&Scope::from_tokens(table.scopes)),
            place: table.credential.unwrap_or_else(|| place.clone()),
            name: table.name,
        })
    }

    fn key_change(
        &self,
        table: KeyChangeTable,
        host: &Host,
        model: &ScopeModel,
    ) -> Result<KeyChange, Box<DocumentError>> {
        for body in [&table.narrow, &table.widen].into_iter().chain(&table.unconfirmed) {
            self.json(Some(body))?;
        }
        Ok(KeyChange {
            method: table.method.unwrap_or_else(|| "PATCH".to_owned()),
            url: self.address(table.url, host)?,
            credential: self.secret(&table.credential)?,
            keeps: model.expand(&Scope::from_tokens(table.keeps)),
            narrow: table.narrow,
            widen: table.widen,
            unconfirmed: table.unconfirmed,
        })
    }
}
