//! booked55: what passes by its documents, what its variants show, and its answers to the octet.

use assay::exchange::StepRecord;
use assay::scenario::Action;
use serde_json::Value;

use super::claims::{
    Passing, Shown, assert_green_by_entries, assert_passing, assert_variants_show,
};
use super::emulation::{Emulation, answer, call, step, tokens};
use super::recorded::{recorded, run};

const PLATFORM: &str = "booked55";

const PASSING: Passing<'_> = &[
    ("the code grant with an explicit S256", &["pkce/appendix-b-vector"]),
    (
        "a wrong or missing verifier is invalid_grant",
        &["pkce/wrong-verifier", "pkce/missing-verifier"],
    ),
    ("a code works once", &["code/replay", "race/code-redemption"]),
    (
        "redirect URIs are compared exactly",
        &["redirect-uri/unregistered", "redirect-uri/extra-query"],
    ),
    ("refresh works", &["refresh/works"]),
    (
        "each scope can be had by its name",
        &["property/every-resource", "property/granted-scope-within-requested-and-allowed"],
    ),
    (
        "each tool obeys its scope, and says 403",
        &["property/every-resource", "bearer/insufficient-scope"],
    ),
    (
        "introspection tells live tokens from others",
        &[
            "introspection/live-token",
            "introspection/unknown-token",
            "introspection/tampered-token",
        ],
    ),
    (
        "a revoked token is inactive and opens nothing",
        &["revocation/access-token", "bearer/revoked-token"],
    ),
    ("revoking what was never issued is 200", &["revocation/unknown-token"]),
    (
        "userinfo has sub, and the e-mail address with its scope alone",
        &["openid/userinfo", "openid/userinfo-with-email"],
    ),
    ("an unknown scope is invalid_scope by redirect", &["authorize/unknown-scope"]),
];

const VARIANTS: &[Shown<'_>] = &[
    Shown {
        variant: "plain-by-default",
        by: "pkce/plain-method",
        select: &["pkce/plain-method"],
        requirement: "pkce-plain-discouraged",
    },
    Shown {
        variant: "audience-not-checked",
        by: "mcp/foreign-audience",
        select: &["mcp/foreign-audience"],
        requirement: "mcp-audience-checked",
    },
    Shown {
        variant: "resource-refused",
        by: "mcp/resource-parameter",
        select: &["mcp/resource-parameter"],
        requirement: "mcp-resource-param-tolerated",
    },
    Shown {
        variant: "state-dropped",
        by: "state/echoed",
        select: &["state/echoed"],
        requirement: "state-echoed-success",
    },
    Shown {
        variant: "answers-cached",
        by: "ambient/no-store",
        select: &["refresh/works"],
        requirement: "token-response-cache-control",
    },
    Shown {
        variant: "only-documented-members",
        by: "ambient/token-response",
        select: &["refresh/works"],
        requirement: "token-response-token-type",
    },
    Shown {
        variant: "introspection-open",
        by: "introspection/without-authentication",
        select: &["introspection/without-authentication"],
        requirement: "introspection-auth-required",
    },
    Shown {
        variant: "unknown-revocation-refused",
        by: "revocation/unknown-token",
        select: &["revocation/unknown-token"],
        requirement: "revocation-unknown-token-200",
    },
    Shown {
        variant: "refresh-not-rotated",
        by: "refresh/rotated",
        select: &["refresh/rotated"],
        requirement: "refresh-public-replay-detection",
    },
];

#[test]
fn what_passes_by_its_documents_passes() {
    assert_passing(&recorded(PLATFORM).run, PASSING);
}

#[test]
fn it_is_green_because_of_its_entries_alone() {
    assert_green_by_entries(PLATFORM, "authorize/missing-response-type", "response-type-needed");
}

#[test]
fn each_variant_of_its_table_shows() {
    assert_variants_show(PLATFORM, VARIANTS, &[]);
}

#[test]
fn a_challenge_without_a_method_that_is_refused_departs_no_more() {
    let own = run(PLATFORM, &["--variant", "method-needed", "pkce/method-left-out"]);
    assert_eq!(own.run.results[0].findings, [], "{}", own.shown);
    assert_eq!(own.code, Some(1), "its entries are stale: {}", own.shown);
}

