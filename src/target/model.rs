//! The target, ready to be driven: defaults filled in, secrets read.

use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};

use super::dialect::{Dialect, Key};
use super::file::{BeforeLogin, Login, OwnerFields, Role};
use super::known::KnownDeviations;
use super::policies::Policies;
use super::scope_model::ScopeModel;
use super::timing::{LagSettings, RaceSettings};
use crate::exchange::Redactor;
use crate::oauth::{ClientAuthMethod, GrantType, Metadata, Scope};
use crate::verdict::Departure;

/// One authorization server with everything that is needed to test it.
#[derive(Debug, Clone)]
pub struct Target {
    /// Name in reports.
    pub name: String,
    /// Issuer identifier.
    pub issuer: Option<String>,
    /// The built-in dialect that can stand in for it.
    pub emulate: Option<String>,
    /// The suites that it is held to unless others are asked for.
    pub suites: Vec<String>,
    /// Endpoints; discovery fills in what the file left out.
    pub endpoints: Endpoints,
    /// Registered clients.
    pub clients: Vec<Client>,
    /// People who can log in.
    pub owners: Vec<ResourceOwner>,
    /// The scope model.
    pub scopes: ScopeModel,
    /// Protected resources, and open ones.
    pub resources: Vec<Resource>,
    /// Where it says otherwise what the standards say.
    pub dialect: Dialect,
    /// Keys that were made by hand.
    pub keys: Vec<Key>,
    /// Capabilities that the file declares.
    pub declared: Vec<String>,
    /// Capabilities that the file denies.
    pub denied: Vec<String>,
    /// Which of several lawful answers the server has chosen.
    pub policies: Policies,
    /// How gently it is treated.
    pub manners: Manners,
    /// How races are run.
    pub race: RaceSettings,
    /// How soon a revocation must be known.
    pub lag: LagSettings,
    /// Where the platform's own documents depart from the standards.
    pub departures: Vec<Departure>,
    /// Findings that are put up with.
    pub known: KnownDeviations,
    /// PEM text of certificates to trust beside the platform's.
    pub ca_pem: Option<String>,
}

/// Where the server is reached.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Endpoints {
    /// RFC 6749 section 3.1.
    pub authorization: Option<String>,
    /// RFC 6749 section 3.2.
    pub token: Option<String>,
    /// RFC 7009.
    pub revocation: Option<String>,
    /// RFC 7662.
    pub introspection: Option<String>,
    /// The metadata document, once it was found.
    pub metadata: Option<String>,
}

impl Endpoints {
    /// Fills in what is not set by hand.
    pub fn complete(&mut self, metadata: &Metadata) {
        for (own, found) in [
            (&mut self.authorization, &metadata.authorization_endpoint),
            (&mut self.token, &metadata.token_endpoint),
            (&mut self.revocation, &metadata.revocation_endpoint),
            (&mut self.introspection, &metadata.introspection_endpoint),
        ] {
            if own.is_none() {
                own.clone_from(found);
            }
        }
    }
}

/// A registered client.
#[derive(Debug, Clone)]
pub struct Client {
    /// What it is there for.
    pub role: Role,
    /// `client_id`.
    pub id: String,
    /// `client_secret`.
    pub secret: Option<SecretString>,
    /// How it authenticates.
    pub auth: ClientAuthMethod,
    /// The grants it is registered for.
    pub grants: Vec<GrantType>,
    /// Its redirect URIs.
    pub redirect_uris: Vec<String>,
    /// RFC 8252 applies.
    pub native: bool,
    /// Lifetime of its access tokens, if the file says it.
    pub access_token_lifetime: Option<Duration>,
    /// What it may ask for, aliases as they are written; none of a client that is not limited.
    pub scopes: Vec<String>,
}

/// A person who can log in.
#[derive(Debug, Clone)]
pub struct ResourceOwner {
    /// Login name.
    pub username: String,
    /// Password.
    pub password: Option<SecretString>,
    /// Who drives the login.
    pub login: Login,
    /// Selectors of fields and buttons.
    pub fields: OwnerFields,
    /// Calls before the browser step.
    pub before: Vec<BeforeLogin>,
    /// Parameters added to the authorization request once logged in.
    pub authorize_with: Vec<String>,
    /// Further origins that login pages may live on.
    pub origins: Vec<String>,
}

/// A protected resource, or an open one beside them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// Its name in reports.
    pub name: Option<String>,
    /// HTTP method.
    pub method: String,
    /// URL.
    pub url: String,
    /// The scope it needs.
    pub scope: Option<String>,
    /// Other scopes, each of which opens it as well.
    pub also: Vec<String>,
    /// JSON body to send.
    pub json: Option<String>,
    /// It needs no token at all.
    pub open: bool,
    /// It is the platform's own test call.
    pub test: bool,
    /// The member of its JSON answer, a path with dots, that lists the scope of the token.
    pub reports_scope: Option<String>,
    /// It is the MCP server.
    pub mcp: bool,
    /// The URI by which tokens for it are asked for (RFC 8707), if the authorization server knows any.
    pub indicator: Option<String>,
}

