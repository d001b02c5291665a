//! `/.well-known/oauth-authorization-server`: authorization server metadata (RFC 8414).

use axum::http::Method;
use serde_json::{Map, Value, json};

use crate::oauth::{ClientAuthMethod, CodeChallengeMethod, GrantType};

use super::fault::{Fault, Faults};
use super::register;
use super::reply::Reply;
use super::request::Incoming;
use super::server::Server;

/// What stands between the host and the path of the issuer (RFC 8414 section 3).
pub(crate) const WELL_KNOWN: &str = "/.well-known/oauth-authorization-server";

/// Where OpenID Connect Discovery looks for a document, under the issuer.
pub(crate) const OPENID: &str = "/.well-known/openid-configuration";

/// A document there that contradicts the one of RFC 8414; only a fault serves it.
pub(crate) fn openid(server: &Server) -> Reply {
    let mut document = document(server);
    document.insert("token_endpoint".to_owned(), json!(server.url("/other/token")));
    Reply::json(200, &Value::Object(document))
}

/// Answers a metadata request for the issuer of that path.
pub(crate) fn answer(server: &Server, request: &Incoming, issuer_path: &str) -> Reply {
    let faults = &server.faults;
    // RFC 8414 section 3.1: another path is another issuer, and there is none.
    let other = issuer_path != server.base_path() && !faults.has(Fault::MetadataServedForAnyPath);
    if other || faults.has(Fault::MetadataElsewhere) {
        return Reply::text(404, "not found\n");
    }
    if request.method != Method::GET && request.method != Method::HEAD {
        return Reply::method_not_allowed("GET, HEAD");
    }
    if faults.has(Fault::MetadataRequiresAuthentication) {
        return Reply::empty(401).with("www-authenticate", "Basic realm=\"assay reference\"");
    }
    let mut reply = Reply::json(200, &Value::Object(bent(faults, document(server))));
    let forwarded = request.header("x-forwarded-host");
    if let Some(host) = forwarded.first().filter(|_| faults.has(Fault::ForwardedHostTrusted)) {
        let own = server.settings.issuer.split_once("://").map_or("", |(_, rest)| rest);
        reply.body = reply.body.replace(own, host);
    }
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
        ("jwks_uri", json!(server.url("/jwks"))),
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
    let register = server.settings.registration;
    let register = register.then(|| ("registration_endpoint", json!(server.url(register::PATH))));
    // Documents that clients publish count as registrations; this server holds those it knows.
    let by_document = server.settings.clients.iter().any(|own| own.id.starts_with("https://"));
    let name = "client_id_metadata_document_supported";
    let by_document = by_document.then(|| (name, json!(true)));
    let members = members.into_iter().chain(register).chain(by_document);
    members.map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The document as the faults would have it.
fn bent(faults: &Faults, mut document: Map<String, Value>) -> Map<String, Value> {
    for (fault, name) in [
        (Fault::MetadataResponseTypesMissing, "response_types_supported"),
        (Fault::MetadataTokenEndpointMissing, "token_endpoint"),
        (Fault::MetadataIssuerMissing, "issuer"),
        (Fault::MetadataOmitsPkce, "code_challenge_methods_supported"),
        (Fault::ClientDocumentsNotAnnounced, "client_id_metadata_document_supported"),
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
    if faults.has(Fault::MetadataHttpEndpoints) {
        let names = ["authorization", "token", "revocation", "introspection"];
        for name in names {
            document.insert(format!("{name}_endpoint"), json!(format!("http://as.example/{name}")));
        }
    }
    if faults.has(Fault::MetadataListsAlgNone) {
        let name = "token_endpoint_auth_signing_alg_values_supported";
        document.insert(name.to_owned(), json!(["none"]));
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
    if let Some(Value::Array(methods)) = document.get_mut("token_endpoint_auth_methods_supported")
        && faults.has(Fault::MetadataOmitsSecretPost)
    {
        methods.retain(|method| method != "client_secret_post");
    }
    if let Some(Value::Array(types)) = document.get_mut("response_types_supported")
        && faults.has(Fault::MetadataListsImplicit)
    {
        types.push(json!("token"));
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
