//! The server as a value: settings, memory, and the way from a path to its endpoint.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::oauth::forms::split_url;

use super::dialect::{ChangedKeys, Channels};
use super::fault::{Fault, Faults};
use super::lateness::Lateness;
use super::pressure::Pressure;
use super::register::Registered;
use super::reply::Reply;
use super::request::Incoming;
use super::secret::Secrets;
use super::settings::{Client, Settings};
use super::store::Store;
use super::{
    authorize, introspect, jwks, metadata, register, resource, resource_metadata, revoke, token,
};

/// The faults that count requests.
const MINDING_PRESSURE: [Fault; 2] =
    [Fault::RevocationForgottenUnderLoad, Fault::SecretUncheckedUnderLoad];

/// One authorization server with its protected resources.
#[derive(Debug)]
pub(crate) struct Server {
    /// What it was made of.
    pub(crate) settings: Settings,
    /// What is broken.
    pub(crate) faults: Faults,
    /// Where random values come from.
    pub(crate) secrets: Secrets,
    /// What the faults under load remember.
    pub(crate) pressure: Pressure,
    /// What the faults remember by which revocations are known late.
    pub(crate) lateness: Lateness,
    /// Clients that registered themselves.
    pub(crate) registered: Registered,
    /// What clients announced where a dialect asks them to.
    pub(crate) channels: Channels,
    /// What was changed of the keys where a dialect lets somebody.
    pub(crate) changed_keys: ChangedKeys,
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
            pressure: Pressure::default(),
            lateness: Lateness::default(),
            registered: Registered::default(),
            channels: Channels::default(),
            changed_keys: ChangedKeys::default(),
            store: Mutex::default(),
            settings,
        }
    }

    /// Whether a path belongs to an endpoint that injected latency is for: those that machines
    /// ask, not those that people visit.
    pub(crate) fn is_paced(&self, path: &str) -> bool {
        match path.strip_prefix(&self.base_path) {
            Some("/token" | "/revoke" | "/introspect") => true,
            Some(path) => path.starts_with("/resource/"),
            None => false,
        }
    }

    /// Answers one request, in its dialect if it has one.
    pub(crate) fn answer(&self, request: &Incoming) -> Reply {
        match &self.settings.dialect {
            Some(dialect) => dialect.answer(self, request),
            None => self.standard(request),
        }
    }

    /// Answers a request as the standards write it.
    pub(crate) fn standard(&self, request: &Incoming) -> Reply {
        if MINDING_PRESSURE.iter().any(|fault| self.faults.has(*fault)) {
            self.pressure.note(Instant::now());
        }
        if self.faults.has(Fault::LongValuesRefused) && request.is_long() {
            return Reply::text(431, "too long\n");
        }
        if let Some(issuer_path) = request.path.strip_prefix(metadata::WELL_KNOWN) {
            return metadata::answer(self, request, issuer_path);
        }
        if let Some(path) = request.path.strip_prefix(resource_metadata::WELL_KNOWN) {
            return resource_metadata::answer(self, request, path);
        }
        match request.path.strip_prefix(&self.base_path) {
            Some("/authorize") => authorize::bent(self, authorize::endpoint(self, request)),
            Some("/login") => authorize::bent(self, authorize::login(self, request)),
            Some("/consent") => authorize::bent(self, authorize::consent(self, request)),
            Some("/token") => token::endpoint(self, request),
            Some("/revoke") => revoke::endpoint(self, request),
            Some("/introspect") => introspect::endpoint(self, request),
            Some("/jwks") => jwks::answer(self),
            Some(register::PATH) if self.settings.registration => register::endpoint(self, request),
            Some(metadata::OPENID) if self.faults.has(Fault::OpenidDocumentDiffers) => {
                metadata::openid(self)
            }
            Some(path) => resource::endpoint(self, request, path),
            None => Reply::text(404, "not found\n"),
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
        let known = self.settings.clients.iter();
        known.chain(self.registered.iter()).find(|client| client.id == id)
    }

    /// Whether a fault is on that only requests at the same time show.
    pub(crate) fn has_gaps(&self) -> bool {
        self.faults.iter().any(Fault::only_at_once)
    }

    /// Whether a fault is on that shows while many requests come, and they do.
    pub(crate) fn gives_way_to(&self, fault: Fault) -> bool {
        self.faults.has(fault) && self.pressure.is_high(Instant::now())
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
