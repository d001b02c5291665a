//! Judging, on records made by hand: what counts, and what establishes nothing.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, from_value, json};

use super::judged::Judged;
use super::property::Property;
use super::seen::{Answer, Seen, introspection_of};
use super::{granted, named_alike, order, told};
use crate::exchange::{
    Ending, Endpoint, Exchange, Facts, Reply, Request, Response, StepRecord, Transcript,
};
use crate::oauth::Scope;
use crate::target::Target;

fn target() -> Target {
    let mut target = Target::of_issuer("https://h");
    target.scopes.allowed = ["read", "write", "delete"].map(str::to_owned).to_vec();
    target.scopes.implies.insert("write".to_owned(), vec!["read".to_owned()]);
    target
}

fn record(name: &str, endpoint: Endpoint, status: u16, body: &Value, asked: &str) -> StepRecord {
    let text = body.as_str().map_or_else(|| body.to_string(), str::to_owned);
    let kind: (&str, &[u8]) = match body {
        Value::String(_) => ("content-type", b"text/html"),
        _ => ("content-type", b"application/json"),
    };
    let response = Response::received(status, [kind], text.as_bytes(), false);
    let request = Request::new("POST", "https://h/token");
    let exchange = Exchange::new(endpoint, request, Reply::Response(response), 1);
    StepRecord {
        name: name.to_owned(),
        exchanges: vec![exchange],
        ending: Ending::Answered,
        facts: Facts::from([(format!("{name}.scope"), asked.to_owned())]),
    }
}

fn token(name: &str, asked: &str, stated: Option<&str>) -> StepRecord {
    let mut body = json!({ "access_token": "t", "token_type": "Bearer" });
    if let Some(scope) = stated {
        body["scope"] = scope.into();
    }
    record(name, Endpoint::Token, 200, &body, asked)
}

fn refusal(name: &str, status: u16, error: &str) -> StepRecord {
    record(name, Endpoint::Token, status, &json!({ "error": error }), "")
}

fn introspection(of: &str, scope: &str) -> StepRecord {
    let body = json!({ "active": true, "scope": scope });
    record(&introspection_of(of), Endpoint::Introspection, 200, &body, "")
}

fn judged<P: Property>(property: &P, case: Value, steps: Vec<StepRecord>) -> Judged {
    let case: P::Case = from_value(case).expect("a case");
    let (target, transcript) = (target(), Transcript { steps });
    property.judge(&case, &Seen { target: &target, transcript: &transcript })
}

fn breached(judged: &Judged) -> Vec<&str> {
    judged.breaches.iter().map(|own| own.requirement.as_str()).collect()
}

fn asking(scopes: &[&str]) -> Value {
    json!({ "grant": "client_credentials", "scopes": scopes })
}

#[test]
fn only_a_refusal_of_the_scope_is_one() {
    for (record, refused) in [
        (refusal("a", 400, "invalid_scope"), true),
        (refusal("a", 422, "invalid_scope"), true),
        (refusal("a", 401, "invalid_client"), false),
        (refusal("a", 400, "unauthorized_client"), false),
        (refusal("a", 500, "invalid_scope"), false),
        (record("a", Endpoint::Token, 400, &json!("<html>"), ""), false),
        (record("a", Endpoint::Token, 429, &json!({}), ""), false),
        (record("a", Endpoint::Token, 200, &json!({ "scope": "read" }), ""), false),
    ] {
        let (target, transcript) = (target(), Transcript { steps: vec![record.clone()] });
        let answer = Seen { target: &target, transcript: &transcript }.answer("a");
        assert_eq!(matches!(answer, Answer::Refused(_)), refused, "{record:?}");
        assert_eq!(matches!(answer, Answer::Nothing(_)), !refused, "{record:?}");
    }
}

#[test]
fn silence_grants_what_was_asked_for() {
    let (target, steps) = (target(), vec![token("a", "read write", None)]);
    let transcript = Transcript { steps };
    let Answer::Granted(granted) = (Seen { target: &target, transcript: &transcript }).answer("a")
    else {
        panic!("no token")
    };
    assert_eq!((granted.scope, granted.stated), (Scope::parse("read write"), false));
    assert_eq!(granted.exchange, Some(1));
}

