//! `/register`: the steps of RFC 7591 section 3, in order.

use axum::http::Method;
use serde_json::{Value, json};

use super::wanted::Wanted;
use crate::oauth::{ClientAuthMethod, GrantType};
use crate::reference::oauth_error::OAuthError;
use crate::reference::reply::Reply;
use crate::reference::request::Incoming;
use crate::reference::server::Server;
use crate::reference::settings::Client;

/// Registers a client, or says what is wrong with it.
pub(crate) fn endpoint(server: &Server, request: &Incoming) -> Reply {
    if request.method != Method::POST {
        return Reply::method_not_allowed("POST");
    }
    let wanted = match read(request) {
        Ok(wanted) => wanted,
        Err(error) => return error.reply(server),
    };
    let client = client(server, &wanted);
    let answer = information(server, &client, &wanted);
    if server.registered.add(client) {
        // RFC 7591 section 3.2.1: the answer holds a secret.
        Reply::json(201, &answer).uncached()
    } else {
        Reply::text(503, "no room for more clients\n").uncached()
    }
}

fn read(request: &Incoming) -> Result<Wanted, OAuthError> {
    let invalid = |words: &str| OAuthError::new("invalid_client_metadata", words);
    if request.content_type().is_none_or(|(essence, _)| essence != "application/json") {
        return Err(invalid("the body is not application/json"));
    }
    let value: Value =
        serde_json::from_slice(&request.body).map_err(|_| invalid("the body is no JSON"))?;
    Wanted::read(value.as_object().ok_or_else(|| invalid("the body is no JSON object"))?)
}

/// The client as it will be known. Scopes that do not exist are left out of what it may ask for
/// (RFC 7591 section 2: the server may replace what it was asked for).
fn client(server: &Server, wanted: &Wanted) -> Client {
    let settings = &server.settings;
    let known = |own: &&String| settings.scopes.contains(own) || settings.alias(own).is_some();
    let scopes = wanted.scopes.as_ref();
    let public = wanted.auth == ClientAuthMethod::None;
    Client {
        id: format!("registered-{}", server.secrets.token()),
        secret: (!public).then(|| server.secrets.token()),
        auth: wanted.auth,
        grants: wanted.grants.clone(),
        redirect_uris: wanted.redirect_uris.clone(),
        native: wanted.native,
        access_token_lifetime: None,
        introspects: false,
        allowed_scopes: scopes.map(|own| own.iter().filter(known).cloned().collect()),
    }
}

/// The answer: what was registered, all of it (RFC 7591 section 3.2.1).
fn information(server: &Server, client: &Client, wanted: &Wanted) -> Value {
    let by_code = client.grants.contains(&GrantType::AuthorizationCode);
    let types: &[&str] = if by_code { &["code"] } else { &[] };
    let grants: Vec<&str> = client.grants.iter().map(|own| own.as_str()).collect();
    let scopes = client.allowed_scopes.as_ref().unwrap_or(&server.settings.scopes);
    let mut answer = json!({
        "client_id": client.id,
        "client_id_issued_at": server.now() / 1000,
        "redirect_uris": client.redirect_uris,
        "grant_types": grants,
        "response_types": types,
        "token_endpoint_auth_method": client.auth.as_str(),
        "scope": scopes.join(" "),
    });
    let mut add = |name: &str, value: Value| answer[name] = value;
    if let Some(secret) = &client.secret {
        add("client_secret", json!(secret));
        // It never expires.
        add("client_secret_expires_at", json!(0));
    }
    if let Some(name) = &wanted.name {
        add("client_name", json!(name));
    }
    if client.native {
        add("application_type", json!("native"));
    }
    answer
}
