//! `/.well-known/oauth-protected-resource/...`: metadata of the protected resources (RFC 9728).
//!
//! Each resource has a document of its own, whose `resource` is the URL that clients call.

use axum::http::Method;
use serde_json::{Map, Value, json};

use super::fault::Fault;
use super::reply::Reply;
use super::request::Incoming;
use super::resource;
use super::server::Server;

/// What stands between the host and the path of the resource (RFC 9728 section 3).
pub(crate) const WELL_KNOWN: &str = "/.well-known/oauth-protected-resource";

/// Answers a metadata request for the resource of that path.
pub(crate) fn answer(server: &Server, request: &Incoming, path: &str) -> Reply {
    let faults = &server.faults;
    let own = path.strip_prefix(server.base_path()).unwrap_or(path);
    let first = || server.settings.resources.first().map(|own| own.path.as_str());
    let found = match resource::exists(server, own) {
        true => Some(own),
        false if faults.has(Fault::ResourceMetadataForAnyPath) => first(),
        false => None,
    };
    let Some(own) = found.filter(|_| !faults.has(Fault::ResourceMetadataMissing)) else {
        return Reply::text(404, "not found\n");
    };
    if request.method != Method::GET && request.method != Method::HEAD {
        return Reply::method_not_allowed("GET, HEAD");
    }
    if faults.has(Fault::ResourceMetadataNeedsToken) {
        return Reply::empty(401).with("www-authenticate", "Bearer realm=\"assay reference\"");
    }
    Reply::json(200, &Value::Object(document(server, own)))
}

/// Where the document of a resource is found; challenges name it (RFC 9728 section 5.1).
pub(crate) fn url(server: &Server, path: &str) -> String {
    let origin = server.settings.issuer.trim_end_matches('/');
    let origin = origin.strip_suffix(server.base_path()).unwrap_or(origin);
    let lost = server.faults.has(Fault::ChallengeNamesNoMetadata);
    let tail = if lost { "/nowhere" } else { path };
    format!("{origin}{WELL_KNOWN}{}{tail}", server.base_path())
}

/// The members of RFC 9728 section 2 that say what a resource does.
fn document(server: &Server, path: &str) -> Map<String, Value> {
    let faults = &server.faults;
    let other = faults.has(Fault::ResourceMetadataOfAnother);
    let resource = if other { "/resource/other" } else { path };
    let elsewhere = faults.has(Fault::ResourceMetadataNamesOtherServer);
    let issuer = if elsewhere { "https://other.example" } else { &server.settings.issuer };
    let mut scopes = server.settings.scopes.clone();
    if faults.has(Fault::OfflineAccessAskedFor) {
        scopes.push("offline_access".to_owned());
    }
    let members = [
        ("resource", json!(server.url(resource))),
        ("authorization_servers", json!([issuer])),
        ("jwks_uri", json!(server.url("/jwks"))),
        ("scopes_supported", json!(scopes)),
        ("bearer_methods_supported", json!(["header"])),
        ("resource_name", json!("assay reference")),
    ];
    let kept = |(name, _): &(&str, Value)| match *name {
        "resource" => !faults.has(Fault::ResourceMetadataWithoutResource),
        "authorization_servers" => !faults.has(Fault::ResourceMetadataWithoutServers),
        _ => true,
    };
    let members = members.into_iter().filter(kept);
    members.map(|(name, value)| (name.to_owned(), value)).collect()
}
