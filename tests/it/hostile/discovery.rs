//! The first look at a target: what is no metadata, what comes next, and what is said when nothing
//! is left.

use std::path::Path;

use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::binary::{Desk, assay, target};
use super::raw::{Play, Raw, json};

const OAUTH: &str = "/.well-known/oauth-authorization-server";
const OPENID: &str = "/.well-known/openid-configuration";

async fn serve(server: &MockServer, at: &str, answer: ResponseTemplate) {
    Mock::given(path(at)).respond_with(answer).mount(server).await;
}

fn document(issuer: &str) -> String {
    serde_json::json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "response_types_supported": ["code"],
    })
    .to_string()
}

/// A file of `fixtures/metadata` as an answer of the kind that its name says.
fn fixture(name: &str) -> ResponseTemplate {
    let body = std::fs::read(Path::new("fixtures/metadata").join(name)).expect(name);
    let kind = if name.ends_with(".html") { "text/html" } else { "application/json" };
    ResponseTemplate::new(200).set_body_raw(body, kind)
}

fn fixtures() -> Vec<String> {
    let folder = std::fs::read_dir("fixtures/metadata").expect("the folder");
    let names =
        folder.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    let names: Vec<String> = names.collect();
    assert!(names.len() >= 7, "{names:?}");
    names
}

#[tokio::test]
async fn what_is_no_metadata_leads_on_to_openid_discovery() {
    for name in fixtures() {
        let server = MockServer::start().await;
        serve(&server, OAUTH, fixture(&name)).await;
        let good =
            ResponseTemplate::new(200).set_body_raw(document(&server.uri()), "application/json");
        serve(&server, OPENID, good).await;
        let said = assay(&["plan", "--issuer", &server.uri()]).await;
        assert_eq!(said.code, Some(0), "{name}: {said:?}");
        let found = format!("metadata      {}{OPENID}\n", server.uri());
        assert!(said.out.contains(&found), "{name}: {}", said.out);
        assert!(said.out.contains(&format!("token         {}/token\n", server.uri())), "{name}");
    }
}

#[tokio::test]
async fn where_nothing_is_metadata_both_urls_are_shown() {
    for name in fixtures() {
        let server = MockServer::start().await;
        serve(&server, OAUTH, fixture(&name)).await;
        serve(&server, OPENID, fixture(&name)).await;
        let said = assay(&["run", "--issuer", &server.uri()]).await;
        assert_eq!(said.code, Some(3), "{name}: {said:?}");
        let message = said.message();
        for at in [OAUTH, OPENID] {
            let seen = format!("GET {}{at} answered 200", server.uri());
            assert!(message.contains(&seen), "{name}: {message}");
        }
        assert!(message.contains("no metadata document"), "{name}: {message}");
        assert!(message.contains("help: give the endpoints by hand"), "{name}: {message}");
        assert_eq!(said.out, "", "{name}");
    }
}

