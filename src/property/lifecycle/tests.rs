//! The model without a server: what is drawn makes sense, and the rules judge records by hand.

use std::collections::BTreeMap;
use std::time::Duration;

use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::draw;
use super::outline::{Abilities, Outline};
use super::policy::{Book, Event, Policy};
use super::rule::Ruling;
use super::tours::tours;
use super::transition::{Ask, Attempt, Breadth, Kind, Party, Transition};
use super::world::World;
use crate::exchange::{Ending, Endpoint, Exchange, Reply, Request, Response, StepRecord};
use crate::target::{Cascade, Policies, Rotation};

fn can() -> Abilities {
    Abilities {
        parties: vec![Party::Confidential, Party::Public],
        second: true,
        two_scopes: true,
        revocation: true,
        introspection: true,
        resource: true,
    }
}

fn drawn(can: &Abilities, seed: u8) -> Vec<Transition> {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let config = Config { failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, rng);
    let cases = draw::Cases { can: can.clone(), tour: None };
    cases.new_tree(&mut runner).unwrap().current().transitions
}

#[test]
fn what_is_drawn_makes_sense_and_ends_with_a_look() {
    let poor = Abilities { parties: vec![Party::Public], ..Abilities::default() };
    let mut kinds = BTreeMap::new();
    for can in [can(), poor] {
        for seed in 0..100 {
            let list = drawn(&can, seed);
            assert_eq!(list, drawn(&can, seed), "the seed decides");
            assert_eq!(Outline::sensible(&can, &list), list);
            assert!((3..=30).contains(&list.len()), "{list:?}");
            for own in list {
                *kinds.entry(own.word()).or_insert(0) += 1;
            }
        }
    }
    assert_eq!(kinds.len(), 9, "{kinds:?}");
}

#[test]
fn tours_lose_what_a_target_cannot_do() {
    let whole = tours(&can());
    assert_eq!(whole.len(), 5);
    let mut words: Vec<_> = whole.iter().flatten().map(Transition::word).collect();
    words.sort_unstable();
    words.dedup();
    assert_eq!(words.len(), 9, "each kind of transition is in a tour: {words:?}");
    let poor = Abilities { parties: vec![Party::Public], ..Abilities::default() };
    for tour in tours(&poor) {
        assert_eq!(Outline::sensible(&poor, &tour), tour);
    }
}

/// A world of the confidential client under policies.
struct Scene {
    world: World,
    steps: usize,
    seconds: u64,
    facts: BTreeMap<String, String>,
}

const GRANT: Transition =
    Transition::Authorize { grant: 1, client: Party::Confidential, scope: Breadth::First };
const REDEEM: Transition = Transition::Redeem { grant: 1 };
const REFRESH: Transition = Transition::Refresh { grant: 1, ask: Ask::Same };
const REPLAY: Transition = Transition::ReplayRefresh { grant: 1, age: 1 };
const LOOK: Transition = Transition::Introspect { grant: 1, kind: Kind::Access, age: 0 };
const INVALID_GRANT: (u16, &str) = (400, r#"{"error":"invalid_grant"}"#);

impl Scene {
    /// A grant with its first tokens.
    fn new(policies: &Policies) -> Self {
        let policy = Policy::declared(policies, Party::Confidential);
        let book = Book::from([(Party::Confidential, policy)]);
        let world = World::new(book, vec!["read".to_owned(), "write".to_owned()]);
        let mut own = Self { world, steps: 0, seconds: 0, facts: BTreeMap::new() };
        assert_eq!(own.does(&GRANT, 302, ""), Ruling::Right);
        assert_eq!(own.issues(&REDEEM, "a1", "r1"), Ruling::Right);
        own
    }

    fn issues(&mut self, transition: &Transition, access: &str, refresh: &str) -> Ruling {
        let body = serde_json::json!({ "access_token": access, "refresh_token": refresh });
        self.does(transition, 200, &body.to_string())
    }

    fn refuses(&mut self, transition: &Transition) -> Ruling {
        self.does(transition, INVALID_GRANT.0, INVALID_GRANT.1)
    }

    fn does(&mut self, transition: &Transition, status: u16, body: &str) -> Ruling {
        self.steps += 1;
        let name = format!("{}-{}", self.steps, transition.word());
        let json: serde_json::Value = serde_json::from_str(body).unwrap_or_default();
        for member in ["access_token", "refresh_token"] {
            let value = json[member].as_str().map(str::to_owned);
            self.facts.extend(value.map(|value| (format!("{name}.{member}"), value)));
        }
        let ending = match transition {
            Transition::Authorize { .. } => Ending::Code("https://c.example/?code=c".to_owned()),
            _ => Ending::Answered,
        };
        let response = Response {
            status,
            headers: vec![("content-type".to_owned(), "application/json".to_owned())],
            body: body.to_owned(),
            cut: false,
            not_utf8: false,
        };
        let request = Request::new("POST", "https://as.example/token");
        let exchange = Exchange::new(Endpoint::Token, request, Reply::Response(response), 0);
        let facts = self.facts.clone();
        let record = StepRecord { name, exchanges: vec![exchange], ending, facts };
        self.world.rule(transition, &record, Duration::from_secs(self.seconds))
    }
}

fn breached(ruling: &Ruling) -> &'static str {
    match ruling {
        Ruling::Breach(requirements, _) => requirements[0],
        other => panic!("{other:?}"),
    }
}

