//! The target, ready to be driven: defaults filled in, secrets read.

use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};

use super::file::{BeforeLogin, Login, OwnerFields, Role};
use super::known::KnownDeviations;
use super::policies::Policies;
use super::scope_model::ScopeModel;
use super::timing::{LagSettings, RaceSettings};
use crate::exchange::Redactor;
use crate::oauth::{ClientAuthMethod, GrantType, Metadata};

/// One authorization server with everything that is needed to test it.
#[derive(Debug, Clone)]
pub struct Target {
    /// Name in reports.
    pub name: String,
    /// Issuer identifier.
    pub issuer: Option<String>,
    /// Endpoints; discovery fills in what the file left out.
    pub endpoints: Endpoints,
    /// Registered clients.
    pub clients: Vec<Client>,
    /// People who can log in.
    pub owners: Vec<ResourceOwner>,
    /// The scope model.
    pub scopes: ScopeModel,
    /// Protected resources.
    pub resources: Vec<Resource>,
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

/// A protected resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// HTTP method.
    pub method: String,
    /// URL.
    pub url: String,
    /// The scope it needs.
    pub scope: Option<String>,
    /// The member of its JSON answer, a path with dots, that lists the scope of the token.
    pub reports_scope: Option<String>,
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
            endpoints: Endpoints::default(),
            clients: Vec::new(),
            owners: Vec::new(),
            scopes: ScopeModel::default(),
            resources: Vec::new(),
            declared: Vec::new(),
            denied: Vec::new(),
            policies: Policies::default(),
            manners: Manners::default(),
            race: RaceSettings::default(),
            lag: LagSettings::default(),
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
        redactor
    }

    /// The client that a scenario means: by role, by `basic` or `post` (how it authenticates), or
    /// by `default` (the confidential one, else the public one); for a grant only a client that is
    /// registered for it.
    #[must_use]
    pub fn client(&self, selector: &str, grant: Option<GrantType>) -> Option<&Client> {
        let entitled = |client: &&Client| grant.is_none_or(|grant| client.grants.contains(&grant));
        let find = |matches: &dyn Fn(&Client) -> bool| {
            self.clients.iter().filter(entitled).find(|own| matches(own))
        };
        match selector {
            "confidential" => find(&|own| own.role == Role::Confidential),
            "public" => find(&|own| own.role == Role::Public),
            "second" => find(&|own| own.role == Role::Second),
            "short-lived" => find(&|own| own.role == Role::ShortLived),
            "resource-server" => find(&|own| own.role == Role::ResourceServer),
            "basic" => {
                find(&|own| own.is_ordinary() && own.auth == ClientAuthMethod::ClientSecretBasic)
            }
            "post" => {
                find(&|own| own.is_ordinary() && own.auth == ClientAuthMethod::ClientSecretPost)
            }
            "several-redirect-uris" => {
                find(&|own| own.is_ordinary() && own.redirect_uris.len() > 1)
            }
            "not-entitled" => self.clients.iter().find(|own| {
                own.secret.is_some()
                    && matches!(own.role, Role::Confidential | Role::Second)
                    && !own.grants.contains(&GrantType::ClientCredentials)
            }),
            _ => self.client("confidential", grant).or_else(|| self.client("public", grant)),
        }
    }

    /// Every word that [`Target::client`] understands.
    pub const CLIENT_SELECTORS: &[&str] = &[
        "default",
        "confidential",
        "public",
        "second",
        "short-lived",
        "resource-server",
        "basic",
        "post",
        "not-entitled",
        "several-redirect-uris",
    ];
}

impl Client {
    /// A confidential client that is no special one.
    fn is_ordinary(&self) -> bool {
        matches!(self.role, Role::Confidential | Role::Second)
    }
}
