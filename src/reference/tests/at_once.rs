//! The faults that only requests at the same time show.

use std::sync::Barrier;
use std::thread;

use crate::reference::fault::Fault;
use crate::reference::server::Server;

use super::browser::*;

/// A gap that no two requests meet in so many rounds is none.
const ROUNDS: usize = 100;

/// What requests got that came at the same time, each from a thread of its own.
fn at_once<T: Send>(count: usize, each: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let barrier = Barrier::new(count);
    thread::scope(|scope| {
        let request = |number| {
            let (barrier, each) = (&barrier, &each);
            scope.spawn(move || {
                barrier.wait();
                each(number)
            })
        };
        let threads: Vec<_> = (0..count).map(request).collect();
        threads.into_iter().map(|own| own.join().unwrap()).collect()
    })
}

/// Whether a fault shows in some round, and never without it.
fn shows(fault: Fault, wrong: impl Fn(&Server) -> bool) {
    let right = server(&[]);
    assert!(!(0..20).any(|_| wrong(&right)), "the right server does what {fault} does");
    let faulty = server(&[fault]);
    assert!((0..ROUNDS).any(|_| wrong(&faulty)), "{fault} never shows");
}

fn refresh(server: &Server, token: &str) -> crate::reference::reply::Reply {
    as_client(server, "/token", CONF, &[("grant_type", "refresh_token"), ("refresh_token", token)])
}

#[test]
fn a_code_is_redeemed_twice_within_either_gap() {
    for fault in [Fault::CodeRedeemedAtOnce, Fault::CodeRedeemedWithinMicroseconds] {
        shows(fault, |server| {
            let code = code(server, &request());
            let replies = at_once(4, |_| redeem(server, &code, VERIFIER));
            replies.iter().filter(|reply| reply.status == 200).count() > 1
        });
    }
}

#[test]
fn a_refresh_token_gets_two_successors() {
    shows(Fault::RefreshRotationRaces, |server| {
        let token = text(&tokens(server), "refresh_token");
        let replies = at_once(4, |_| refresh(server, &token));
        replies.iter().filter(|reply| reply.status == 200).count() > 1
    });
}

#[test]
fn a_refresh_outlives_the_revocation_of_its_grant() {
    shows(Fault::RevocationLosesToRefresh, |server| {
        let token = text(&tokens(server), "refresh_token");
        let replies = at_once(2, |number| match number {
            0 => refresh(server, &token),
            _ => as_client(server, "/revoke", CONF, &[("token", &token)]),
        });
        assert_eq!(replies[1].status, 200);
        replies[0].status == 200 && is_active(server, &text(&json(&replies[0]), "refresh_token"))
    });
}

#[test]
fn a_browser_gets_the_state_of_another() {
    shows(Fault::ConsentsMixedUpAtOnce, |server| {
        let states = at_once(3, |number| {
            let state = format!("browser {number}");
            let reply = decide(server, &with(&[("state", &state)]), &["read"], "allow");
            (state, parameter(&redirected(&reply), "state"))
        });
        states.iter().any(|(sent, got)| sent != got)
    });
}

#[test]
fn a_revoked_refresh_token_that_was_replaced_takes_its_successor_along() {
    let server = server(&[]);
    let old = text(&tokens(&server), "refresh_token");
    let fresh = json(&refresh(&server, &old));
    assert_eq!(as_client(&server, "/revoke", CONF, &[("token", &old)]).status, 200);
    assert!(!is_active(&server, &text(&fresh, "access_token")));
    assert_eq!(refresh(&server, &text(&fresh, "refresh_token")).status, 400);
}