fn rotating() -> Policies {
    Policies { refresh_rotation: Some(Rotation::Always), ..Policies::default() }
}

#[test]
fn a_replaced_refresh_token_is_refused_or_within_its_grace_either() {
    let mut own = Scene::new(&rotating());
    assert_eq!(own.issues(&REFRESH, "a2", "r2"), Ruling::Right);
    assert_eq!(breached(&own.issues(&REPLAY, "a3", "r3")), "refresh-rotated-old-invalid");
    let mut own = Scene::new(&rotating());
    let same = own.issues(&REFRESH, "a2", "r1");
    assert_eq!(breached(&same), "refresh-rotated-old-invalid", "nothing was replaced");

    let grace = Some(Duration::from_secs(10));
    let mut own = Scene::new(&Policies { refresh_grace: grace, ..rotating() });
    assert_eq!(own.issues(&REFRESH, "a2", "r2"), Ruling::Right);
    own.seconds = 5;
    assert_eq!(own.issues(&REPLAY, "a3", "r3"), Ruling::Right);
    own.seconds = 20;
    let oldest = Transition::ReplayRefresh { grant: 1, age: 2 };
    assert_eq!(breached(&own.issues(&oldest, "a4", "r4")), "refresh-rotated-old-invalid");

    let mut own = Scene::new(&Policies::default());
    assert_eq!(own.issues(&REFRESH, "a2", "r2"), Ruling::Right);
    assert_eq!(own.issues(&REPLAY, "a3", "r3"), Ruling::Right, "nothing is known");
}

#[test]
fn what_reuse_does_to_the_successor_is_as_declared() {
    for (revokes, accepted, refused) in [
        (Some(true), Some("refresh-reuse-revokes-active"), None),
        (Some(false), None, Some("refresh-success")),
        (None, None, None),
    ] {
        let policies = Policies { refresh_reuse_revokes: revokes, ..rotating() };
        for (is_accepted, breach) in [(true, accepted), (false, refused)] {
            let mut own = Scene::new(&policies);
            assert_eq!(own.issues(&REFRESH, "a2", "r2"), Ruling::Right);
            assert_eq!(own.refuses(&REPLAY), Ruling::Right);
            let next = match is_accepted {
                true => own.issues(&REFRESH, "a3", "r3"),
                false => own.refuses(&REFRESH),
            };
            let seen = (next != Ruling::Right).then(|| breached(&next));
            assert_eq!(seen, breach, "{revokes:?}, accepted: {is_accepted}");
        }
    }
}

