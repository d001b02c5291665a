//! The authorization endpoint.

use crate::oauth::code_challenge_s256;
use crate::reference::server::Server;
use crate::reference::tests::browser::*;
use crate::reference::tests::effect::Transcript;

use super::{LOOPBACK, PUBLIC};

pub(super) fn authorization_requests(server: &Server, out: &mut Transcript) {
    let long = "s ".repeat(150);
    let challenge = code_challenge_s256(VERIFIER);
    let variants: &[&[(&'static str, &str)]] = &[
        &[],
        &[("client_id", "")],
        &[("client_id", "<b>")],
        &[("response_type", "")],
        &[("response_type", "token")],
        &[("response_type", "Code")],
        &[("scope", "read nothing")],
        &[("state", "")],
        &[("state", &long)],
        &[("code_challenge", "short")],
        &[("code_challenge_method", "plain")],
        &[("code_challenge_method", "")],
        &[("code_challenge_method", "s256")],
        &[("code_challenge_method", "S512")],
        &[("stranger", "1")],
        &[PUBLIC, ("redirect_uri", "http://127.0.0.1:1/callback")],
        &[PUBLIC, ("redirect_uri", "http://127.0.0.1:1/other")],
        &[PUBLIC, ("redirect_uri", "https://evil.example/")],
        &[PUBLIC, LOOPBACK, ("code_challenge", ""), ("code_challenge_method", "")],
        &[("redirect_uri", "https://client.example/callback/more")],
        &[("redirect_uri", "https://client.example/callback?a=b")],
        &[("redirect_uri", "https://client.example/callback#a")],
        &[("redirect_uri", "https://client.example/Callback")],
        &[("redirect_uri", "https://client.example:8443/callback")],
        &[("redirect_uri", "https://client.example/x/../callback")],
        &[("redirect_uri", "https://client.example/%63allback")],
        &[("redirect_uri", "https://client.example/callback/")],
        &[("redirect_uri", "http://client.example/callback")],
        &[("redirect_uri", "https://evil.client.example/callback")],
        &[("redirect_uri", "https://client.example.evil.example/callback")],
        &[("redirect_uri", "/callback")],
        &[("redirect_uri", "https://second.example/callback")],
    ];
    for changes in variants {
        out.note(&format!("authorize {changes:?}"), &authorize(server, &with(changes)));
    }
    for (name, value) in [
        ("response_type", ""),
        ("code_challenge", ""),
        ("scope", ""),
        ("state", "again"),
        ("redirect_uri", "https://evil.example/"),
    ] {
        let mut parameters = request();
        if value.is_empty() {
            parameters.retain(|(own, _)| *own != name);
        }
        parameters.push((name, value.to_owned()));
        out.note(&format!("authorize {name} {value}"), &authorize(server, &parameters));
    }
    let stranger = || ("stranger", "1".to_owned());
    let twice = [request(), vec![stranger(), stranger()]].concat();
    out.note("stranger twice", &authorize(server, &twice));
    let mut empty = with(&[PUBLIC, LOOPBACK, ("code_challenge", "")]);
    empty.push(("code_challenge", String::new()));
    out.note("empty challenge", &authorize(server, &empty));
    out.fact("challenge", challenge);
}

pub(super) fn decisions(server: &Server, out: &mut Transcript) {
    for decision in ["allow", "deny"] {
        for state in ["plain", "a b&c=d#e%+", ""] {
            let parameters = with(&[("state", state), ("stranger", "1")]);
            out.note(decision, &decide(server, &parameters, &["read", "write"], decision));
        }
    }
    let long = "s ".repeat(150);
    out.note("long state", &decide(server, &with(&[("state", &long)]), &["read"], "allow"));
    let code = code(server, &request());
    out.fact("challenge in code", code.contains(&code_challenge_s256(VERIFIER)));
    out.fact("code is ascii", code.is_ascii());
    let unknown = authorize(server, &with(&[("scope", "read nothing")]));
    if header(&unknown, "location").is_some_and(|to| to.starts_with("/login")) {
        out.note("unknown scope goes on to", &unknown);
    }
    // Another request of the same client comes in between.
    let first = authorize(server, &with(&[("state", "first")]));
    drop(authorize(server, &with(&[("state", "second")])));
    out.note("interleaved", &finish(server, first, &["read"], "allow"));
}