#[test]
fn more_than_asked_for_is_a_breach_and_what_it_implies_is_not() {
    let on = |asked: &[&str], stated: &str| {
        let steps = vec![token("asked", &asked.join(" "), Some(stated))];
        judged(&granted::Granted, asking(asked), steps)
    };
    assert_eq!(breached(&on(&["read"], "read delete")), ["token-response-privilege-minimal"]);
    assert_eq!(breached(&on(&["read", "nothing"], "read nothing")), ["scope-unknown"]);
    for (asked, stated) in [
        (&["write"][..], "write read"),
        (&["read", "write"], "read"),
        (&["read", "nothing"], "read"),
        // A default, since nothing of it can be granted.
        (&["nothing"], "read"),
    ] {
        assert_eq!(on(asked, stated), Judged::default(), "{asked:?} {stated}");
    }
    let stuck = judged(&granted::Granted, asking(&["read"]), vec![refusal("asked", 503, "x")]);
    assert!(stuck.breaches.is_empty() && stuck.reason.is_some());
}

#[test]
fn silence_is_true_or_a_breach() {
    let on = |asked: &[&str], stated: Option<&str>, introspected: Option<&str>| {
        let mut steps = vec![token("asked", &asked.join(" "), stated)];
        steps.extend(introspected.map(|scope| introspection("asked", scope)));
        judged(&told::Told, asking(asked), steps)
    };
    let different = ["token-response-scope-when-different"];
    assert_eq!(breached(&on(&["read", "nothing"], None, None)), different);
    assert_eq!(breached(&on(&["read"], None, Some("read delete"))), different);
    for (asked, stated, introspected) in [
        (&["read"][..], None, None),
        (&["read", "nothing"], Some("read"), None),
        // Another property tells that it was granted.
        (&["read", "nothing"], None, Some("read nothing")),
        // Introspection may keep scopes to itself (RFC 7662 section 2.2).
        (&["read", "delete"], None, Some("read")),
        (&["write"], None, Some("write read")),
    ] {
        assert_eq!(
            on(asked, stated, introspected),
            Judged::default(),
            "{asked:?} {introspected:?}"
        );
    }
}

#[test]
fn a_repetition_may_be_refused_and_another_order_may_not() {
    let on = |written: &[&str], answer: StepRecord| {
        let case = json!({ "grant": "client_credentials", "written": written });
        judged(&order::Order, case, vec![token("plain", "read write", None), answer])
    };
    let refused = || refusal("written", 400, "invalid_scope");
    assert_eq!(on(&["read", "write", "read"], refused()), Judged::default());
    assert_eq!(breached(&on(&["write", "read"], refused())), ["scope-order-irrelevant"]);
    let less = token("written", "write read", Some("write"));
    assert_eq!(breached(&on(&["write", "read"], less)), ["scope-order-irrelevant"]);
    let same = token("written", "write read", Some("write read"));
    assert_eq!(on(&["write", "read"], same), Judged::default());
}

#[test]
fn a_claim_and_introspection_are_held_to_the_token_answer() {
    let case = || json!({ "grant": "client_credentials", "scopes": ["read"], "narrow": [] });
    let jwt = |scope: &str| {
        let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let (header, claims) = (part(json!({ "alg": "none" })), part(json!({ "scope": scope })));
        let body =
            json!({ "access_token": format!("{header}.{claims}.c2ln"), "scope": "read delete" });
        record("first", Endpoint::Token, 200, &body, "read delete")
    };
    let on = |steps: Vec<StepRecord>| judged(&named_alike::NamedAlike, case(), steps);
    assert_eq!(on(vec![jwt("delete read")]), Judged::default());
    assert_eq!(breached(&on(vec![jwt("read")])), ["token-response-scope-when-different"]);
    let opaque = || token("first", "read", Some("read"));
    assert_eq!(
        breached(&on(vec![opaque(), introspection("first", "read delete")])),
        ["introspection-scope-string"]
    );
    assert_eq!(on(vec![opaque(), introspection("first", "")]), Judged::default());
    assert!(on(vec![opaque()]).reason.is_some());
}
