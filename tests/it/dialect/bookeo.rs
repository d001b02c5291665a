//! bookeo: what passes by its documents, what its variants show, and its answers to the octet.

use assay::exchange::{Ending, StepRecord};
use assay::scenario::{Action, Auth, Owner, Step};
use assay::verdict::Verdict;
use serde_json::Value;

use super::claims::{Passing, Shown, assert_passing, assert_variants_show};
use super::emulation::{Emulation, answer, call, step};
use super::recorded::{recorded, run};

const PLATFORM: &str = "bookeo";
const CALLBACK: &str = "https://www.mydomain.example/bookeointegration";

const PASSING: Passing<'_> = &[
    (
        "state comes back unchanged on success",
        &["state/echoed", "state/reserved-characters", "state/quotes-and-backslash", "state/long"],
    ),
    ("each authorization makes a fresh key", &["authorize/once-more", "scope/earlier-token"]),
    ("a refusal gives no key", &["authorize/denied-consent", "authorize/denied-without-token"]),
    (
        "the test call takes a key with its secret, and no other",
        &[
            "resource/test-call",
            "resource/test-call-with-tampered-token",
            "resource/test-call-without-token",
            "resource/wrong-secret",
            "resource/secret-of-another-client",
            "resource/without-secret",
        ],
    ),
    (
        "a key has the permissions that were consented to",
        &[
            "property/scope-named-alike-everywhere",
            "property/granted-scope-within-requested-and-allowed",
        ],
    ),
    (
        "what is all opens what is own, with the same letters",
        &["property/declared-implication-holds", "property/every-resource"],
    ),
    (
        "no key opens more than its permissions come to",
        &[
            "property/every-resource",
            "property/undeclared-implication-does-not-hold",
            "property/resource-answers-exactly-its-scope",
        ],
    ),
    (
        "a redirect leads to the registered callback alone",
        &["authorize/redirect-uri-of-the-request", "authorize/foreign-return-parameters"],
    ),
];

const VARIANTS: &[Shown<'_>] = &[
    Shown {
        variant: "no-challenge",
        by: "resource/no-credential",
        select: &["resource/no-credential"],
        requirement: "unauthorized-has-challenge",
    },
    Shown {
        variant: "answers-shared",
        by: "ambient/request-credentials",
        select: &["resource/test-call"],
        requirement: "bearer-query-cache-private",
    },
    Shown {
        variant: "earlier-key-grows",
        by: "scope/earlier-token",
        select: &["scope/earlier-token"],
        requirement: "bearer-scope-enforced",
    },
    Shown {
        variant: "unknown-permission-granted",
        by: "property/scope-told-when-it-differs",
        select: &["property/scope-told-when-it-differs"],
        requirement: "token-response-scope-when-different",
    },
];

/// Faults of the lattice, which no document has.
const LATTICE: &[Shown<'_>] = &[
    Shown {
        variant: "rw-all-deletes",
        by: "property/every-resource",
        select: &["property/every-resource"],
        requirement: "bearer-scope-enforced",
    },
    Shown {
        variant: "comma-split-silently",
        by: "property/wrong-separator-is-one-unknown-scope",
        select: &["property/wrong-separator-is-one-unknown-scope"],
        requirement: "scope-space-delimiter",
    },
];

#[test]
fn what_passes_by_its_documents_passes() {
    assert_passing(&recorded(PLATFORM).run, PASSING);
}

#[test]
fn each_variant_of_its_table_shows() {
    assert_variants_show(PLATFORM, VARIANTS, LATTICE);
}

#[test]
fn a_strict_comparison_counts_what_is_dialect() {
    let select = ["--suite", "bcp", "authorize/denied-consent"];
    let own = run(PLATFORM, &select);
    let found = own.run.results.iter().flat_map(|own| &own.findings);
    let counted = found
        .filter(|own| own.known.is_none())
        .any(|own| own.requirement == "authorize-error-required");
    assert!(counted && own.code == Some(1), "{}", own.shown);
}

