//! The token endpoint: client authentication, parameters, scope, refresh.

use crate::oauth::forms;
use crate::reference::server::Server;
use crate::reference::tests::browser::*;
use crate::reference::tests::effect::Transcript;

use super::{CC, PUBLIC, REFRESH, introspected_or_not, pair};

pub(super) fn client_authentication(server: &Server, out: &mut Transcript) {
    let headers = [
        basic(CONF),
        basic(CONF).replacen("Basic", "basic", 1),
        basic((CONF.0, "wrong")),
        basic((CONF.0, "")),
        basic(("nobody", "x")),
        "Basic !!!".to_owned(),
        "Bearer x".to_owned(),
    ];
    for field in &headers {
        out.note(field, &server.answer(&post("/token", &[CC], &[("authorization", field)])));
    }
    let id = ("client_id", CONF.0);
    let forms: &[&[(&str, &str)]] = &[
        &[CC],
        &[CC, id],
        &[CC, id, ("client_secret", "wrong")],
        &[CC, id, ("client_secret", "")],
        &[CC, ("client_id", "nobody"), ("client_secret", "x")],
        &[CC, PUBLIC],
    ];
    for form in forms {
        out.note(&format!("{form:?}"), &server.answer(&post("/token", form, &[])));
    }
    for form in [&[CC, id, ("client_secret", CONF.1)][..], &[CC, ("client_id", SECOND.0)]] {
        out.note(&format!("and {form:?}"), &as_client(server, "/token", CONF, form));
    }
    out.note("not registered", &as_client(server, "/token", LIMITED, &[CC]));
    let mut query = post("/token", &[CC], &[]);
    query.query = "client_id=post-client&client_secret=p0st-secret".to_owned();
    out.note("credentials in the query", &server.answer(&query));
    let token_get =
        get(&format!("/token?{}", forms::encode(&[CC])), &[("authorization", &headers[0])]);
    out.note("GET", &server.answer(&token_get));
}

pub(super) fn token_requests(server: &Server, out: &mut Transcript) {
    let forms: &[&[(&str, &str)]] = &[
        &[],
        &[("grant_type", "")],
        &[("grant_type", "magic")],
        &[("grant_type", "urn:example:magic")],
        &[("grant_type", "Client_Credentials")],
        &[("grant_type", "password"), ("username", "alice"), ("password", "x")],
        &[CC, CC],
        &[CC, ("stranger", "1")],
        &[CC, ("scope", "")],
        &[CC, ("scope", "read write")],
        &[CC, ("scope", "write read")],
        &[CC, ("scope", "read nothing")],
        &[CC, ("scope", "nothing")],
        &[CC, ("scope", "READ")],
        &[CC, ("scope", "read,write")],
        &[CC, ("scope", "read wr\"ite")],
    ];
    for form in forms {
        let reply = as_client(server, "/token", CONF, form);
        out.note(&format!("{form:?}"), &reply);
        let body: serde_json::Value = serde_json::from_str(&reply.body).unwrap_or_default();
        if let Some(token) = body["access_token"].as_str() {
            out.fact("has a quote", token.contains('"'));
            out.fact("scope", introspected_or_not(server, token));
        }
    }
    let own = basic(CONF);
    let mut request = post("/token", &[], &[("authorization", &own)]);
    request.query = forms::encode(&[CC]);
    out.note("parameters in the query", &server.answer(&request));
    let mut request = get("/token", &[("authorization", &own)]);
    request.method = axum::http::Method::POST;
    for (content_type, body) in [
        ("application/x-www-form-urlencoded; charset=utf-8", "grant_type=client_credentials"),
        ("application/json", "{\"grant_type\":\"client_credentials\"}"),
    ] {
        request.headers.insert("content-type", content_type.parse().unwrap());
        request.body = body.to_owned().into();
        out.note(content_type, &server.answer(&request));
    }
}

pub(super) fn refresh_requests(server: &Server, out: &mut Transcript) {
    let refresh = |token: &str, scope: &str| {
        let form = [REFRESH, ("refresh_token", token), ("scope", scope)];
        as_client(server, "/token", CONF, &form)
    };
    for scope in ["", "read", "read write delete", "nothing"] {
        let (_, token) = pair(server);
        let reply = refresh(&token, scope);
        out.note(&format!("refresh {scope}"), &reply);
        let body: serde_json::Value = serde_json::from_str(&reply.body).unwrap_or_default();
        let next = body["refresh_token"].as_str().unwrap_or(&token).to_owned();
        out.note("and again", &refresh(&next, ""));
        out.note("reuse", &refresh(&token, ""));
        out.note("after reuse", &refresh(&next, ""));
        let access = body["access_token"].as_str().unwrap_or_default();
        out.fact("active", introspected_or_not(server, access));
    }
    out.note("missing", &refresh("", ""));
    out.note("unknown", &refresh("nothing", ""));
    let (access, token) = pair(server);
    out.note("access token", &refresh(&access, ""));
    let form = [REFRESH, ("refresh_token", token.as_str())];
    out.note("foreign", &as_client(server, "/token", SECOND, &form));
    out.note("wrong secret", &as_client(server, "/token", (CONF.0, "wrong"), &form));
    let named = [&form[..], &[("client_id", CONF.0)]].concat();
    out.note("client_id alone", &server.answer(&post("/token", &named, &[])));
    let (_, token) = pair(server);
    drop(as_client(server, "/revoke", CONF, &[("token", &token)]));
    out.note("revoked", &refresh(&token, ""));
}
