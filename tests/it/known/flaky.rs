//! A server that fails now and then: its flaky finding is retried and counted.

use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;
use tempfile::TempDir;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use crate::cli::assay;

/// A token endpoint that takes so many wrong secrets for right, and then knows better.
struct Moody {
    leaks: AtomicUsize,
}

impl Respond for Moody {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        // `id:right` in Base64.
        let right =
            request.headers.get("authorization").is_some_and(|own| own == "Basic aWQ6cmlnaHQ=");
        let spend = |left: usize| left.checked_sub(1);
        let leaks = || self.leaks.fetch_update(Ordering::SeqCst, Ordering::SeqCst, spend).is_ok();
        let (status, body) = if right || leaks() {
            (
                200,
                json!({ "access_token": "a-token-of-some-length", "token_type": "Bearer", "expires_in": 60 }),
            )
        } else {
            (401, json!({ "error": "invalid_client" }))
        };
        ResponseTemplate::new(status)
            .insert_header("cache-control", "no-store")
            .insert_header("pragma", "no-cache")
            .insert_header("www-authenticate", "Basic realm=\"tokens\"")
            .set_body_json(body)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flaky_finding_is_tried_again_and_the_tries_are_counted() {
    let folder = TempDir::new().expect("a folder");
    let at = |name: &str| folder.path().join(name).display().to_string();
    let (list, report) = (at("known.toml"), at("run.json"));

    let first = run(&folder, 1, &["--report", &format!("json={report}")]).await;
    assert_eq!(first.0, 1, "{}", first.1);
    assert_eq!(assay(&["known", "add", &report, "--to", &list, "--flaky"]).code, 0);
    let text = fs::read_to_string(&list).expect("the list");
    fs::write(&list, text.replace("reason      = \"\"", "reason = \"a slow replica\""))
        .expect("the list");

    let (code, out) = run(&folder, 2, &["--known", &list]).await;
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("KNOWN") && out.contains("flaky: 2 of 3 tries showed it"), "{out}");
    let (code, out) = run(&folder, 3, &["--known", &list]).await;
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("FAIL") && out.contains("flaky: 3 of 3 tries showed it"), "{out}");
    let (code, out) = run(&folder, 0, &["--known", &list]).await;
    assert_eq!(code, 0, "{out}");
    assert!(!out.contains("STALE") && !out.contains("flaky"), "{out}");
}

/// Exit code and words of a run against a server that leaks so often.
async fn run(folder: &TempDir, leaks: usize, more: &[&str]) -> (i32, String) {
    let server = MockServer::start().await;
    let moody = Moody { leaks: AtomicUsize::new(leaks) };
    Mock::given(any()).respond_with(moody).mount(&server).await;
    let target = folder.path().join("target.toml");
    let text = format!(
        "[endpoints]\ntoken = \"{}/token\"\n[[client]]\nrole = \"confidential\"\nid = \"id\"\nsecret = \"right\"\n\
         grants = [\"client_credentials\"]\n",
        server.uri()
    );
    fs::write(&target, text).expect("a target file");
    let target = target.display().to_string();
    let plain = ["run", "client-auth/wrong-secret-basic", "--target", &target, "--quiet"];
    let said = assay(&[plain.as_slice(), more].concat());
    (said.code, said.out + &said.err)
}
