//! Resource indicators, audiences, and forms that another site submits.

use crate::reference::server::Server;
use crate::reference::tests::browser::*;
use crate::reference::tests::effect::Transcript;

use super::{CC, CODE, REFRESH, introspected_or_not};

const READ: &str = "http://127.0.0.1:8080/resource/read";
const WRITE: &str = "http://127.0.0.1:8080/resource/write";

fn member(body: &str, name: &str) -> String {
    let body: serde_json::Value = serde_json::from_str(body).unwrap_or_default();
    body[name].as_str().unwrap_or("none").to_owned()
}

pub(super) fn resources_of_clients(server: &Server, out: &mut Transcript) {
    let fragment = format!("{READ}#part");
    for resources in
        [&[][..], &[READ], &[READ, WRITE], &["things"], &[&fragment], &["https://unknown.example/"]]
    {
        let mut form = vec![CC, ("scope", "read write")];
        form.extend(resources.iter().map(|own| ("resource", *own)));
        let reply = as_client(server, "/token", CONF, &form);
        out.note("issued", &reply);
        let token = member(&reply.body, "access_token");
        out.fact("introspected", introspected_or_not(server, &token));
        let field = format!("Bearer {token}");
        for path in ["/resource/read", "/resource/write"] {
            out.note(path, &server.answer(&get(path, &[("authorization", &field)])));
        }
    }
}

pub(super) fn resources_of_grants(server: &Server, out: &mut Transcript) {
    for (asked, redeemed, refreshed) in [
        (&[READ, WRITE][..], READ, WRITE),
        (&[READ], READ, WRITE),
        (&[READ], WRITE, READ),
        (&["https://unknown.example/"], READ, READ),
    ] {
        let mut parameters = request();
        parameters.extend(asked.iter().map(|own| ("resource", (*own).to_owned())));
        let answer = decide(server, &parameters, &["read", "write"], "allow");
        out.note("authorized", &answer);
        let code = code_of(&answer);
        let form = [
            CODE,
            ("code", &code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
            ("resource", redeemed),
        ];
        let reply = as_client(server, "/token", CONF, &form);
        out.note("redeemed", &reply);
        let token = member(&reply.body, "access_token");
        out.fact("introspected", introspected_or_not(server, &token));
        let refresh = member(&reply.body, "refresh_token");
        let form = [REFRESH, ("refresh_token", refresh.as_str()), ("resource", refreshed)];
        let reply = as_client(server, "/token", CONF, &form);
        out.note("refreshed", &reply);
        let token = member(&reply.body, "access_token");
        out.fact("introspected", introspected_or_not(server, &token));
    }
}

pub(super) fn forms_from_elsewhere(server: &Server, out: &mut Transcript) {
    let to_login = authorize(server, &request());
    if header(&to_login, "set-cookie").is_none() {
        return;
    }
    let at = header(&to_login, "location").unwrap_or("/none");
    let visitor = cookie(&to_login);
    let login = server.answer(&get(at, &[("cookie", &visitor)]));
    let mut form = hidden(&login);
    form.push(("username", "alice".to_owned()));
    form.push(("password", "wonderland-1".to_owned()));
    let inside = server.answer(&post("/login", &borrowed(&form), &[("cookie", &visitor)]));
    let visitor = cookie(&inside);
    let form = [("scope", "read"), ("decision", "allow")];
    out.note("forged", &server.answer(&post("/consent", &form, &[("cookie", &visitor)])));
}
