//! The server as a value: settings, memory, and the way from a path to its endpoint.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::oauth::forms::split_url;

use super::fault::Faults;
use super::reply::Reply;
use super::request::Incoming;
use super::secret::Secrets;
use super::settings::{Client, Settings};
use super::store::Store;
use super::{authorize, introspect, metadata, resource, revoke, token};

/// One authorization server with its protected resources.
#[derive(Debug)]
pub(crate) struct Server {
    /// What it was made of.
    pub(crate) settings: Settings,
    /// What is broken.
    pub(crate) faults: Faults,
    /// Where random values come from.
    pub(crate) secrets: Secrets,
    /// The path of the issuer, without a slash at its end.
    base_path: String,
    store: Mutex<Store>,
}

impl Server {
    /// Builds a server that remembers nothing.
    pub(crate) fn new(settings: Settings) -> Self {
        Self {
            faults: settings.faults.clone(),
            secrets: Secrets::new(settings.seed),
            base_path: path_of(&settings.issuer).trim_end_matches('/').to_owned(),
            store: Mutex::default(),
            settings,
        }
    }

    /// Answers one request.
    pub(crate) fn answer(&self, request: &Incoming) -> Reply {
        if let Some(issuer_path) = request.path.strip_prefix(metadata::WELL_KNOWN) {
            return metadata::answer(self, request, issuer_path);
        }
        match request.path.strip_prefix(&self.base_path) {
            Some("/authorize") => authorize::endpoint(self, request),
            Some("/login") => authorize::login(self, request),
            Some("/consent") => authorize::consent(self, request),
            Some("/token") => token::endpoint(self, request),
            Some("/revoke") => revoke::endpoint(self, request),
            Some("/introspect") => introspect::endpoint(self, request),
            Some(path) if path.starts_with("/resource/") => resource::endpoint(self, request, path),
            _ => Reply::text(404, "not found\n"),
        }
    }

    /// The path of the issuer, without a slash at its end.
    pub(crate) fn base_path(&self) -> &str {
        &self.base_path
    }

    /// The URL of an endpoint.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.settings.issuer.trim_end_matches('/'))
    }

    /// The memory, for as long as the guard lives: what one request reads and writes through one
    /// guard is atomic.
    pub(crate) fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The client of that identifier.
    pub(crate) fn client(&self, id: &str) -> Option<&Client> {
        self.settings.clients.iter().find(|client| client.id == id)
    }

    /// Milliseconds since 1970.
    pub(crate) fn now(&self) -> i64 {
        jiff::Timestamp::now().as_millisecond()
    }
}

fn path_of(issuer: &str) -> &str {
    let (base, _, _) = split_url(issuer);
    let authority = base.split_once("://").map_or(base, |(_, rest)| rest);
    authority.find('/').map_or("", |at| &authority[at..])
}
