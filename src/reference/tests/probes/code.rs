//! Redeeming codes, with and without PKCE.

use crate::oauth::code_challenge_s256;
use crate::reference::reply::Reply;
use crate::reference::server::Server;
use crate::reference::tests::browser::*;
use crate::reference::tests::effect::Transcript;

use super::{CODE, LOOPBACK, PUBLIC};

pub(super) fn verifiers(server: &Server, out: &mut Transcript) {
    let long = "v".repeat(128);
    let too_long = "v".repeat(129);
    let reserved = format!("{VERIFIER}+");
    let tilde = format!("{VERIFIER}~");
    let other = "o".repeat(43);
    for bound in [VERIFIER, "short", &long, &too_long, &reserved, &tilde] {
        let reply = verified(server, bound, &[("code_verifier", bound)]);
        out.note(&format!("verifier {bound}"), &reply);
    }
    out.note("no verifier", &verified(server, VERIFIER, &[]));
    out.note("wrong verifier", &verified(server, VERIFIER, &[("code_verifier", &other)]));
    drop(code(server, &with(&[("code_challenge", &code_challenge_s256(&other))])));
    out.note("verifier of another", &verified(server, VERIFIER, &[("code_verifier", &other)]));
    let challenge = code_challenge_s256(VERIFIER);
    let plain = [("code_verifier", challenge.as_str())];
    out.note("challenge as verifier", &verified(server, VERIFIER, &plain));
    let asked = [plain[0], ("code_challenge_method", "plain")];
    out.note("method in token request", &verified(server, VERIFIER, &asked));
    let bare = with(&[("code_challenge", ""), ("code_challenge_method", "")]);
    let code = code(server, &bare);
    out.note("stray verifier", &redeem(server, &code, VERIFIER));
}

/// Redeems a fresh code of conf-client whose challenge belongs to `bound` with `sent`.
fn verified(server: &Server, bound: &str, sent: &[(&str, &str)]) -> Reply {
    let challenge = code_challenge_s256(bound);
    let code = code(server, &with(&[("code_challenge", &challenge)]));
    let form = [CODE, ("code", &code), ("redirect_uri", CALLBACK)];
    as_client(server, "/token", CONF, &[&form[..], sent].concat())
}

pub(super) fn code_requests(server: &Server, out: &mut Transcript) {
    let fresh = || code(server, &request());
    let verifier = ("code_verifier", VERIFIER);
    let redirect = ("redirect_uri", CALLBACK);
    let code = fresh();
    let tokens = redeem(server, &code, VERIFIER);
    out.note("redeemed", &tokens);
    out.note("replay", &redeem(server, &code, VERIFIER));
    let body: serde_json::Value = serde_json::from_str(&tokens.body).unwrap_or_default();
    for member in ["access_token", "refresh_token"] {
        if let Some(token) = body[member].as_str() {
            let form = [("token", token)];
            let resource_server = ("resource-server", "rs-secret");
            out.note(member, &as_client(server, "/introspect", resource_server, &form));
        }
    }
    let code = fresh();
    let tampered = format!("{}x", code.get(..30).unwrap_or_default());
    for (what, client, form) in [
        ("missing", CONF, &[CODE][..]),
        ("unknown", CONF, &[CODE, ("code", "nothing"), redirect, verifier]),
        ("tampered", CONF, &[CODE, ("code", &tampered), redirect, verifier]),
        ("foreign", SECOND, &[CODE, ("code", &code), redirect, verifier]),
    ] {
        out.note(what, &as_client(server, "/token", client, form));
    }
    let code = fresh();
    let form = [CODE, ("code", &code), verifier];
    out.note("without redirect_uri", &as_client(server, "/token", CONF, &form));
    let code = fresh();
    let form = [CODE, ("code", &code), verifier, ("redirect_uri", "https://other.example/")];
    out.note("other redirect_uri", &as_client(server, "/token", CONF, &form));
    let code = fresh();
    let form = [CODE, ("code", &code), verifier, redirect, ("scope", "read write delete")];
    out.note("scope", &as_client(server, "/token", CONF, &form));
    let code = fresh();
    let form = [CODE, ("code", &code), verifier, redirect, ("client_id", CONF.0)];
    out.note("client_id alone", &server.answer(&post("/token", &form, &[])));
    let public = with(&[PUBLIC, LOOPBACK]);
    let code = code_of(&decide(server, &public, &["read"], "allow"));
    let form = [CODE, ("code", &code), verifier, LOOPBACK];
    out.note("no client_id", &server.answer(&post("/token", &form, &[])));
    let form = [&form[..], &[PUBLIC]].concat();
    out.note("public", &server.answer(&post("/token", &form, &[])));
}
