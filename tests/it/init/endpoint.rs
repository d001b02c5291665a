//! The registration endpoint of the reference server, held to RFC 7591.

use assay::exchange::{Endpoint, Request, Response};
use assay::reference::{Settings, start};
use assay::runner::Transport;
use assay::target::Target;
use serde_json::{Value, json};

async fn send(origin: &str, request: Request) -> Response {
    let transport = Transport::new(&Target::of_issuer(origin)).expect("a transport");
    let exchange = transport.send(Endpoint::Registration, request, "test").await;
    exchange.response().expect("an answer").clone()
}

/// Status and body of a registration.
async fn register(origin: &str, body: &Value) -> (u16, Value) {
    let mut request = Request::new("POST", format!("{origin}/register"));
    request.headers.push(("content-type".to_owned(), "application/json".to_owned()));
    request.body = Some(body.to_string());
    let answer = send(origin, request).await;
    assert!(answer.has_directive("cache-control", "no-store"), "{answer:?}");
    (answer.status, serde_json::from_str(&answer.body).expect("JSON"))
}

async fn server(registration: bool) -> assay::reference::Running {
    let any = "127.0.0.1:0".parse().expect("an address");
    let settings = |issuer| Settings { registration, ..Settings::embedded(issuer) };
    start(any, false, settings).await.expect("a server")
}

#[tokio::test]
async fn a_client_is_registered_with_all_that_is_known_of_it() {
    let server = server(true).await;
    let asked = json!({ "redirect_uris": ["https://c.example/cb"], "client_name": "c", "scope": "read nosuch", "jwks_uri": "ignored" });
    let (status, own) = register(&server.issuer, &asked).await;
    assert_eq!(status, 201, "{own}");
    for (name, value) in [
        ("redirect_uris", json!(["https://c.example/cb"])),
        ("grant_types", json!(["authorization_code"])),
        ("response_types", json!(["code"])),
        ("token_endpoint_auth_method", json!("client_secret_basic")),
        ("client_name", json!("c")),
        ("scope", json!("read")),
        ("client_secret_expires_at", json!(0)),
    ] {
        assert_eq!(own[name], value, "{name}: {own}");
    }
    assert!(own["client_id"].is_string() && own["client_secret"].is_string());
    let public =
        json!({ "redirect_uris": ["http://127.0.0.1:1/cb"], "token_endpoint_auth_method": "none" });
    let (status, own) = register(&server.issuer, &public).await;
    assert_eq!((status, own.get("client_secret")), (201, None), "{own}");
}

#[tokio::test]
async fn what_cannot_be_registered_is_refused_by_its_name() {
    let server = server(true).await;
    let uri = "https://c.example/cb";
    for (asked, error) in [
        (json!({}), "invalid_redirect_uri"),
        (json!({ "redirect_uris": ["/cb"] }), "invalid_redirect_uri"),
        (json!({ "redirect_uris": ["https://c.example/cb#x"] }), "invalid_redirect_uri"),
        (json!({ "redirect_uris": ["http://c.example/cb"] }), "invalid_redirect_uri"),
        (json!({ "redirect_uris": [uri], "grant_types": ["password"] }), "invalid_client_metadata"),
        (json!({ "redirect_uris": uri }), "invalid_client_metadata"),
        (json!({ "redirect_uris": [uri], "response_types": ["token"] }), "invalid_client_metadata"),
        (
            json!({ "grant_types": ["client_credentials"], "token_endpoint_auth_method": "none" }),
            "invalid_client_metadata",
        ),
        (
            json!({ "redirect_uris": [uri], "token_endpoint_auth_method": "private_key_jwt" }),
            "invalid_client_metadata",
        ),
        (json!([1]), "invalid_client_metadata"),
    ] {
        let (status, own) = register(&server.issuer, &asked).await;
        assert_eq!((status, own["error"].as_str()), (400, Some(error)), "{asked}: {own}");
    }
}

#[tokio::test]
async fn only_who_asks_for_it_has_the_endpoint() {
    for (registration, status) in [(true, 405), (false, 404)] {
        let server = server(registration).await;
        let get = async |path: &str| {
            send(&server.issuer, Request::new("GET", format!("{}{path}", server.issuer))).await
        };
        assert_eq!(get("/register").await.status, status);
        let metadata = get("/.well-known/oauth-authorization-server").await;
        assert_eq!(metadata.body.contains("registration_endpoint"), registration);
    }
}
