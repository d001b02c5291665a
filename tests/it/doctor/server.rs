//! Servers that no target file could mend, and files that say little.

use serde_json::json;
use tempfile::TempDir;
use wiremock::matchers::{body_string_contains, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::desk::{Diagnosed, examine};

/// A target file with endpoints by hand and one client.
fn file(origin: &str) -> String {
    format!(
        "[endpoints]\ntoken = \"{origin}/token\"\nintrospection = \"{origin}/introspect\"\n\
         [[client]]\nrole = \"confidential\"\nid = \"c\"\nsecret = \"marked-client-secret\"\n\
         grants = [\"client_credentials\"]\n[scopes]\nallowed = [\"read\"]\n"
    )
}

async fn examined(server: &MockServer) -> Diagnosed {
    let text = file(&server.uri());
    let work = move || examine(&TempDir::new().expect("a folder"), &text);
    tokio::task::spawn_blocking(work).await.expect("the doctor")
}

async fn answering(server: &MockServer, at: &str, words: &str, answer: ResponseTemplate) {
    let mock = Mock::given(method("POST")).and(path(at)).and(body_string_contains(words));
    mock.respond_with(answer).mount(server).await;
}

fn token() -> ResponseTemplate {
    let body = json!({ "access_token": "Zm9vYmFyYmF6cXV4MDEyMzQ1Njc4OWFi", "token_type": "Bearer", "expires_in": 60 });
    ResponseTemplate::new(200).set_body_json(body)
}

fn refusal() -> ResponseTemplate {
    ResponseTemplate::new(400).set_body_json(json!({ "error": "invalid_request" }))
}

#[tokio::test]
async fn a_crash_is_the_servers_and_no_verdict_on_the_file() {
    let server = MockServer::start().await;
    answering(&server, "/token", "grant_type", ResponseTemplate::new(503)).await;
    answering(&server, "/token", "", refusal()).await;
    answering(&server, "/introspect", "", refusal()).await;
    let own = examined(&server).await;
    assert_eq!(own.said.code, 3, "{}", own.said.out);
    assert_eq!(own.with("server"), ["client c"], "{}", own.said.out);
    assert_eq!(own.with("wrong"), Vec::<String>::new());
}

#[tokio::test]
async fn a_client_that_may_not_introspect_is_told_so() {
    let server = MockServer::start().await;
    answering(&server, "/token", "grant_type", token()).await;
    answering(&server, "/token", "", refusal()).await;
    let inactive = ResponseTemplate::new(200).set_body_json(json!({ "active": false }));
    answering(&server, "/introspect", "token=", inactive).await;
    answering(&server, "/introspect", "", refusal()).await;
    let own = examined(&server).await;
    assert_eq!(own.said.code, 2, "{}", own.said.out);
    let wrong = own.wrong();
    assert_eq!(wrong["area"], "introspection", "{}", own.said.out);
    assert!(wrong["cure"].as_str().is_some_and(|own| own.contains("resource-server")));
}

#[tokio::test]
async fn what_the_server_repeats_of_a_secret_is_not_told() {
    let server = MockServer::start().await;
    let body = json!({ "error": "invalid_client", "error_description": "marked-client-secret is wrong, d2ViOm1hcmtlZC1jbGllbnQtc2VjcmV0" });
    let refused = ResponseTemplate::new(401).set_body_json(body);
    answering(&server, "/token", "", refused).await;
    answering(&server, "/introspect", "", refusal()).await;
    let own = examined(&server).await;
    assert_eq!(own.said.code, 2, "{}", own.said.out);
    assert!(own.said.out.contains("redacted-client-secret-1 is wrong"), "{}", own.said.out);
    let json = serde_json::to_string(&own.examinations).expect("JSON");
    assert!(
        !own.said.out.contains("marked-client-secret") && !json.contains("marked-client-secret")
    );
}

#[tokio::test]
async fn few_requests_are_sent() {
    let server = MockServer::start().await;
    answering(&server, "/token", "grant_type", token()).await;
    answering(&server, "/token", "", refusal()).await;
    let active = ResponseTemplate::new(200).set_body_json(json!({ "active": true }));
    answering(&server, "/introspect", "token=", active).await;
    answering(&server, "/introspect", "", refusal()).await;
    let own = examined(&server).await;
    assert_eq!(own.said.code, 0, "{}", own.said.out);
    // Both endpoints bare, the client's grant, the scopes, a token and its introspection.
    assert_eq!(server.received_requests().await.expect("requests").len(), 6, "{}", own.said.out);
}