/// How gently the target is treated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manners {
    /// Requests a second at the most.
    pub rate: Option<u32>,
    /// Wrong secrets for one client at the most.
    pub wrong_secrets: u32,
    /// Send the scenario's id along.
    pub correlation_header: bool,
    /// Until a connection stands.
    pub connect_timeout: Duration,
    /// Until the first octet of an answer.
    pub first_byte_timeout: Duration,
    /// For a whole exchange.
    pub timeout: Duration,
    /// Load may be put on it, although it is another machine.
    pub load_allowed: bool,
}

impl Default for Manners {
    fn default() -> Self {
        Self {
            rate: None,
            wrong_secrets: 20,
            correlation_header: true,
            connect_timeout: Duration::from_secs(5),
            first_byte_timeout: Duration::from_secs(15),
            timeout: Duration::from_secs(30),
            load_allowed: false,
        }
    }
}

impl Target {
    /// A target of which nothing but the issuer is known.
    pub fn of_issuer(issuer: impl Into<String>) -> Self {
        let issuer = issuer.into();
        Self {
            name: issuer.clone(),
            issuer: Some(issuer),
            emulate: None,
            suites: Vec::new(),
            endpoints: Endpoints::default(),
            clients: Vec::new(),
            owners: Vec::new(),
            scopes: ScopeModel::default(),
            resources: Vec::new(),
            dialect: Dialect::default(),
            keys: Vec::new(),
            declared: Vec::new(),
            denied: Vec::new(),
            policies: Policies::default(),
            manners: Manners::default(),
            race: RaceSettings::default(),
            lag: LagSettings::default(),
            departures: Vec::new(),
            known: KnownDeviations::default(),
            ca_pem: None,
        }
    }

    /// Knows the secrets of the target file, so that none of them is printed or stored.
    #[must_use]
    pub fn redactor(&self) -> Redactor {
        let mut redactor = Redactor::default();
        for secret in self.clients.iter().filter_map(|client| client.secret.as_ref()) {
            redactor.declare("client_secret", secret.expose_secret());
        }
        for password in self.owners.iter().filter_map(|owner| owner.password.as_ref()) {
            redactor.declare("password", password.expose_secret());
        }
        let changes = self.keys.iter().filter_map(|key| key.change.as_ref());
        let credentials = changes.map(|change| &change.credential);
        for secret in self.keys.iter().map(|key| &key.value).chain(credentials) {
            redactor.declare("api_key", secret.expose_secret());
        }
        self.dialect.give_away(&mut redactor);
        for name in self.keys.iter().filter_map(|key| key.place.name()) {
            redactor.also("api_key", name);
        }
        redactor
    }

    /// The resource indicators in the order of the resources, each once.
    #[must_use]
    pub fn indicators(&self) -> Vec<&str> {
        let mut all: Vec<&str> = Vec::new();
        for own in self.resources.iter().filter_map(|own| own.indicator.as_deref()) {
            if !all.contains(&own) {
                all.push(own);
            }
        }
        all
    }

    /// An allowed scope that neither comes to the first one nor opens the first resource or the MCP
    /// server, by whatever name or implication.
    #[must_use]
    pub fn scope_apart(&self) -> Option<&str> {
        let first = Scope::from_tokens([self.scopes.allowed.first()?.clone()]);
        let chosen = ["first", "mcp"].into_iter().filter_map(|own| self.resource(own));
        let closed: Vec<&Resource> = chosen.filter(|own| own.scope.is_some()).collect();
        let is_apart = |own: &&str| {
            let granted = Scope::from_tokens([(*own).to_owned()]);
            let opens = |resource: &&Resource| resource.opens_to(&granted, &self.scopes);
            !self.scopes.covers(&granted, &first) && !closed.iter().any(opens)
        };
        self.scopes.allowed.iter().map(String::as_str).find(is_apart)
    }

    /// A scope that opens a resource by implication, and the URL of that resource.
    #[must_use]
    pub fn opened_by_implication(&self) -> Option<(&str, &str)> {
        let implying = |needed: &String| {
            let lists =
                |(name, own): &(&String, &Vec<String>)| *name != needed && own.contains(needed);
            self.scopes.implies.iter().find(lists).map(|(name, _)| name.as_str())
        };
        let opened = |own: &'_ Resource| own.scope.as_ref().and_then(implying);
        self.resources.iter().find_map(|own| Some((opened(own)?, own.url.as_str())))
    }
}
