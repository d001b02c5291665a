//! What a reference server is made of: its issuer, clients, resource owners, scopes and faults.
//!
//! In: nothing. Out: [`Settings`], plain data that the host hands over once.

use std::time::Duration;

use crate::oauth::{ClientAuthMethod, GrantType};

use super::dialect::Dialect;
use super::fault::Faults;
use super::latency::Latency;
use super::resource::{Key, Resource};
use super::stall::Stall;

/// Everything that decides how a server behaves.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The issuer identifier, an origin with or without a path; the endpoints live under it
    /// (RFC 8414 section 2).
    pub issuer: String,
    /// The registered clients (RFC 6749 section 2).
    pub clients: Vec<Client>,
    /// The resource owners: username and password.
    pub owners: Vec<(String, String)>,
    /// Every scope token that exists (RFC 6749 section 3.3).
    pub scopes: Vec<String>,
    /// Scopes of OpenID Connect, which exist beside those and are not published.
    pub identity_scopes: Vec<String>,
    /// What a request without scope asks for (RFC 6749 section 3.3).
    pub default_scopes: Vec<String>,
    /// Words that stand for several scopes; those are granted instead.
    pub scope_aliases: Vec<(String, Vec<String>)>,
    /// Scopes that open what others open as well, written out: an implication is one step.
    pub implied_scopes: Vec<(String, Vec<String>)>,
    /// Scopes that exist, and that no client may have.
    pub reserved_scopes: Vec<String>,
    /// The protected resources.
    pub resources: Vec<Resource>,
    /// Keys that were made by hand and open resources like access tokens.
    pub keys: Vec<Key>,
    /// Whether the resource owner may grant less than was asked for.
    pub consent_narrows: bool,
    /// How it speaks, where that is not the standard's way.
    pub dialect: Option<Dialect>,
    /// How long an access token lives, unless its client says otherwise.
    pub access_token_lifetime: Duration,
    /// How long an authorization code lives; at most ten minutes (RFC 6749 section 4.1.2).
    pub code_lifetime: Duration,
    /// How long a refresh token lives.
    pub refresh_token_lifetime: Duration,
    /// With a seed every random value repeats from run to run; without one they come from the
    /// operating system.
    pub seed: Option<u64>,
    /// What is broken.
    pub faults: Faults,
    /// How long answers of the token, introspection, revocation and resource endpoints are held
    /// back, counted from when the head of the request was read.
    pub latency: Option<Latency>,
    /// When those endpoints stand still, counted from the first request to one of them.
    pub stalls: Vec<Stall>,
    /// Whether clients may register themselves (RFC 7591).
    pub registration: bool,
}

/// A registered client (RFC 6749 section 2).
#[derive(Debug, Clone)]
pub struct Client {
    /// `client_id`.
    pub id: String,
    /// `client_secret`; a client without one is public (RFC 6749 section 2.1).
    pub secret: Option<String>,
    /// The method that the client registered. A client with a secret may use either method of
    /// RFC 6749 section 2.3.1.
    pub auth: ClientAuthMethod,
    /// The grant types that the client may use.
    pub grants: Vec<GrantType>,
    /// The redirect URIs of the client, absolute and without fragment.
    pub redirect_uris: Vec<String>,
    /// Whether it is a native app, whose port on the loopback interface is free
    /// (RFC 8252 section 7.3).
    pub native: bool,
    /// How long the access tokens of this client live, if not as long as all.
    pub access_token_lifetime: Option<Duration>,
    /// Whether it is a protected resource that may introspect every token (RFC 7662 section 2.1).
    pub introspects: bool,
    /// The scopes that it may ask for, if not all; aliases may stand among them.
    pub allowed_scopes: Option<Vec<String>>,
}

impl Client {
    /// Whether the client cannot keep a secret (RFC 6749 section 2.1).
    #[must_use]
    pub const fn is_public(&self) -> bool {
        self.secret.is_none()
    }

    fn confidential(id: &str, secret: &str, auth: ClientAuthMethod, grants: &[GrantType]) -> Self {
        Self {
            id: id.to_owned(),
            secret: Some(secret.to_owned()),
            auth,
            grants: grants.to_vec(),
            redirect_uris: Vec::new(),
            native: false,
            access_token_lifetime: None,
            introspects: false,
            allowed_scopes: None,
        }
    }