#[tokio::test]
async fn other_statuses_than_200_are_no_metadata() {
    for status in [201, 302, 401, 404, 429, 500] {
        let server = MockServer::start().await;
        let answer = ResponseTemplate::new(status)
            .insert_header("location", "http://127.0.0.1:1/elsewhere")
            .set_body_raw(document(&server.uri()), "application/json");
        serve(&server, OAUTH, answer.clone()).await;
        serve(&server, OPENID, answer).await;
        let said = assay(&["run", "--issuer", &server.uri()]).await;
        assert_eq!(said.code, Some(3), "{status}: {said:?}");
        assert!(said.message().contains(&format!("answered {status}")), "{}", said.err);
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_told_with_its_url() {
    let raw = Raw::always(vec![Play::Reset]).await;
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let refused = format!("http://{}", closed.local_addr().expect("an address"));
    drop(closed);
    for (origin, words) in [(raw.origin(), "reset"), (refused.as_str(), "Connection refused")] {
        for command in ["run", "plan"] {
            let said = assay(&[command, "--issuer", origin]).await;
            assert_eq!(said.code, Some(3), "{said:?}");
            let message = said.message();
            assert!(message.contains("failed to reach the target"), "{message}");
            assert!(message.contains(&format!("{origin}{OAUTH}")), "{message}");
            assert!(message.contains(words), "{message}");
            assert!(message.contains("help: check the URL"), "{message}");
            assert_eq!(said.err.matches('×').count(), 1);
        }
    }
}

#[tokio::test]
async fn a_url_in_a_message_is_whole_so_that_it_can_be_copied() {
    let raw = Raw::always(vec![Play::Reset]).await;
    let said = assay(&["run", "--issuer", raw.origin()]).await;
    assert!(said.err.contains(&format!("{}{OAUTH}", raw.origin())), "{}", said.err);
}

#[tokio::test]
async fn a_server_that_says_nothing_runs_into_the_deadlines() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n".to_vec();
    for (plays, words) in [
        (vec![Play::Hang], "timeout: no answer within 1 s"),
        (vec![Play::Send(head), Play::Hang], "timeout: no end of the answer within 2 s"),
    ] {
        let raw = Raw::always(plays).await;
        let text = format!(
            "issuer = \"{}\"\n[manners]\nfirst_byte_timeout = 1\ntimeout = 2\n",
            raw.origin()
        );
        let desk = Desk::new(&text);
        let said = assay(&["run", "--target", &desk.argument("target.toml")]).await;
        assert_eq!(said.code, Some(3), "{said:?}");
        assert!(said.message().contains(words), "{}", said.err);
        assert!(said.message().contains(&format!("{}{OAUTH}", raw.origin())), "{}", said.err);
    }
}

#[tokio::test]
async fn endless_metadata_is_none() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{\"issuer\":\"".to_vec();
    let raw = Raw::always(vec![Play::Send(head), Play::Flood(vec![b'x'; 1 << 16])]).await;
    let said = assay(&["run", "--issuer", raw.origin()]).await;
    assert_eq!(said.code, Some(3), "{said:?}");
    assert!(said.message().contains("no metadata document"), "{}", said.err);
}

#[tokio::test]
async fn endpoints_by_hand_do_without_metadata() {
    let server = MockServer::start().await;
    let good = ResponseTemplate::new(200).insert_header("cache-control", "no-store").set_body_raw(
        r#"{"access_token":"abcdefghijkl","token_type":"Bearer","expires_in":60}"#,
        "application/json",
    );
    serve(&server, "/token", good).await;
    let text = format!("issuer = \"{}\"\n{}", server.uri(), target(&server.uri()));
    let outcome = Desk::new(&text).outcome(&["token/client-credentials"]).await;
    assert_eq!(outcome.verdict("token/client-credentials"), "pass", "{outcome:?}");
    let asked = server.received_requests().await.unwrap_or_default();
    let looked = asked.iter().filter(|own| own.url.path().starts_with("/.well-known/")).count();
    assert!(looked >= 2, "discovery was tried");
}

#[tokio::test]
async fn endpoints_by_hand_win_over_the_metadata() {
    let server = MockServer::start().await;
    let good = ResponseTemplate::new(200).set_body_raw(document(&server.uri()), "application/json");
    serve(&server, OAUTH, good).await;
    let text = format!("issuer = \"{0}\"\n[endpoints]\ntoken = \"{0}/by/hand\"\n", server.uri());
    let desk = Desk::new(&text);
    let said = assay(&["plan", "--target", &desk.argument("target.toml")]).await;
    assert!(
        said.out.contains(&format!("token         {}/by/hand\n", server.uri())),
        "{}",
        said.out
    );
    assert!(
        said.out.contains(&format!("authorization {}/authorize\n", server.uri())),
        "{}",
        said.out
    );
}

#[tokio::test]
async fn a_repeated_member_of_the_metadata_is_a_finding() {
    let server = MockServer::start().await;
    let body = document(&server.uri()).replacen('{', r#"{"issuer":"https://other.example","#, 1);
    serve(&server, OAUTH, ResponseTemplate::new(200).set_body_raw(body, "application/json")).await;
    let desk = Desk::new(&format!("issuer = \"{}\"\n", server.uri()));
    let outcome = desk.outcome(&["metadata/"]).await;
    assert_eq!(outcome.verdict("ambient/json-members-once"), "fail", "{outcome:?}");
    assert!(outcome.said.out.contains("issuer more than once"), "{}", outcome.said.out);
    assert_eq!(outcome.said.code, Some(1));
}

#[tokio::test]
async fn metadata_members_of_the_wrong_type_are_findings_and_crash_nothing() {
    let server = MockServer::start().await;
    let body = serde_json::json!({
        "issuer": server.uri(),
        "authorization_endpoint": { "url": "https://as.example" },
        "token_endpoint": 7,
        "response_types_supported": "code",
        "scopes_supported": [1, null],
        "code_challenge_methods_supported": { "S256": true },
        "authorization_response_iss_parameter_supported": "yes",
    });
    let body = ResponseTemplate::new(200).set_body_raw(body.to_string(), "application/json");
    serve(&server, OAUTH, body).await;
    let desk = Desk::new(&format!("issuer = \"{}\"\n", server.uri()));
    let outcome = desk.outcome(&[]).await;
    assert_eq!(outcome.verdict("ambient/metadata-document"), "fail", "{outcome:?}");
    assert_eq!(outcome.said.code, Some(1));
}

#[tokio::test]
async fn metadata_endpoints_that_are_no_urls_establish_nothing() {
    let raw = Raw::start(|request| {
        let host = request.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default();
        let body = format!(
            r#"{{"issuer":"http://{host}","authorization_endpoint":"/authorize","token_endpoint":"no url","response_types_supported":["code"]}}"#
        );
        vec![Play::Send(json("200 OK", &body))]
    })
    .await;
    let clients = target(raw.origin());
    let (_, clients) = clients.split_once("[[client]]").expect("a client");
    let desk = Desk::new(&format!("issuer = \"{}\"\n[[client]]{clients}", raw.origin()));
    let outcome = desk.outcome(&["token/client-credentials", "state/echoed"]).await;
    for id in ["token/client-credentials", "state/echoed"] {
        assert_eq!(outcome.verdict(id), "inconclusive", "{:?}", outcome.result(id));
    }
    assert!(outcome.reason("token/client-credentials").contains("no url"), "{outcome:?}");
    assert!(
        outcome.reason("state/echoed").contains("/authorize"),
        "{}",
        outcome.reason("state/echoed")
    );
}