#[tokio::test]
async fn a_token_answer_has_the_members_that_were_assumed() {
    let emulation = Emulation::start(PLATFORM, &[]).await;
    let record = tokens(&mut emulation.flow(), "read:contacts openid").await;
    let body: Value = serde_json::from_str(&answer(&record).body).expect("JSON");
    let names: Vec<_> = body.as_object().expect("an object").keys().collect();
    assert_eq!(names, ["access_token", "token_type", "expires_in", "refresh_token", "scope"]);
    for (member, prefix) in [("access_token", "b55_at_"), ("refresh_token", "b55_rt_")] {
        let random = body[member].as_str().and_then(|own| own.strip_prefix(prefix));
        assert_eq!(random.map(str::len), Some(43), "{body}");
    }
    assert_eq!(body["scope"], "read:contacts openid");
    assert_eq!((&body["token_type"], &body["expires_in"]), (&"Bearer".into(), &3600.into()));
}

#[tokio::test]
async fn the_documented_request_without_response_type_and_method_works() {
    let emulation = Emulation::start(PLATFORM, &[]).await;
    let mut flow = emulation.flow();
    let mut request = step(Action::Authorize, Some("read:contacts"));
    request.drop = vec!["response_type".to_owned(), "code_challenge_method".to_owned()];
    flow.step(&request).await;
    let record = flow.step(&step(Action::Token, None)).await;
    assert_eq!(answer(&record).status, 200, "{record:?}");
}

#[tokio::test]
async fn its_endpoints_are_where_the_documents_have_them_and_nothing_is_published() {
    let emulation = Emulation::start(PLATFORM, &[]).await;
    let mut flow = emulation.flow();
    let issuer = flow.target().issuer.clone().expect("an issuer");
    for (path, status) in [
        ("/oauth/authorize", 400),
        ("/authorize", 404),
        ("/token", 404),
        ("/oauth/userinfo", 401),
        ("/.well-known/oauth-authorization-server", 404),
        ("/.well-known/openid-configuration", 404),
        ("/.well-known/oauth-protected-resource", 404),
        ("/.well-known/oauth-protected-resource/mcp", 404),
        ("/jwks", 404),
    ] {
        let mut asked = step(Action::Metadata, None);
        asked.url = Some(format!("{issuer}{path}"));
        assert_eq!(answer(&flow.step(&asked).await).status, status, "{path}");
    }
}

#[tokio::test]
async fn userinfo_tells_what_the_scope_opens_and_each_tool_takes_its_own() {
    let emulation = Emulation::start(PLATFORM, &[]).await;
    let mut flow = emulation.flow();
    tokens(&mut flow, "openid write:tasks").await;
    let told = flow.step(&call("userinfo")).await;
    assert_eq!(answer(&told).body, r#"{"sub":"dana"}"#);
    // Creating tasks completes none.
    let made = flow.step(&call("create_task")).await;
    let content = r#"{"content":[{"type":"text","text":"create_task"}],"isError":false}"#;
    assert_eq!(answer(&made).body, format!(r#"{{"jsonrpc":"2.0","id":1,"result":{content}}}"#));
    let refused = flow.step(&call("complete_task")).await;
    assert_eq!(answer(&refused).status, 403);
    let challenges = answer(&refused).challenges();
    assert_eq!(challenges[0].parameter("scope"), Some("complete:tasks"));
    tokens(&mut flow, "openid profile email").await;
    let told = flow.step(&call("userinfo")).await;
    assert_eq!(answer(&told).body, r#"{"sub":"dana","name":"Dana","email":"dana@crm.example"}"#);
}

#[tokio::test]
async fn a_key_opens_the_tools_and_no_identity() {
    let emulation = Emulation::start(PLATFORM, &[]).await;
    let mut flow = emulation.flow();
    let mut with_key = async |resource: &str, key: &str| -> StepRecord {
        let mut step = call(resource);
        step.key = Some(key.to_owned());
        flow.step(&step).await
    };
    assert_eq!(answer(&with_key("delete_contact", "scoped").await).status, 200);
    assert_eq!(answer(&with_key("userinfo", "narrow").await).status, 403);
}
