//! The faults that only load shows: each does what it says, and the conforming server does not.

use std::collections::BTreeSet;

use crate::reference::fault::Fault;
use crate::reference::server::Server;

use super::browser::*;

const CC: (&str, &str) = ("grant_type", "client_credentials");
const READ: (&str, &str) = ("scope", "read");

/// A token answer of the client credentials grant, and the access token in it.
fn issued(server: &Server, client: (&str, &str)) -> String {
    text(&json(&as_client(server, "/token", client, &[CC, READ])), "access_token")
}

/// More requests within a second than a server with a fault bears.
fn press(server: &Server) {
    for _ in 0..60 {
        server.answer(&get("/resource/open", &[]));
    }
}

#[test]
fn they_are_the_faults_of_the_last_part_of_the_table() {
    let under_load: Vec<&str> =
        Fault::ALL.iter().filter(|fault| fault.only_under_load()).map(|fault| fault.id()).collect();
    let expected = [
        "token-answers-swapped",
        "introspection-answers-swapped",
        "revocation-forgotten-under-load",
        "secret-unchecked-under-load",
        "scope-widened-under-load",
        "token-cached",
    ];
    assert_eq!(under_load, expected);
    let last = &Fault::ALL[Fault::ALL.len() - expected.len()..];
    assert!(last.iter().all(|fault| fault.only_under_load()));
}

#[test]
fn swapped_token_answers_hand_out_the_token_of_the_request_before() {
    let tokens = |faults: &[Fault]| {
        let server = server(faults);
        let by = |n: usize| if n.is_multiple_of(2) { CONF } else { SECOND };
        (1..=100).map(|n| issued(&server, by(n))).collect::<Vec<_>>()
    };
    let right = tokens(&[]);
    assert_eq!(right.iter().collect::<BTreeSet<_>>().len(), 100);
    let swapped = tokens(&[Fault::TokenAnswersSwapped]);
    assert_eq!((&swapped[49], &swapped[99]), (&swapped[48], &swapped[98]));
    assert_eq!(swapped.iter().collect::<BTreeSet<_>>().len(), 98);
}

#[test]
fn refused_token_requests_are_not_swapped() {
    let server = server(&[Fault::TokenAnswersSwapped]);
    for _ in 0..120 {
        assert_eq!(as_client(&server, "/token", (CONF.0, "wrong"), &[CC]).status, 401);
    }
}

#[test]
fn swapped_introspection_answers_are_about_the_token_before() {
    let wrong = |faults: &[Fault]| {
        let server = server(faults);
        let token = issued(&server, CONF);
        // Live and garbage tokens take turns.
        let asked = |n: &usize| if n.is_multiple_of(2) { token.as_str() } else { "garbage" };
        (1..=200)
            .filter(|n| is_active(&server, asked(n)) != n.is_multiple_of(2))
            .collect::<Vec<usize>>()
    };
    assert_eq!(wrong(&[]), [0; 0]);
    assert_eq!(wrong(&[Fault::IntrospectionAnswersSwapped]), [50, 100, 150, 200]);
}

#[test]
fn a_forgotten_revocation_comes_back_under_load_only() {
    let seen = |faults: &[Fault]| {
        let server = server(faults);
        let token = issued(&server, CONF);
        let revoked = as_client(&server, "/revoke", CONF, &[("token", &token)]);
        assert_eq!(revoked.status, 200);
        let bearer = format!("Bearer {token}");
        let look = || {
            let resource = server.answer(&get("/resource/read", &[("authorization", &bearer)]));
            (is_active(&server, &token), resource.status)
        };
        let before = look();
        press(&server);
        (before, look())
    };
    assert_eq!(seen(&[]), ((false, 401), (false, 401)));
    let forgotten = seen(&[Fault::RevocationForgottenUnderLoad]);
    assert_eq!(forgotten, ((false, 401), (true, 200)));
}

#[test]
fn an_unchecked_secret_passes_under_load_only() {
    let seen = |faults: &[Fault]| {
        let server = server(faults);
        let wrong = || as_client(&server, "/token", (CONF.0, "wrong"), &[CC]).status;
        let before = wrong();
        press(&server);
        assert_eq!(as_client(&server, "/token", ("nobody", "wrong"), &[CC]).status, 401);
        (before, wrong())
    };
    assert_eq!(seen(&[]), (401, 401));
    assert_eq!(seen(&[Fault::SecretUncheckedUnderLoad]), (401, 200));
}

#[test]
fn every_fiftieth_scope_is_widened_and_says_so() {
    let wide = |faults: &[Fault]| {
        let server = server(faults);
        let scope = |_: &usize| {
            let answer = json(&as_client(&server, "/token", CONF, &[CC, READ]));
            let scope = text(&answer, "scope");
            let token = text(&answer, "access_token");
            assert_eq!(text(&introspected(&server, &token), "scope"), scope);
            scope == "read write delete manage"
        };
        (1..=100).filter(scope).collect::<Vec<usize>>()
    };
    assert_eq!(wide(&[]), [0; 0]);
    assert_eq!(wide(&[Fault::ScopeWidenedUnderLoad]), [50, 100]);
}

#[test]
fn a_cached_token_is_shared_by_the_requests_of_one_client_for_one_scope() {
    let right = server(&[]);
    assert_ne!(issued(&right, CONF), issued(&right, CONF));
    let server = server(&[Fault::TokenCached]);
    let token = issued(&server, CONF);
    assert_eq!(issued(&server, CONF), token);
    assert_ne!(issued(&server, SECOND), token);
    let other = json(&as_client(&server, "/token", CONF, &[CC, ("scope", "write")]));
    assert_ne!(text(&other, "access_token"), token);
    assert_eq!(as_client(&server, "/token", (CONF.0, "wrong"), &[CC, READ]).status, 401);
}
