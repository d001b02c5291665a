//! What other probes leave untouched: documents, pages, and unusual ways to present credentials.

use axum::http::Method;

use crate::oauth::forms;
use crate::reference::server::Server;
use crate::reference::tests::browser::*;
use crate::reference::tests::effect::Transcript;

use super::{CC, CODE, LOOPBACK, PUBLIC, introspected_or_not, pair};

pub(super) fn documents(server: &Server, out: &mut Transcript) {
    let resource = "/.well-known/oauth-protected-resource/resource";
    for path in [
        "/.well-known/oauth-authorization-server",
        "/.well-known/openid-configuration",
        "/jwks",
        &format!("{resource}/read"),
        &format!("{resource}/nothing"),
    ] {
        let forwarded = [("x-forwarded-host", "other.example")];
        out.note(path, &server.answer(&get(path, &forwarded)));
    }
    out.note("challenge", &server.answer(&get("/resource/read", &[])));
}

pub(super) fn answers_to_the_browser(server: &Server, out: &mut Transcript) {
    let variants: &[&[(&'static str, &str)]] = &[
        &[("response_type", ""), ("Response_Type", "code")],
        &[("state", "a\r\nx-injected: yes")],
        &[("next", "https://other.example/")],
        &[("response_type", "token")],
        &[("code_challenge", "")],
        &[PUBLIC, ("redirect_uri", "example.assay.app:/callback")],
        &[PUBLIC, ("redirect_uri", "https://app.example/callback")],
        &[("client_id", "post-client"), ("redirect_uri", "")],
        &[
            ("client_id", "post-client"),
            ("redirect_uri", "https://post.example/tenant?id=7&lang=en"),
        ],
    ];
    for variant in variants {
        out.note("decided", &decide(server, &with(variant), &["read"], "allow"));
    }
    let to_login = authorize(server, &request());
    let at = |reply: &_| header(reply, "location").unwrap_or("/none").to_owned();
    out.note("first visit", &to_login);
    if header(&to_login, "set-cookie").is_none() {
        return;
    }
    let visitor = cookie(&to_login);
    let login = server.answer(&get(&at(&to_login), &[("cookie", &visitor)]));
    out.note("login page", &login);
    let mut form = hidden(&login);
    form.push(("username", "alice".to_owned()));
    form.push(("password", "wonderland-1".to_owned()));
    let inside = server.answer(&post("/login", &borrowed(&form), &[("cookie", &visitor)]));
    let visitor = cookie(&inside);
    let again = format!("/authorize?{}", forms::encode(&request()));
    out.note("second visit", &server.answer(&get(&again, &[("cookie", &visitor)])));
}

pub(super) fn unusual_credentials(server: &Server, out: &mut Transcript) {
    let own = ("client_id", CONF.0);
    out.note("both", &as_client(server, "/token", CONF, &[CC, own, ("scope", "read")]));
    let post_client = [("client_id", "post-client"), ("client_secret", "p0st-secret")];
    out.note(
        "in body",
        &server.answer(&post("/token", &[CC, post_client[0], post_client[1]], &[])),
    );
    let mut put = post("/token", &[CC], &[("authorization", &basic(CONF))]);
    put.method = Method::PUT;
    out.note("put", &server.answer(&put));
    let (access, _) = pair(server);
    let long = "x".repeat(4000);
    for (token, hint) in [(access.as_str(), "assay"), (&long, "")] {
        let form = [("token", token), ("token_type_hint", hint)];
        out.note("introspect", &as_client(server, "/introspect", CONF, &form));
    }
    let form = [("token", access.as_str())];
    let bearer = [("authorization", "Bearer anything")];
    out.note("bearer caller", &server.answer(&post("/introspect", &form, &bearer)));
    let field = format!("Bearer {access}");
    let with_more = format!("{field} more");
    let read = "/resource/read";
    let in_query = format!("{read}?access_token={access}");
    let twice = [("authorization", field.as_str()), ("authorization", "Bearer other")];
    out.note("more", &server.answer(&get(read, &[("authorization", &with_more)])));
    out.note("two places", &server.answer(&get(&in_query, &[("authorization", &field)])));
    out.note("two headers", &server.answer(&get(read, &twice)));
    let mut in_body = post(read, &[("access_token", &access)], &[]);
    in_body.method = Method::GET;
    out.note("in body", &server.answer(&in_body));
}

pub(super) fn codes_of_public_clients(server: &Server, out: &mut Transcript) {
    let code = code_of(&decide(server, &with(&[PUBLIC, LOOPBACK]), &["read"], "allow"));
    let form = [CODE, ("code", &code), ("code_verifier", VERIFIER), LOOPBACK, PUBLIC];
    let wrong = basic((PUBLIC.1, "wrong"));
    out.note("wrong secret", &server.answer(&post("/token", &form, &[("authorization", &wrong)])));
    let code = self::code(server, &request());
    let first = redeem(server, &code, VERIFIER).body;
    let first: serde_json::Value = serde_json::from_str(&first).unwrap_or_default();
    out.note("wrong verifier", &redeem(server, &code, &VERIFIER.to_lowercase()));
    let token = first["access_token"].as_str().unwrap_or("none");
    out.fact("after it", introspected_or_not(server, token));
    let alone = self::code(server, &with(&[("code_challenge", "")]));
    out.note("any verifier", &redeem(server, &alone, VERIFIER));
}
