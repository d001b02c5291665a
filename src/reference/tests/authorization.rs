//! The authorization endpoint.

use crate::oauth::forms;
use crate::reference::fault::Fault;

use super::browser::*;

#[test]
fn a_code_comes_with_state_and_issuer() {
    let server = server(&[]);
    let reply = decide(&server, &request(), &["read", "write"], "allow");
    let location = header(&reply, "location").unwrap();
    assert!(location.starts_with("https://client.example/callback?code="), "{location}");
    let answer = redirected(&reply);
    assert_eq!(parameter(&answer, "state"), "a b&c=d#e%+\u{e9}");
    assert_eq!(parameter(&answer, "iss"), ISSUER);
    assert_eq!(answer.len(), 3);
    for (name, value) in [
        ("cache-control", "no-store"),
        ("pragma", "no-cache"),
        ("referrer-policy", "no-referrer"),
        ("x-frame-options", "DENY"),
    ] {
        assert_eq!(header(&reply, name), Some(value));
    }
}

#[test]
fn a_denial_and_an_empty_consent_are_access_denied() {
    let server = server(&[]);
    for (ticked, decision) in [(&["read"][..], "deny"), (&[], "allow")] {
        let answer = redirected(&decide(&server, &request(), ticked, decision));
        assert_eq!(parameter(&answer, "error"), "access_denied");
        assert_eq!(parameter(&answer, "iss"), ISSUER);
        assert_eq!(forms::count(&answer, "code"), 0);
    }
}

#[test]
fn an_unticked_scope_is_not_granted() {
    let server = server(&[]);
    let answer = redirected(&decide(&server, &request(), &["write", "delete"], "allow"));
    let tokens = json(&redeem(&server, &parameter(&answer, "code"), VERIFIER));
    assert_eq!(tokens["scope"], "write");
}

#[test]
fn what_cannot_be_trusted_with_a_redirect_is_a_page() {
    let server = server(&[]);
    for parameters in [
        with(&[("client_id", "")]),
        with(&[("client_id", "<script>")]),
        with(&[("redirect_uri", "https://evil.example/\"><script>")]),
        with(&[("client_id", "short-client"), ("redirect_uri", "")]),
        [request(), vec![("client_id", CONF.0.to_owned())]].concat(),
        [request(), vec![("redirect_uri", CALLBACK.to_owned())]].concat(),
    ] {
        let reply = authorize(&server, &parameters);
        assert_eq!(reply.status, 400, "{parameters:?}");
        assert_eq!(header(&reply, "location"), None);
        assert_eq!(header(&reply, "content-type"), Some("text/html; charset=utf-8"));
        assert!(!reply.body.contains("<script>"), "{}", reply.body);
    }
}

#[test]
fn other_errors_go_to_the_client() {
    let server = server(&[]);
    let public = ("client_id", "public-client");
    let loopback = ("redirect_uri", "http://127.0.0.1:1/callback");
    for (parameters, error) in [
        (with(&[("response_type", "")]), "invalid_request"),
        (with(&[("response_type", "token")]), "unsupported_response_type"),
        (with(&[("response_type", "CODE")]), "unsupported_response_type"),
        (with(&[("scope", "read nothing")]), "invalid_scope"),
        (with(&[("scope", "read  write")]), "invalid_scope"),
        (with(&[("code_challenge_method", "plain")]), "invalid_request"),
        (with(&[("code_challenge_method", "")]), "invalid_request"),
        (with(&[("code_challenge_method", "s256")]), "invalid_request"),
        (with(&[("code_challenge", "")]), "invalid_request"),
        (with(&[("code_challenge", "short")]), "invalid_request"),
        (
            with(&[public, loopback, ("code_challenge", ""), ("code_challenge_method", "")]),
            "invalid_request",
        ),
        ([request(), vec![("scope", "read".to_owned())]].concat(), "invalid_request"),
    ] {
        let answer = redirected(&authorize(&server, &parameters));
        assert_eq!(parameter(&answer, "error"), error, "{parameters:?}");
        assert_eq!(parameter(&answer, "state"), "a b&c=d#e%+\u{e9}");
        assert_eq!(parameter(&answer, "iss"), ISSUER);
    }
    let twice = authorize(&server, &[request(), vec![("state", "x".to_owned())]].concat());
    assert_eq!(forms::count(&redirected(&twice), "state"), 0);
}

#[test]
fn a_form_of_another_session_is_refused() {
    let server = server(&[]);
    let to_login = authorize(&server, &request());
    let location = header(&to_login, "location").unwrap().to_owned();
    let own = header(&to_login, "set-cookie").unwrap();
    assert!(own.ends_with("; Path=/; HttpOnly; SameSite=Lax"), "{own}");
    let other = authorize(&server, &request());
    let other = header(&other, "set-cookie").unwrap().split(';').next().unwrap();
    assert_eq!(server.answer(&get(&location, &[("cookie", other)])).status, 400);
    assert_eq!(server.answer(&get(&location, &[])).status, 400);
    let form = [("transaction", location.split('=').nth(1).unwrap()), ("username", "alice")];
    let cookie = own.split(';').next().unwrap();
    assert_eq!(server.answer(&post("/login", &form, &[("cookie", cookie)])).status, 400);
}

#[test]
fn faults_bend_the_response() {
    for (fault, gone) in [
        (Fault::StateDropped, "state"),
        (Fault::IssMissing, "iss"),
        (Fault::CodeInFragment, "code"),
    ] {
        let server = server(&[fault]);
        let answer = redirected(&decide(&server, &request(), &["read"], "allow"));
        assert_eq!(forms::count(&answer, gone), 0, "{fault}");
    }
    let server = server(&[Fault::CodeWithoutLogin]);
    let code = parameter(&redirected(&authorize(&server, &request())), "code");
    assert_eq!(redeem(&server, &code, VERIFIER).status, 200);
}
