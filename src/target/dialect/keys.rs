//! Keys: credentials that somebody made by hand, beside OAuth.

use secrecy::SecretString;

use super::credential::CredentialPlace;
use super::file::KeyTable;
use crate::document::DocumentError;
use crate::oauth::Scope;
use crate::oauth::scope::is_scope_token;
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
}

impl Key {
    /// Whether it opens a resource.
    #[must_use]
    pub fn opens(&self, resource: &Resource, model: &ScopeModel) -> bool {
        resource.opens_to(&self.scopes, model)
    }
}

impl Reader<'_> {
    /// The keys; `place` is where one goes that does not say it.
    pub(in crate::target) fn keys(
        &self,
        tables: Vec<KeyTable>,
        place: &CredentialPlace,
        model: &ScopeModel,
    ) -> Result<Vec<Key>, Box<DocumentError>> {
        let mut keys: Vec<Key> = Vec::new();
        for table in tables {
            if keys.iter().any(|own| own.name == table.name) {
                let message = format!("two keys are called `{}`", table.name);
                return self.wrong(&table.name, message, "give each its own name");
            }
            keys.push(self.key(table, place, model)?);
        }
        Ok(keys)
    }

    fn key(
        &self,
        table: KeyTable,
        place: &CredentialPlace,
        model: &ScopeModel,
    ) -> Result<Key, Box<DocumentError>> {
        if table.name.is_empty() {
            let message = "a key has no name".to_owned();
            return self.wrong("[[key]]", message, "say what it is in `name`");
        }
        let no_model = model.allowed.is_empty() && model.reserved.is_empty();
        for scope in &table.scopes {
            if !is_scope_token(scope) || !no_model && !model.knows(scope) {
                let message =
                    format!("the key `{}` has the scope `{scope}`, which is none", table.name);
                return self.wrong(scope, message, "list it under [scopes], or correct it");
            }
        }
        if let Some(own) = &table.credential {
            self.credential_place(own)?;
        }
        Ok(Key {
            value: self.secret(&table.value)?,
            scopes: model.expand(&Scope::from_tokens(table.scopes)),
            place: table.credential.unwrap_or_else(|| place.clone()),
            name: table.name,
        })
    }
}
