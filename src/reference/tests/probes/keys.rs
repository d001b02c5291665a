//! Keys, open resources, refreshes as RFC 6749 has them, and who the resource owner is.

use crate::reference::server::Server;
use crate::reference::tests::browser::*;
use crate::reference::tests::effect::Transcript;

use super::{REFRESH, pair};

pub(super) fn keys_and_open_resources(server: &Server, out: &mut Transcript) {
    let key = &server.settings.keys[0].value;
    let tampered = key.replace("Zp", "Aa");
    for (what, value) in [("key", key), ("tampered key", &tampered)] {
        let bearer = format!("Bearer {value}");
        for path in ["/resource/read", "/resource/write", "/resource/mcp"] {
            let reply = server.answer(&get(path, &[("authorization", &bearer)]));
            out.note(&format!("{what} at {path}"), &reply);
        }
    }
    let (access, refresh) = pair(server);
    let bearer = format!("Bearer {access}");
    out.note("test call", &server.answer(&get("/resource/open", &[("authorization", &bearer)])));
    for path in ["/resource/open", "/resource/status"] {
        out.note(path, &server.answer(&get(path, &[])));
    }
    let form = [REFRESH, ("refresh_token", refresh.as_str())];
    out.note("refresh", &as_client(server, "/token", CONF, &form));
}

pub(super) fn identities(server: &Server, out: &mut Transcript) {
    let parameters = with(&[("scope", "openid"), ("nonce", "n-1")]);
    let code = code_of(&decide(server, &parameters, &["openid"], "allow"));
    let reply = redeem(server, &code, VERIFIER);
    out.note("a code with openid", &reply);
    let body: serde_json::Value = serde_json::from_str(&reply.body).unwrap_or_default();
    let bearer = format!("Bearer {}", body["access_token"].as_str().unwrap_or("none"));
    out.note("userinfo", &server.answer(&get("/userinfo", &[("authorization", &bearer)])));
}