#[test]
fn a_crash_a_throttle_and_a_page_establish_nothing() {
    for (status, body) in [
        (500, r#"{"error":"invalid_grant"}"#),
        (429, r#"{"error":"slow_down"}"#),
        (400, "<!DOCTYPE html><p>no"),
        (401, r#"{"error":"invalid_client"}"#),
    ] {
        let mut own = Scene::new(&rotating());
        let ruling = own.does(&REFRESH, status, body);
        assert!(matches!(ruling, Ruling::Nothing(_)), "{status}: {ruling:?}");
    }
}

#[test]
fn a_revocation_ends_what_it_is_declared_to_end() {
    let revoke = |kind| Transition::Revoke { grant: 1, kind, age: 0 };
    let policies = |cascade| Policies { revocation_cascade: Some(cascade), ..rotating() };
    let active = (200, r#"{"active":true}"#);
    for (cascade, kind, breach) in [
        (Cascade::None, Kind::Refresh, None),
        (Cascade::AccessTokens, Kind::Refresh, Some("revocation-refresh-cascades-access")),
        (Cascade::Grant, Kind::Refresh, Some("revocation-refresh-cascades-access")),
        (Cascade::None, Kind::Access, Some("revocation-access-token-supported")),
    ] {
        let mut own = Scene::new(&policies(cascade));
        assert_eq!(own.does(&revoke(kind), 200, ""), Ruling::Right);
        let seen = own.does(&LOOK, active.0, active.1);
        let seen = (seen != Ruling::Right).then(|| breached(&seen));
        assert_eq!(seen, breach, "{cascade:?} {kind:?}");
    }
    let mut own = Scene::new(&policies(Cascade::Grant));
    assert_eq!(own.does(&revoke(Kind::Access), 200, ""), Ruling::Right);
    let again = own.issues(&REFRESH, "a2", "r2");
    assert_eq!(breached(&again), "revocation-access-cascades-refresh");
    let mut own = Scene::new(&policies(Cascade::None));
    let unable = r#"{"error":"unsupported_token_type"}"#;
    assert_eq!(own.does(&revoke(Kind::Access), 400, unable), Ruling::Right);
    assert_eq!(own.does(&LOOK, active.0, active.1), Ruling::Right);
    let refused = own.does(&revoke(Kind::Refresh), 400, unable);
    assert_eq!(breached(&refused), "revocation-refresh-token-supported");
}

#[test]
fn a_refused_request_and_a_foreign_client_change_nothing() {
    let widened = Transition::Refresh { grant: 1, ask: Ask::Widened };
    let mut own = Scene::new(&rotating());
    assert_eq!(own.does(&widened, 400, r#"{"error":"invalid_scope"}"#), Ruling::Right);
    assert_eq!(breached(&own.refuses(&REFRESH)), "refresh-refused-keeps-token");
    let mut own = Scene::new(&rotating());
    let wide = r#"{"access_token":"a2","refresh_token":"r2","scope":"read write"}"#;
    assert_eq!(breached(&own.does(&widened, 200, wide)), "refresh-scope-not-widened");
    let mut own = Scene::new(&rotating());
    let silent = own.issues(&widened, "a2", "r2");
    assert_eq!(breached(&silent), "refresh-scope-not-widened", "as asked for");

    let steal = |attempt| Transition::Steal { grant: 1, attempt };
    let mut own = Scene::new(&rotating());
    let taken = own.issues(&steal(Attempt::Refresh), "x", "y");
    assert_eq!(breached(&taken), "refresh-token-bound-to-client");
    let mut own = Scene::new(&rotating());
    assert_eq!(own.does(&steal(Attempt::RevokeAccess), 200, ""), Ruling::Right);
    let gone = own.does(&LOOK, 200, r#"{"active":false}"#);
    assert_eq!(breached(&gone), "revocation-other-clients-token-refused");
}

#[test]
fn another_grant_of_the_client_is_held_to_only_where_its_fate_is_known() {
    let other =
        Transition::Authorize { grant: 2, client: Party::Confidential, scope: Breadth::First };
    let cascade = Some(Cascade::AccessTokens);
    let known = Policies { revocation_cascade: cascade, ..rotating() };
    for (policies, known) in [(known, true), (rotating(), false)] {
        let mut own = Scene::new(&policies);
        assert_eq!(own.does(&other, 302, ""), Ruling::Right);
        let revoke = Transition::Revoke { grant: 1, kind: Kind::Refresh, age: 0 };
        assert_eq!(own.does(&revoke, 200, ""), Ruling::Right);
        let ruling = own.refuses(&Transition::Redeem { grant: 2 });
        match known {
            true => assert_eq!(breached(&ruling), "token-response-access-token"),
            false => assert_eq!(ruling, Ruling::Right),
        }
    }
    let policy = Policy::declared(&rotating(), Party::Public);
    assert_eq!(policy.fall(Event::RevokeRefresh).neighbours, None);
}
