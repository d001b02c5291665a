//! What sets of scopes come to: at the token endpoint, at introspection, at the resources, and
//! after a refresh.

use crate::reference::server::Server;
use crate::reference::tests::browser::*;
use crate::reference::tests::effect::Transcript;

use super::{CC, REFRESH, introspected_or_not};

pub(super) fn sets_of_scopes(server: &Server, out: &mut Transcript) {
    for scope in [
        "write delete",
        "read read",
        "read  write",
        "delete write read",
        "audit",
        "edit",
        "edit read",
        "manage",
        "read write delete",
    ] {
        let reply = as_client(server, "/token", CONF, &[CC, ("scope", scope)]);
        out.note(scope, &reply);
        let body: serde_json::Value = serde_json::from_str(&reply.body).unwrap_or_default();
        let token = body["access_token"].as_str().unwrap_or("none");
        out.fact("introspected", introspected_or_not(server, token));
        let field = format!("Bearer {token}");
        for path in ["/resource/read", "/resource/write", "/resource/open"] {
            out.note(path, &server.answer(&get(path, &[("authorization", &field)])));
        }
    }
}

pub(super) fn scopes_of_refreshes(server: &Server, out: &mut Transcript) {
    let reply = redeem(server, &code(server, &request()), VERIFIER);
    let body: serde_json::Value = serde_json::from_str(&reply.body).unwrap_or_default();
    let mut token = body["refresh_token"].as_str().unwrap_or("none").to_owned();
    for scope in ["read", "read write", "read write delete", "edit"] {
        let form = [REFRESH, ("refresh_token", token.as_str()), ("scope", scope)];
        let reply = as_client(server, "/token", CONF, &form);
        out.note(&format!("refresh {scope}"), &reply);
        let body: serde_json::Value = serde_json::from_str(&reply.body).unwrap_or_default();
        let access = body["access_token"].as_str().unwrap_or("none");
        out.fact("introspected", introspected_or_not(server, access));
        if let Some(next) = body["refresh_token"].as_str() {
            token = next.to_owned();
        }
    }
}
