//! Keys whose scopes an administrator changes.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};

use crate::oauth::Scope;
use crate::reference::reply::Reply;
use crate::reference::request::Incoming;
use crate::reference::resource::Key;
use crate::reference::secret::same_secret;
use crate::reference::server::Server;

use super::file::Dialect;
use super::table::{AdministrationTable, KeyTable};

/// The scopes that keys have now, by key, where that is not what they were made with.
#[derive(Debug, Default)]
pub(crate) struct ChangedKeys(Mutex<BTreeMap<String, Scope>>);

impl ChangedKeys {
    /// What a key allows now.
    pub(crate) fn scope(&self, key: &Key) -> Scope {
        let made_with = || Scope::from_tokens(key.scopes.iter().cloned());
        self.now().get(&key.value).cloned().unwrap_or_else(made_with)
    }

    fn now(&self) -> MutexGuard<'_, BTreeMap<String, Scope>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Dialect {
    /// Answers a change of a key's scopes, if the request is one.
    pub(super) fn administered(&self, server: &Server, request: &Incoming) -> Option<Reply> {
        let own = self.administration.as_ref()?;
        let name = request.path.strip_prefix(&own.path)?.strip_prefix('/')?;
        let is_meant = |key: &&KeyTable| key.name.as_deref() == Some(name);
        Some(match self.key.iter().find(is_meant) {
            _ if request.method != "PATCH" => Reply::method_not_allowed("PATCH"),
            _ if !by_administrator(own, request) => told(401, "The administrator is not signed in")
                .with("www-authenticate", "Bearer realm=\"administration\""),
            None => told(404, "There is no such key"),
            Some(key) => changed(server, own, key, request),
        })
    }
}

fn by_administrator(own: &AdministrationTable, request: &Incoming) -> bool {
    let fields = request.header("authorization");
    let sent = fields.first().and_then(|field| field.strip_prefix("Bearer "));
    sent.is_some_and(|sent| same_secret(&own.credential, sent))
}

fn changed(
    server: &Server,
    own: &AdministrationTable,
    key: &KeyTable,
    request: &Incoming,
) -> Reply {
    let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    let Some(wanted) = body["scopes"].as_array() else {
        return told(400, "The scopes are missing");
    };
    let wanted = Scope::from_tokens(wanted.iter().filter_map(Value::as_str).map(str::to_owned));
    let made = Key { value: key.value.clone(), scopes: key.scopes.clone() };
    let before = server.changed_keys.scope(&made);
    let widens = !wanted.beyond(&before).is_empty();
    let confirmed = || {
        let sent = body["password"].as_str();
        own.unconfirmed || sent.is_some_and(|sent| same_secret(&own.password, sent))
    };
    if widens && !confirmed() {
        return told(403, "The password of the account is needed");
    }
    let vain = if widens { own.gives_nothing } else { own.keeps };
    if !vain {
        server.changed_keys.now().insert(key.value.clone(), wanted.clone());
    }
    Reply::json(200, &json!({"scopes": wanted.tokens()}))
}

fn told(status: u16, message: &str) -> Reply {
    Reply::json(status, &json!({"message": message}))
}
