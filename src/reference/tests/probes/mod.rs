//! What the probes ask: between them they touch every step of every endpoint.

mod audience;
mod authorization;
mod code;
mod family;
mod keys;
mod life;
mod scope;
mod surface;
mod token;

use crate::reference::server::Server;

use super::browser::*;
use super::effect::{Transcript, blanked};

/// Every probe; each gets a server of its own.
pub(super) const ALL: [fn(&Server, &mut Transcript); 23] = [
    audience::resources_of_clients,
    audience::resources_of_grants,
    audience::forms_from_elsewhere,
    authorization::authorization_requests,
    authorization::decisions,
    code::verifiers,
    code::code_requests,
    token::client_authentication,
    token::token_requests,
    token::refresh_requests,
    life::revocations_and_introspections,
    life::resources_and_metadata,
    scope::sets_of_scopes,
    scope::scopes_of_refreshes,
    family::generations,
    family::neighbours,
    family::replays,
    keys::keys_and_open_resources,
    keys::identities,
    surface::documents,
    surface::answers_to_the_browser,
    surface::unusual_credentials,
    surface::codes_of_public_clients,
];

const PUBLIC: (&str, &str) = ("client_id", "public-client");
const LOOPBACK: (&str, &str) = ("redirect_uri", "http://127.0.0.1:1/callback");
const CC: (&str, &str) = ("grant_type", "client_credentials");
const CODE: (&str, &str) = ("grant_type", "authorization_code");
const REFRESH: (&str, &str) = ("grant_type", "refresh_token");

/// A fresh pair of access and refresh token, empty if there is none.
fn pair(server: &Server) -> (String, String) {
    let reply = redeem(server, &code(server, &request()), VERIFIER);
    let body: serde_json::Value = serde_json::from_str(&reply.body).unwrap_or_default();
    let member = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    (member("access_token"), member("refresh_token"))
}

fn introspected_or_not(server: &Server, token: &str) -> String {
    let resource_server = ("resource-server", "rs-secret");
    blanked(&as_client(server, "/introspect", resource_server, &[("token", token)]).body)
}
