//! A browser and a client for the tests: requests in, replies out, no socket.

use axum::http::{HeaderName, HeaderValue, Method};
use serde_json::Value;

use crate::oauth::client_auth::basic_credentials;
use crate::oauth::code_challenge_s256;
use crate::oauth::forms::{self, Parameter};
use crate::reference::fault::Fault;
use crate::reference::reply::Reply;
use crate::reference::request::Incoming;
use crate::reference::server::Server;
use crate::reference::settings::Settings;

pub(super) const ISSUER: &str = "http://127.0.0.1:8080";
pub(super) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(super) const CONF: (&str, &str) = ("conf-client", "c0nf: s%cret+/\u{fc}");
pub(super) const SECOND: (&str, &str) = ("second-client", "sec0nd-secret");
/// A confidential client that is not registered for client_credentials.
pub(super) const LIMITED: (&str, &str) = ("limited-client", "l1mited-secret");
pub(super) const CALLBACK: &str = "https://client.example/callback";

pub(super) fn server(faults: &[Fault]) -> Server {
    let mut settings = Settings::embedded(ISSUER.to_owned());
    settings.seed = Some(7);
    settings.faults = faults.iter().copied().collect();
    Server::new(settings)
}

pub(super) fn get(path_and_query: &str, headers: &[(&'static str, &str)]) -> Incoming {
    let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
    let mut incoming = Incoming {
        method: Method::GET,
        path: path.to_owned(),
        query: query.to_owned(),
        ..Incoming::default()
    };
    for (name, value) in headers {
        let value = HeaderValue::from_str(value).unwrap();
        incoming.headers.append(HeaderName::from_static(name), value);
    }
    incoming
}

pub(super) fn post(
    path: &str,
    form: &[(&str, &str)],
    headers: &[(&'static str, &str)],
) -> Incoming {
    let mut incoming = get(path, headers);
    incoming.method = Method::POST;
    let form_type = HeaderValue::from_static("application/x-www-form-urlencoded");
    incoming.headers.append("content-type", form_type);
    incoming.body = forms::encode(form).into();
    incoming
}

pub(super) fn basic((id, secret): (&str, &str)) -> String {
    format!("Basic {}", basic_credentials(id, secret))
}

/// Posts a form as a client that authenticates with Basic.
pub(super) fn as_client(
    server: &Server,
    path: &str,
    client: (&str, &str),
    form: &[(&str, &str)],
) -> Reply {
    server.answer(&post(path, form, &[("authorization", &basic(client))]))
}

pub(super) fn header<'a>(reply: &'a Reply, name: &str) -> Option<&'a str> {
    reply.headers.iter().find(|(own, _)| *own == name).map(|(_, value)| value.as_str())
}

pub(super) fn json(reply: &Reply) -> Value {
    assert_eq!(header(reply, "content-type"), Some("application/json"), "{reply:?}");
    serde_json::from_str(&reply.body).unwrap()
}

pub(super) fn text(value: &Value, member: &str) -> String {
    value[member].as_str().unwrap_or_else(|| panic!("no {member} in {value}")).to_owned()
}

/// The status and `error` of an error answer.
pub(super) fn error(reply: &Reply) -> (u16, String) {
    (reply.status, text(&json(reply), "error"))
}

/// The parameters of the redirect that a reply is.
pub(super) fn redirected(reply: &Reply) -> Vec<Parameter> {
    assert_eq!(reply.status, 303, "{reply:?}");
    let location = header(reply, "location").unwrap();
    forms::parse(forms::split_url(location).1.unwrap_or_default())
}

pub(super) fn parameter(parameters: &[Parameter], name: &str) -> String {
    forms::first(parameters, name)
        .unwrap_or_else(|| panic!("no {name} in {parameters:?}"))
        .to_owned()
}

/// What an authorization request asks for by default: conf-client, read and write, S256.
pub(super) fn request() -> Vec<(&'static str, String)> {
    vec![
        ("response_type", "code".to_owned()),
        ("client_id", CONF.0.to_owned()),
        ("redirect_uri", CALLBACK.to_owned()),
        ("scope", "read write".to_owned()),
        ("state", "a b&c=d#e%+\u{e9}".to_owned()),
        ("code_challenge", code_challenge_s256(VERIFIER)),
        ("code_challenge_method", "S256".to_owned()),
    ]
}

/// The default request with some parameters replaced; an empty value leaves one out.
pub(super) fn with(changes: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    let mut parameters = request();
    for (name, value) in changes {
        parameters.retain(|(own, _)| own != name);
        if !value.is_empty() {
            parameters.push((name, (*value).to_owned()));
        }
    }
    parameters
}

pub(super) fn authorize(server: &Server, parameters: &[(&str, String)]) -> Reply {
    server.answer(&get(&format!("/authorize?{}", forms::encode(parameters)), &[]))
}

/// Walks through login and consent, if it comes to that; the ticked scopes and the button are the
/// caller's.
pub(super) fn decide(
    server: &Server,
    parameters: &[(&str, String)],
    ticked: &[&str],
    decision: &str,
) -> Reply {
    finish(server, authorize(server, parameters), ticked, decision)
}

/// Goes on from the answer to an authorization request.
pub(super) fn finish(server: &Server, to_login: Reply, ticked: &[&str], decision: &str) -> Reply {
    if !header(&to_login, "location").is_some_and(|to| to.starts_with("/login?")) {
        return to_login;
    }
    let cookie = cookie(&to_login);
    let login = server.answer(&get(header(&to_login, "location").unwrap(), &[("cookie", &cookie)]));
    assert_eq!(login.status, 200, "{login:?}");
    let mut form = hidden(&login);
    form.push(("username", "alice".to_owned()));
    form.push(("password", "wonderland-1".to_owned()));
    let to_consent = server.answer(&post("/login", &borrowed(&form), &[("cookie", &cookie)]));
    let cookie = self::cookie(&to_consent);
    let consent =
        server.answer(&get(header(&to_consent, "location").unwrap(), &[("cookie", &cookie)]));
    assert_eq!(consent.status, 200, "{consent:?}");
    let mut form = hidden(&consent);
    form.extend(ticked.iter().map(|token| ("scope", (*token).to_owned())));
    form.push(("decision", decision.to_owned()));
    server.answer(&post("/consent", &borrowed(&form), &[("cookie", &cookie)]))
}

/// A fresh code for a request; empty if none came.
pub(super) fn code(server: &Server, parameters: &[(&str, String)]) -> String {
    code_of(&decide(server, parameters, &["read", "write"], "allow"))
}

/// The code in a redirect; empty if there is none.
pub(super) fn code_of(reply: &Reply) -> String {
    let query = header(reply, "location").and_then(|to| forms::split_url(to).1);
    let answer = forms::parse(query.unwrap_or_default());
    forms::first(&answer, "code").unwrap_or_default().to_owned()
}

/// Redeems a code as conf-client.
pub(super) fn redeem(server: &Server, code: &str, verifier: &str) -> Reply {
    as_client(
        server,
        "/token",
        CONF,
        &[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", verifier),
        ],
    )
}

/// A fresh token answer of the code grant.
pub(super) fn tokens(server: &Server) -> Value {
    json(&redeem(server, &code(server, &request()), VERIFIER))
}

/// Whether a token is active, as the resource server sees it.
pub(super) fn introspected(server: &Server, token: &str) -> Value {
    let resource_server = ("resource-server", "rs-secret");
    json(&as_client(server, "/introspect", resource_server, &[("token", token)]))
}

pub(super) fn is_active(server: &Server, token: &str) -> bool {
    introspected(server, token)["active"] == true
}

pub(super) fn borrowed<'a>(form: &'a [(&'a str, String)]) -> Vec<(&'a str, &'a str)> {
    form.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

pub(super) fn cookie(reply: &Reply) -> String {
    header(reply, "set-cookie").unwrap().split(';').next().unwrap().to_owned()
}

pub(super) fn hidden(page: &Reply) -> Vec<(&'static str, String)> {
    ["csrf", "transaction"]
        .into_iter()
        .map(|name| {
            let start = format!("name=\"{name}\" value=\"");
            let rest = page.body.split(&start).nth(1).unwrap();
            (name, rest.split('"').next().unwrap().to_owned())
        })
        .collect()
}
