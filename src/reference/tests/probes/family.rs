//! Sequences: what one request to a grant means for the next, and for other grants.

use crate::reference::server::Server;
use crate::reference::tests::browser::*;
use crate::reference::tests::effect::Transcript;

use super::{REFRESH, introspected_or_not, pair};

/// A refresh by a client, and the tokens that it brings.
fn refreshed(
    server: &Server,
    out: &mut Transcript,
    client: (&str, &str),
    token: &str,
    scope: &str,
) -> (String, String) {
    let form = [REFRESH, ("refresh_token", token), ("scope", scope)];
    let reply = as_client(server, "/token", client, &form);
    out.note("refresh", &reply);
    let body: serde_json::Value = serde_json::from_str(&reply.body).unwrap_or_default();
    let member = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    (member("access_token"), member("refresh_token"))
}

pub(super) fn generations(server: &Server, out: &mut Transcript) {
    let (access, first) = pair(server);
    drop(as_client(server, "/revoke", CONF, &[("token", &access)]));
    refreshed(server, out, CONF, &first, "read write delete");
    refreshed(server, out, SECOND, &first, "");
    let (_, second) = refreshed(server, out, CONF, &first, "");
    out.fact("revoked before the refresh", introspected_or_not(server, &access));
    let (_, third) = refreshed(server, out, CONF, &second, "read");
    drop(as_client(server, "/revoke", CONF, &[("token", &third)]));
    out.fact("first generation", introspected_or_not(server, &access));
    let (_, first) = pair(server);
    let (_, second) = refreshed(server, out, CONF, &first, "");
    let (_, third) = refreshed(server, out, CONF, &second, "read");
    refreshed(server, out, CONF, &second, "");
    refreshed(server, out, CONF, &third, "");
    let (_, first) = pair(server);
    let (_, second) = refreshed(server, out, CONF, &first, "");
    refreshed(server, out, CONF, &second, "");
    refreshed(server, out, CONF, &first, "");
}

pub(super) fn neighbours(server: &Server, out: &mut Transcript) {
    let (first, refresh) = pair(server);
    let (second, refresh) = refreshed(server, out, CONF, &refresh, "");
    let (third, last) = refreshed(server, out, CONF, &refresh, "");
    let (other, _) = pair(server);
    let pending = code(server, &request());
    drop(as_client(server, "/revoke", CONF, &[("token", &last)]));
    for token in [&first, &second, &third, &other] {
        out.fact("a token", introspected_or_not(server, token));
    }
    out.note("pending code", &redeem(server, &pending, VERIFIER));
    out.note("next authorization", &decide(server, &request(), &["read"], "allow"));
}

pub(super) fn replays(server: &Server, out: &mut Transcript) {
    let value = code(server, &request());
    let body = redeem(server, &value, VERIFIER).body;
    let body: serde_json::Value = serde_json::from_str(&body).unwrap_or_default();
    let token = body["refresh_token"].as_str().unwrap_or_default();
    let (access, _) = refreshed(server, out, CONF, token, "");
    out.note("replay", &redeem(server, &value, VERIFIER));
    out.fact("refreshed", introspected_or_not(server, &access));
}
