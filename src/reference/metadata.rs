//! `/.well-known/oauth-authorization-server`: authorization server metadata (RFC 8414).

use axum::http::Method;
use serde_json::{Map, Value, json};

use crate::oauth::{ClientAuthMethod, CodeChallengeMethod, GrantType};

use super::fault::{Fault, Faults};
use super::reply::Reply;
use super::request::Incoming;
use super::server::Server;

/// What stands between the host and the path of the issuer (RFC 8414 section 3).
pub(crate) const WELL_KNOWN: &str = "/.well-known/oauth-authorization-server";

/// Answers a metadata request for the issuer of that path.
pub(crate) fn answer(server: &Server, request: &Incoming, issuer_path: &str) -> Reply {
    let faults = &server.faults;
    // RFC 8414 section 3.1: another path is another issuer, and there is none.
    if issuer_path != server.base_path() && !faults.has(Fault::MetadataServedForAnyPath) {
        return Reply::text(404, "not found\n");
    }
    if request.method != Method::GET && request.method != Method::HEAD {
        return Reply::method_not_allowed("GET, HEAD");
    }
    if faults.has(Fault::MetadataRequiresAuthentication) {
        return Reply::empty(401).with("www-authenticate", "Basic realm=\"assay reference\"");
    }
    let mut reply = Reply::json(200, &Value::Object(bent(faults, document(server))));
    if faults.has(Fault::MetadataDuplicateMember) {
        let decoy = json!(format!("{}/other", server.settings.issuer));
        reply.body = format!("{{\"issuer\":{decoy},{}", &reply.body[1..]);
    }
    if faults.has(Fault::MetadataWrongContentType) {
        return reply.without("content-type").with("content-type", "text/html; charset=utf-8");
    }
    reply
}

/// The members of RFC 8414 section 2, RFC 7636 and RFC 9207 that say what this server does.
fn document(server: &Server) -> Map<String, Value> {
    let with_secret = [ClientAuthMethod::ClientSecretBasic, ClientAuthMethod::ClientSecretPost];
    let with_secret = with_secret.map(ClientAuthMethod::as_str);
    let all = [with_secret[0], with_secret[1], ClientAuthMethod::None.as_str()];
    let mut methods = vec![CodeChallengeMethod::S256];
    if server.faults.has(Fault::PkcePlainAccepted) {
        methods.push(CodeChallengeMethod::Plain);
    }
    let methods: Vec<&str> = methods.into_iter().map(CodeChallengeMethod::as_str).collect();
    let members = [
        ("issuer", json!(server.settings.issuer)),
        ("authorization_endpoint", json!(server.url("/authorize"))),
        ("token_endpoint", json!(server.url("/token"))),
        ("revocation_endpoint", json!(server.url("/revoke"))),
        ("introspection_endpoint", json!(server.url("/introspect"))),
        ("scopes_supported", json!(server.settings.scopes)),
        ("response_types_supported", json!(["code"])),
        ("response_modes_supported", json!(["query"])),
        ("grant_types_supported", json!(GrantType::ALL.map(GrantType::as_str))),
        ("token_endpoint_auth_methods_supported", json!(all)),
        ("revocation_endpoint_auth_methods_supported", json!(all)),
        ("introspection_endpoint_auth_methods_supported", json!(with_secret)),
        ("code_challenge_methods_supported", json!(methods)),
        ("authorization_response_iss_parameter_supported", json!(true)),
    ];
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The document as the faults would have it.
fn bent(faults: &Faults, mut document: Map<String, Value>) -> Map<String, Value> {
    for (fault, name) in [
        (Fault::MetadataResponseTypesMissing, "response_types_supported"),
        (Fault::MetadataTokenEndpointMissing, "token_endpoint"),
        (Fault::MetadataIssuerMissing, "issuer"),
        (Fault::IssFlagMissing, "authorization_response_iss_parameter_supported"),
    ] {
        if faults.has(fault) {
            document.shift_remove(name);
        }
    }
    if faults.has(Fault::MetadataIssuerMismatch)
        && let Some(Value::String(issuer)) = document.get_mut("issuer")
    {
        issuer.push('/');
    }
    if faults.has(Fault::MetadataScopesAsString)
        && let Some(scopes) = document.get_mut("scopes_supported")
    {
        let tokens = scopes.as_array().into_iter().flatten().filter_map(Value::as_str);
        *scopes = json!(tokens.collect::<Vec<_>>().join(" "));
    }
    if faults.has(Fault::MetadataEmptyArray) {
        document.insert("ui_locales_supported".to_owned(), json!([]));
    }
    if let Some(Value::Array(grants)) = document.get_mut("grant_types_supported") {
        if faults.has(Fault::MetadataListsUnsupportedGrant) {
            grants.push(json!("urn:ietf:params:oauth:grant-type:device_code"));
            grants.push(json!("password"));
        }
        if faults.has(Fault::MetadataOmitsClientCredentials) {
            grants.retain(|grant| grant != "client_credentials");
        }
    }
    if let Some(Value::Array(methods)) = document.get_mut("code_challenge_methods_supported") {
        if faults.has(Fault::MetadataListsPlain) {
            methods.push(json!("plain"));
        }
        if faults.has(Fault::MetadataUnknownPkceMethod) {
            methods.push(json!("S512"));
        }
    }
    document
}
