//! The token answer (RFC 6749 section 5.1).

use serde_json::{Map, Value, json};

use crate::reference::fault::Fault;
use crate::reference::reply::Reply;
use crate::reference::server::Server;

use super::issue::Issued;

/// Says what was issued.
pub(super) fn reply(server: &Server, issued: &Issued) -> Reply {
    let faults = &server.faults;
    let mut body = Value::Object(members(server, issued));
    if faults.has(Fault::TokenResponseNested) {
        body = json!({"data": body});
    }
    let status = if faults.has(Fault::TokenResponseStatus201) { 201 } else { 200 };
    // RFC 6749 section 5.1: the answer MUST NOT be cached.
    let mut reply = Reply::json(status, &body).uncached();
    if faults.has(Fault::DuplicateMember) {
        let decoy = json!(server.secrets.token());
        reply.body = format!("{{\"access_token\":{decoy},{}", &reply.body[1..]);
    }
    if faults.has(Fault::TokenInCookie) {
        reply = reply.with("set-cookie", &format!("access_token={}", issued.access_token));
    }
    if faults.has(Fault::TokenResponseAsText) {
        reply = reply.without("content-type").with("content-type", "text/plain; charset=utf-8");
    }
    if faults.has(Fault::TokenResponseWithoutNoStore) {
        reply = reply.without("cache-control");
    }
    if faults.has(Fault::TokenResponseWithoutPragma) {
        reply = reply.without("pragma");
    }
    reply
}

fn members(server: &Server, issued: &Issued) -> Map<String, Value> {
    let faults = &server.faults;
    let mut members = Map::new();
    if !faults.has(Fault::AccessTokenMissing) {
        members.insert("access_token".to_owned(), issued.access_token.clone().into());
    }
    if !faults.has(Fault::TokenTypeMissing) {
        let unknown = faults.has(Fault::TokenTypeUnknown);
        let token_type = if unknown { "Fancy Token" } else { "Bearer" };
        members.insert("token_type".to_owned(), token_type.into());
    }
    if !faults.has(Fault::ExpiresInMissing) {
        let seconds = issued.lifetime.as_secs();
        let text = faults.has(Fault::ExpiresInString);
        let expires_in = if text { json!(seconds.to_string()) } else { json!(seconds) };
        members.insert("expires_in".to_owned(), expires_in);
    }
    if let Some(refresh_token) = &issued.refresh_token {
        members.insert("refresh_token".to_owned(), refresh_token.clone().into());
    }
    if issued.scope_reported {
        let array = faults.has(Fault::ScopeAsArray);
        let scope =
            if array { json!(issued.scope.tokens()) } else { json!(issued.scope.to_string()) };
        members.insert("scope".to_owned(), scope);
    }
    if let Some(id_token) = &issued.id_token {
        members.insert("id_token".to_owned(), id_token.clone().into());
    }
    if faults.has(Fault::NullMember) {
        members.insert("id_token".to_owned(), Value::Null);
    }
    members
}
