//! What becomes of tokens: revocation, introspection, resources; and the metadata.

use crate::reference::server::Server;
use crate::reference::tests::browser::*;
use crate::reference::tests::effect::{Transcript, blanked};

use super::{CC, CODE, LOOPBACK, PUBLIC, introspected_or_not, pair};

pub(super) fn revocations_and_introspections(server: &Server, out: &mut Transcript) {
    let secretless = ("client_id", CONF.0);
    for (which, hint) in [(0, ""), (0, "refresh_token"), (1, ""), (0, "magic")] {
        let (access, refresh) = pair(server);
        let token = if which == 0 { &access } else { &refresh };
        let form = [("token", token.as_str()), ("token_type_hint", hint)];
        out.fact("hinted", blanked(&as_client(server, "/introspect", CONF, &form).body));
        for _ in 0..2 {
            out.note("revoke", &as_client(server, "/revoke", CONF, &form));
            out.fact("access", introspected_or_not(server, &access));
            out.fact("refresh", introspected_or_not(server, &refresh));
            let field = format!("Bearer {access}");
            let read = get("/resource/read", &[("authorization", &field)]);
            out.note("resource", &server.answer(&read));
        }
    }
    let (access, _) = pair(server);
    let form = [("token", access.as_str())];
    for path in ["/introspect", "/revoke"] {
        out.note(path, &as_client(server, path, CONF, &[]));
        out.note(path, &as_client(server, path, CONF, &[("token", "unknown")]));
        out.note(path, &as_client(server, path, SECOND, &form));
        out.note(path, &as_client(server, path, (CONF.0, "wrong"), &form));
        out.note(path, &server.answer(&post(path, &form, &[])));
        out.note(path, &server.answer(&post(path, &[form[0], secretless], &[])));
        let read = get(&format!("{path}?token={access}"), &[("authorization", &basic(CONF))]);
        out.note(path, &server.answer(&read));
    }
    let code = code_of(&decide(server, &with(&[PUBLIC, LOOPBACK]), &["read"], "allow"));
    let form = [CODE, ("code", &code), ("code_verifier", VERIFIER), LOOPBACK, PUBLIC];
    let body = server.answer(&post("/token", &form, &[])).body;
    let body: serde_json::Value = serde_json::from_str(&body).unwrap_or_default();
    let token = body["access_token"].as_str().unwrap_or("none");
    out.note("public token", &server.answer(&post("/revoke", &[("token", token)], &[])));
}

pub(super) fn resources_and_metadata(server: &Server, out: &mut Transcript) {
    let (access, refresh) = pair(server);
    let narrow = as_client(server, "/token", CONF, &[CC, ("scope", "write")]).body;
    let narrow: serde_json::Value = serde_json::from_str(&narrow).unwrap_or_default();
    let narrow = narrow["access_token"].as_str().unwrap_or_default();
    let short = as_client(server, "/token", ("short-client", "sh0rt-secret"), &[CC]).body;
    let short: serde_json::Value = serde_json::from_str(&short).unwrap_or_default();
    let short = short["access_token"].as_str().unwrap_or("none");
    server.store().expire(short);
    out.fact("expired", introspected_or_not(server, short));
    for field in [
        format!("Bearer {access}"),
        format!("bearer {access}"),
        format!("Bearer   {access}"),
        format!("Bearer {}tampered", access.get(..24).unwrap_or_default()),
        format!("Bearer {refresh}"),
        format!("Bearer {narrow}"),
        format!("Bearer {short}"),
        "Bearer garbage".to_owned(),
        "Bearer".to_owned(),
        "Basic YTpi".to_owned(),
    ] {
        let reply = server.answer(&get("/resource/read", &[("authorization", &field)]));
        out.note(&blanked(&field), &reply);
    }
    out.note("no token", &server.answer(&get("/resource/read", &[])));
    let in_query = format!("/resource/read?access_token={access}");
    out.note("query", &server.answer(&get(&in_query, &[])));
    let path = "/.well-known/oauth-authorization-server";
    out.note("metadata", &server.answer(&get(path, &[])));
    out.note("other metadata", &server.answer(&get(&format!("{path}/other"), &[])));
}
