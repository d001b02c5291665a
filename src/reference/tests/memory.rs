//! What the server forgets, and what it must not.

use std::sync::Arc;

use crate::oauth::Scope;
use crate::reference::audience::Audience;
use crate::reference::fault::Fault;
use crate::reference::store::{Store, Token, TokenKind, TokenState};

use super::browser::*;

const MINUTE: i64 = 60_000;

fn token(issued: i64, lifetime: i64, family: u64) -> Token {
    Token {
        kind: TokenKind::Access,
        client_id: CONF.0.to_owned(),
        owner: None,
        scope: Scope::parse("read"),
        audience: Audience::default(),
        family,
        generation: 0,
        issued,
        expires: issued + lifetime,
        state: TokenState::Active,
        revoked: None,
    }
}

#[test]
fn tokens_and_their_families_do_not_pile_up() {
    let mut store = Store::default();
    let mut most = (0, 0);
    // Twenty minutes at a hundred tokens a second that live for a minute.
    for n in 0..120_000_i64 {
        let family = store.number();
        store.add_token(&format!("token {n}"), token(n * 10, MINUTE, family));
        if n % 1_000 == 0 {
            most = (most.0.max(store.tokens_kept()), most.1.max(store.members_kept()));
        }
    }
    // A life and a minute more; a second or two for the calendar.
    assert!(most.0 <= 12_300 && most.1 <= 12_300, "{most:?}");
    assert_eq!(store.tokens_kept(), store.members_kept());
}

#[test]
fn what_lives_on_is_known_and_revoked_with_its_family() {
    let mut store = Store::default();
    let family = store.number();
    store.add_token("early", token(0, 60 * MINUTE, family));
    store.add_token("short", token(0, MINUTE, family));
    for n in 0..1_000 {
        let own = store.number();
        store.add_token(&format!("other {n}"), token(30 * MINUTE, MINUTE, own));
    }
    store.add_token("late", token(30 * MINUTE, 60 * MINUTE, family));
    assert!(store.token("short").is_none(), "it ended half an hour ago");
    store.revoke_family(family, &[TokenKind::Access]);
    let state = |value: &str| store.token(value).map(|token| token.state);
    assert_eq!(state("early"), Some(TokenState::Revoked));
    assert_eq!(state("late"), Some(TokenState::Revoked));
    assert_eq!(state("other 1"), Some(TokenState::Active));
}

#[test]
fn a_token_that_has_just_ended_is_still_told_from_garbage() {
    // With this fault an expired token opens the resource, an unknown one does not.
    let server = server(&[Fault::ExpiredTokenAccepted]);
    let form = [("grant_type", "client_credentials")];
    let answer = json(&as_client(&server, "/token", CONF, &form));
    let value = text(&answer, "access_token");
    server.store().expire(&value);
    for _ in 0..100 {
        as_client(&server, "/token", CONF, &form);
    }
    let bearer = format!("Bearer {value}");
    let reply = server.answer(&get("/resource/read", &[("authorization", &bearer)]));
    assert_eq!(reply.status, 200);
}

#[test]
fn a_redeemed_code_is_known_long_after_its_end_and_forgotten_then() {
    let server = server(&[]);
    let value = code(&server, &request());
    assert_eq!(redeem(&server, &value, VERIFIER).status, 200);
    let mut store = server.store();
    let redeemed = store.codes.get(&value).unwrap().clone();
    assert!(redeemed.redeemed);
    let another = || Arc::from("another");
    store.codes.insert(redeemed.expires + 9 * MINUTE, another(), redeemed.clone());
    assert!(store.codes.get(&value).is_some());
    store.codes.insert(redeemed.expires + 11 * MINUTE, another(), redeemed.clone());
    assert!(store.codes.get(&value).is_none());
}

#[test]
fn a_session_that_is_visited_lives_on_and_one_that_is_left_ends() {
    let server = server(&[]);
    assert!(!code(&server, &request()).is_empty());
    let mut guard = server.store();
    let store = &mut *guard;
    let (id, session) =
        store.sessions.iter().next().map(|(id, own)| (id.to_owned(), own.clone())).unwrap();
    assert_eq!(session.owner.as_deref(), Some("alice"));
    let start = session.visited;
    store.sessions.get_mut(&id).unwrap().visited = start + 8 * MINUTE;
    store.sessions.insert(start + 15 * MINUTE, "b".into(), session.clone());
    assert!(store.sessions.get(&id).is_some(), "visited seven minutes ago");
    store.sessions.insert(start + 19 * MINUTE, "c".into(), session);
    assert!(store.sessions.get(&id).is_none(), "left eleven minutes ago");
}