    fn redirecting_to(mut self, redirect_uri: &str) -> Self {
        self.redirect_uris.push(redirect_uri.to_owned());
        self
    }
}

impl Settings {
    /// What an alias stands for, if it is one.
    #[must_use]
    pub fn alias(&self, token: &str) -> Option<&[String]> {
        let found = self.scope_aliases.iter().find(|(name, _)| name == token);
        found.map(|(_, own)| own.as_slice())
    }

    /// The server that is built in: one resource owner, four scopes, eight clients, no fault.
    #[must_use]
    pub fn embedded(issuer: String) -> Self {
        let owned =
            |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        Self {
            issuer,
            clients: embedded_clients(),
            owners: vec![("alice".to_owned(), "wonderland-1".to_owned())],
            scopes: owned(&["read", "write", "delete", "manage"]),
            identity_scopes: owned(&["openid", "email"]),
            default_scopes: owned(&["read"]),
            scope_aliases: vec![("edit".to_owned(), owned(&["write", "delete"]))],
            implied_scopes: vec![("manage".to_owned(), owned(&["write"]))],
            reserved_scopes: owned(&["audit"]),
            resources: Resource::embedded(),
            keys: vec![Key { value: EMBEDDED_KEY.to_owned(), scopes: owned(&["read"]) }],
            consent_narrows: true,
            dialect: None,
            access_token_lifetime: Duration::from_secs(3600),
            code_lifetime: Duration::from_secs(60),
            refresh_token_lifetime: Duration::from_secs(30 * 24 * 3600),
            seed: None,
            faults: Faults::default(),
            latency: None,
            stalls: Vec::new(),
            registration: false,
        }
    }
}

/// An API key of the embedded server.
const EMBEDDED_KEY: &str = "akey-reader-5Jx2vQmT8rLw0ZpN3sYc";

fn embedded_clients() -> Vec<Client> {
    use ClientAuthMethod::{ClientSecretBasic as Basic, ClientSecretPost as Post};
    use GrantType::{AuthorizationCode as Code, ClientCredentials, RefreshToken as Refresh};

    vec![
        // The odd characters are there on purpose: HTTP Basic must form-decode them.
        Client::confidential(
            "conf-client",
            "c0nf: s%cret+/\u{fc}",
            Basic,
            &[Code, Refresh, ClientCredentials],
        )
        .redirecting_to("https://client.example/callback"),
        Client::confidential(
            "post-client",
            "p0st-secret",
            Post,
            &[Code, Refresh, ClientCredentials],
        )
        .redirecting_to("https://post.example/callback")
        .redirecting_to("https://post.example/tenant?id=7&lang=en"),
        Client::confidential(
            "second-client",
            "sec0nd-secret",
            Basic,
            &[Code, Refresh, ClientCredentials],
        )
        .redirecting_to("https://second.example/callback"),
        Client::confidential("limited-client", "l1mited-secret", Basic, &[Code])
            .redirecting_to("https://limited.example/callback"),
        Client {
            secret: None,
            auth: ClientAuthMethod::None,
            native: true,
            ..Client::confidential("public-client", "", Basic, &[Code, Refresh])
        }
        .redirecting_to("http://127.0.0.1:9999/callback")
        .redirecting_to("http://[::1]:9999/callback")
        .redirecting_to("example.assay.app:/callback")
        .redirecting_to("https://app.example/callback"),
        Client {
            access_token_lifetime: Some(Duration::from_secs(1)),
            ..Client::confidential("short-client", "sh0rt-secret", Basic, &[ClientCredentials])
        },
        Client {
            introspects: true,
            ..Client::confidential("resource-server", "rs-secret", Basic, &[])
        },
        // One that is known by the URL of its metadata document, which was read beforehand.
        Client {
            secret: None,
            auth: ClientAuthMethod::None,
            ..Client::confidential("https://agent.example/client.json", "", Basic, &[Code, Refresh])
        }
        .redirecting_to("https://agent.example/callback"),
    ]
}