/// The seven findings that its documents cannot do without.
#[test]
fn its_security_findings_are_findings() {
    let own = recorded(PLATFORM);
    let known: Vec<_> =
        own.run.known().filter_map(|(_, _, known)| known.deviation.clone()).collect();
    for id in ["BKO-1", "BKO-2", "BKO-4", "BKO-8", "BKO-9", "BKO-10"] {
        assert!(known.iter().any(|own| own == id), "{id} is not among {known:?}");
    }
    assert!(own.run.results.iter().all(|own| own.open() <= Verdict::Pass));
}

#[tokio::test]
async fn consent_hands_out_a_key_and_a_refusal_says_nothing_else() {
    let emulation = Emulation::start(PLATFORM, &[]).await;
    let mut flow = emulation.flow();
    let mut request = step(Action::Authorize, Some("bookings_rw_own,payments_rw_own"));
    request.set.insert("state".to_owned(), "ABCD1234".to_owned());
    let granted = flow.step(&request).await;
    let key = key(&granted);
    assert!(key.starts_with('A'), "{key}");
    let url = format!("{CALLBACK}?success=true&apiKey={key}&state=ABCD1234");
    assert_eq!(granted.ending, Ending::Code(url));
    request.owner = Some(Owner::Denies);
    request.fresh_session = true;
    let refused = flow.step(&request).await;
    assert_eq!(refused.ending, Ending::Error(format!("{CALLBACK}?success=false")));
}

#[tokio::test]
async fn the_test_call_tells_the_permissions_and_takes_the_pair_alone() {
    let emulation = Emulation::start(PLATFORM, &[]).await;
    let mut flow = emulation.flow();
    flow.step(&step(Action::Authorize, Some("bookings_rw_own,payments_rw_own"))).await;
    let told = flow.step(&call("test")).await;
    let body: Value = serde_json::from_str(&answer(&told).body).expect("JSON");
    assert_eq!(body["permissions"], serde_json::json!(["bookings_rw_own", "payments_rw_own"]));
    assert_eq!(body.as_object().map(serde_json::Map::len), Some(3));
    let auth = Auth { method: None, id: None, secret: Some("wrong".to_owned()), scheme: None };
    let refused = flow.step(&Step { auth: Some(auth), ..call("test") }).await;
    assert_eq!(answer(&refused).status, 401);
    let body: Value = serde_json::from_str(&answer(&refused).body).expect("JSON");
    assert_eq!((&body["httpStatus"], body["errorId"].is_string()), (&401.into(), true));
}

#[tokio::test]
async fn header_fields_do_as_well_as_the_query() {
    let words = [
        (
            "token         = { query = \"apiKey\" }",
            "token = { header = \"X-Bookeo-apiKey\" }".to_owned(),
        ),
        (
            "client_secret = { query = \"secretKey\" }",
            "client_secret = { header = \"X-Bookeo-secretKey\" }".to_owned(),
        ),
    ];
    let emulation = Emulation::acting(PLATFORM, &[], &words).await;
    let mut flow = emulation.flow();
    flow.step(&step(Action::Authorize, Some("bookings_rw_own"))).await;
    let told = flow.step(&call("test")).await;
    assert_eq!(answer(&told).status, 200);
    let request = &told.answer().expect("a call").request;
    assert!(!request.url.contains('?'), "nothing is left in the URL: {}", request.url);
}

#[tokio::test]
async fn an_earlier_key_stays_as_it_was() {
    let emulation = Emulation::start(PLATFORM, &[]).await;
    let mut flow = emulation.flow();
    let mut first = step(Action::Authorize, Some("customers_rw_own"));
    first.name = Some("first".to_owned());
    let mut second = step(Action::Authorize, Some("customers_rwd_all"));
    second.name = Some("second".to_owned());
    flow.step(&first).await;
    flow.step(&second).await;
    let mut told = call("test");
    told.from = Some("first".to_owned());
    let body: Value = serde_json::from_str(&answer(&flow.step(&told).await).body).expect("JSON");
    assert_eq!(body["permissions"], serde_json::json!(["customers_rw_own"]));
}

/// The key of a redirect.
fn key(record: &StepRecord) -> String {
    let Ending::Code(url) = &record.ending else { panic!("no key: {record:?}") };
    let (_, rest) = url.split_once("apiKey=").expect("a key");
    rest.split('&').next().expect("a key").to_owned()
}
