//! No secret is ever in a fingerprint, wherever a server puts it.

use assay::snapshot::Reading;
use assay::target::Target;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::desk::{all_probes, ask, root};

const SECRETS: [&str; 8] = [
    "s%cret+/",
    "s%25cret",
    "p0st-secret",
    "sec0nd-secret",
    "l1mited-secret",
    "sh0rt-secret",
    "rs-secret",
    "wonderland-1",
];

#[test]
fn no_accepted_snapshot_holds_a_secret() {
    for probe in all_probes() {
        let path = root().join(format!("fixtures/snapshots/embedded/{}.snap", probe.name));
        let text = std::fs::read_to_string(path).expect("a snapshot");
        for secret in SECRETS {
            assert!(!text.contains(secret), "{} holds {secret}", probe.name);
        }
        // Nothing that nobody chose is left: no run of letters and digits as tokens have them.
        let runs = text.split(|c: char| !c.is_ascii_alphanumeric());
        let odd = runs.filter(|own| own.len() >= 20 && own.contains(|c: char| c.is_ascii_digit()));
        assert_eq!(odd.collect::<Vec<_>>(), Vec::<&str>::new(), "{}", probe.name);
    }
}

/// Sends back everything that was sent, wherever something can stand.
fn echo(request: &Request) -> ResponseTemplate {
    let sent = String::from_utf8_lossy(&request.body).into_owned();
    let credentials = request.headers.get("authorization").and_then(|own| own.to_str().ok());
    let credentials = credentials.unwrap_or_default().to_owned();
    let decoded: Vec<(String, String)> =
        url::form_urlencoded::parse(sent.as_bytes()).into_owned().collect();
    let members: serde_json::Map<String, serde_json::Value> =
        decoded.iter().map(|(name, value)| (value.clone(), name.as_str().into())).collect();
    let body = serde_json::json!({
        "error": format!("invalid {sent}"),
        "error_description": format!("got '{credentials}' and {decoded:?}"),
        "access_token": 1_234_567_890_123_u64,
        "members": members,
        "list": [credentials, sent.clone()],
        "password": "wonderland-1",
        "secret": "c0nf: s%cret+/ü",
    });
    ResponseTemplate::new(400)
        .append_header("x-echo", sent.as_str())
        .append_header("set-cookie", format!("{}=v-secret-value-99; Path=/", "wonderland-1"))
        .append_header("www-authenticate", format!("Basic realm=\"{credentials}\""))
        .append_header("location", format!("/next?client_secret=p0st-secret&{sent}"))
        .set_body_json(body)
}

#[tokio::test]
async fn a_server_that_sends_everything_back_leaves_no_secret() {
    let server = MockServer::start().await;
    let issuer = server.uri();
    let metadata = serde_json::json!({
        "issuer": issuer, "token_endpoint": format!("{issuer}/token"),
        "authorization_endpoint": format!("{issuer}/authorize"),
        "revocation_endpoint": format!("{issuer}/revoke"),
        "introspection_endpoint": format!("{issuer}/introspect"),
    });
    let well_known = path("/.well-known/oauth-authorization-server");
    let answer = ResponseTemplate::new(200).set_body_json(metadata);
    Mock::given(method("GET")).and(well_known).respond_with(answer).mount(&server).await;
    Mock::given(method("POST")).respond_with(echo).mount(&server).await;

    let names = ["client-credentials", "client-wrong-secret", "client-wrong-secret-in-body"];
    for name in names.into_iter().chain(["code-unknown", "revocation-unknown-token"]) {
        let target: Target = assay::cli::embedded_target(&issuer);
        let text = match ask(target, name, 5).await {
            Reading::Seen { fingerprint, .. } => fingerprint.render(),
            other => panic!("{name}: {other:?}"),
        };
        for secret in SECRETS.into_iter().chain(["v-secret-value-99", "1234567890123"]) {
            assert!(!text.contains(secret), "{name} holds {secret}: {text}");
        }
        let sent = server.received_requests().await.expect("requests");
        let request = sent.last().expect("a request");
        let form: Vec<(String, String)> =
            url::form_urlencoded::parse(&request.body).into_owned().collect();
        for (parameter, value) in form {
            let drawn =
                matches!(parameter.as_str(), "code" | "token" | "client_secret" | "code_verifier");
            assert!(!drawn || !text.contains(&value), "{name} holds {parameter}: {text}");
        }
    }
}
