//! Secrets never leave in any output: reports, terminal, messages.

use std::collections::BTreeSet;

use assay::reference::Fault;
use assay::scenario::Catalog;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::binary::{Desk, Said, finish, target};
use super::proxy::Proxy;
use crate::owner::stage::{Stage, login_page, to};

const EMBEDDED: &str = include_str!("../../../fixtures/targets/embedded.toml");

/// Formats that are made of the recorded run as the JSON report is.
const OTHERS: [(&str, &str); 5] = [
    ("html", "run.html"),
    ("sarif", "run.sarif"),
    ("markdown", "run.md"),
    ("github", "run.github"),
    ("har", "run.har"),
];

/// Every kind of report beside the JSON one.
async fn run(desk: &Desk, select: &[&str]) -> Said {
    let junit = format!("junit={}", desk.argument("junit.xml"));
    let text = format!("text={}", desk.argument("run.txt"));
    let others = OTHERS.map(|(format, name)| format!("{format}={}", desk.argument(name)));
    let others = others.iter().flat_map(|own| ["--report", own.as_str()]);
    let others: Vec<&str> = others.collect();
    let own = ["--report", &junit, "--report", &text];
    finish(desk.run(&[select, own.as_slice(), &others].concat())).await
}

/// Everything that a run wrote, by name.
fn written(desk: &Desk, said: &Said) -> Vec<(&'static str, String)> {
    let read = |name: &'static str| {
        let text = std::fs::read_to_string(desk.path(name));
        (name, text.unwrap_or_else(|error| panic!("{name}: {error}: {said:?}")))
    };
    let mut all = vec![read("run.json"), read("junit.xml"), read("run.txt")];
    all.extend(OTHERS.map(|(_, name)| read(name)));
    all.extend([("standard output", said.out.clone()), ("standard error", said.err.clone())]);
    all
}

/// Every place where one of the secrets stands, with what stands before it.
fn leaks(desk: &Desk, said: &Said, secrets: impl IntoIterator<Item = String>) -> Vec<String> {
    let written = written(desk, said);
    let mut leaks = Vec::new();
    for secret in secrets {
        for (name, text) in &written {
            if let Some(at) = text.find(&secret) {
                let before: Vec<char> = text[..at].chars().rev().take(60).collect();
                let before: String = before.into_iter().rev().collect();
                leaks.push(format!("{name}: {}>>>{secret}<<<", before.replace('\n', " ")));
            }
        }
    }
    leaks
}

fn hold_nothing_of(desk: &Desk, said: &Said, secrets: impl IntoIterator<Item = String>) {
    let leaks = leaks(desk, said, secrets);
    assert!(leaks.is_empty(), "{} leaks:\n{}", leaks.len(), leaks.join("\n"));
}

/// The secrets of the embedded target file.
fn declared() -> Vec<String> {
    [
        "s%cret+/",
        "s%25cret",
        "p0st-secret",
        "sec0nd-secret",
        "l1mited-secret",
        "sh0rt-secret",
        "rs-secret",
        "wonderland-1",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// Every token, code, verifier, cookie and credential in a recording; what a scenario itself spells
/// out is no secret.
pub(super) fn secrets_in(recording: &str) -> BTreeSet<String> {
    let catalog = Catalog::load(&[]).expect("the catalog");
    let sources: String = catalog.scenarios.values().map(|own| own.source.as_str()).collect();
    let marks = [
        ("\"access_token\":\"", "\""),
        ("\"refresh_token\":\"", "\""),
        ("access_token=", "& \r\n\"'#<"),
        ("refresh_token=", "& \r\n\"'#<"),
        ("code=", "& \r\n\"'#<"),
        ("code_verifier=", "& \r\n\"'#<"),
        ("token=", "& \r\n\"'#<"),
        ("client_secret=", "& \r\n\"'#<"),
        ("authorization: Basic ", "\r\n"),
        ("authorization: Bearer ", "\r\n"),
        ("csrf=", "& \r\n\"'#<"),
        ("name=\"csrf\" value=\"", "\""),
        ("set-cookie: session=", ";\r\n"),
        ("cookie: session=", ";\r\n"),
    ];
    let mut found = BTreeSet::new();
    for (mark, ends) in marks {
        for (at, _) in recording.match_indices(mark) {
            let value = &recording[at + mark.len()..];
            let value = value.split(|c| ends.contains(c)).next().unwrap_or_default();
            // Made-up words of scenarios are shorter. A challenge is public, even sent as a verifier.
            let public = recording.contains(&format!("code_challenge={value}"));
            if (16..512).contains(&value.len()) && !sources.contains(value) && !public {
                found.insert(value.to_owned());
            }
        }
    }
    found
}

#[tokio::test]
async fn nothing_secret_of_a_whole_run_is_written_anywhere() {
    let proxy = Proxy::start(&[]).await;
    let desk = Desk::new(&EMBEDDED.replace("http://127.0.0.1:8414", proxy.origin()));
    let said = run(&desk, &["--jobs", "8"]).await;
    assert_eq!(said.code, Some(0), "{said:?}");
    let secrets = secrets_in(&proxy.recorded());
    assert!(secrets.len() > 300, "{} secrets went over the wire", secrets.len());
    hold_nothing_of(&desk, &said, secrets.into_iter().chain(declared()));
}

#[tokio::test]
async fn faults_that_put_secrets_in_odd_places_do_not_leak_them() {
    let mut all = Vec::new();
    for faults in [
        &[Fault::DuplicateMember][..],
        &[Fault::TokenResponseNested, Fault::ErrorPageUnescaped],
        &[Fault::TokenResponseAsText, Fault::ErrorWithToken, Fault::ErrorWithCode],
        &[Fault::CodeInFragment],
        &[Fault::CredentialInLocation, Fault::RedirectErrorByMetaRefresh],
        &[Fault::AccessTokenWithQuotes, Fault::CodeNotAscii],
        &[Fault::RedirectUriNotChecked, Fault::UnknownParameterEchoed],
        &[Fault::PkceChallengeInCode, Fault::PkcePlainAccepted, Fault::JsonBodyAccepted],
    ] {
        let proxy = Proxy::start(faults).await;
        let desk = Desk::new(&EMBEDDED.replace("http://127.0.0.1:8414", proxy.origin()));
        let select = [
            "token/",
            "code/",
            "pkce/",
            "authorize/",
            "redirect-uri/unregistered",
            "refresh/works",
        ];
        let said = run(&desk, &select).await;
        assert!(matches!(said.code, Some(1 | 3)), "{faults:?}: {said:?}");
        let secrets = secrets_in(&proxy.recorded());
        assert!(secrets.len() > 20, "{faults:?}: {}", secrets.len());
        let leaks = leaks(&desk, &said, secrets.into_iter().chain(declared()));
        all.extend(leaks.into_iter().map(|leak| format!("{faults:?}: {leak}")));
    }
    assert!(all.is_empty(), "{} leaks:\n{}", all.len(), all.join("\n"));
}

#[tokio::test]
async fn tokens_in_answers_that_are_no_json_do_not_leak() {
    let token = "marked-token-0123456789";
    let mut all = Vec::new();
    for (kind, body) in [
        ("application/json", format!(r#"{{"access_token":"{token}","#)),
        ("application/json", format!(r#"{{"access_token":"{token}"}} trailing"#)),
        ("text/plain", format!("access_token={token}&token_type=bearer")),
        ("application/x-www-form-urlencoded", format!("access_token={token}&token_type=bearer")),
        (
            "application/json",
            format!(r#"{{"access_token":"{token}","access_token":"another-token-987"}}"#),
        ),
        ("application/json", format!(r#"{{"access_token":["{token}"]}}"#)),
        ("text/html", format!("<html><input type=hidden name=access_token value={token}></html>")),
    ] {
        let server = MockServer::start().await;
        let answer = ResponseTemplate::new(200).set_body_raw(body.clone(), kind);
        Mock::given(any()).respond_with(answer).mount(&server).await;
        let desk = Desk::new(&target(&server.uri()));
        let said = run(&desk, &["token/client-credentials"]).await;
        let secrets = [token, "marked-client-secret", "d2ViOm1hcmtlZC1jbGllbnQtc2VjcmV0"];
        let leaks = leaks(&desk, &said, secrets.map(str::to_owned));
        all.extend(leaks.into_iter().map(|leak| format!("{body}: {leak}")));
    }
    assert!(all.is_empty(), "{} leaks:\n{}", all.len(), all.join("\n"));
}

#[tokio::test]
async fn tokens_in_the_redirect_of_a_control_do_not_leak() {
    let answer = "https://client.example/callback?access_token=marked-token-0123456789&state=x";
    let stage = Stage::start(move |_| to(answer)).await;
    let desk = Desk::new(&target(&stage.origin()));
    let said = run(&desk, &["redirect-uri/unregistered", "state/echoed", "code/tampered"]).await;
    assert!(said.out.contains("callback?access_token=redacted-"), "it is shown: {}", said.out);
    hold_nothing_of(&desk, &said, ["marked-token-0123456789".to_owned()]);
}

#[tokio::test]
async fn the_password_of_a_login_that_fails_does_not_leak() {
    let stage = Stage::start(|_| login_page()).await;
    for password in ["marked-password", "p&ss w\u{f6}rd+1=<\"%\\"] {
        let text = target(&stage.origin()).replace("\"marked-password\"", &format!("'{password}'"));
        let desk = Desk::new(&text);
        let said = run(&desk, &["state/echoed"]).await;
        assert_eq!(said.code, Some(3), "{said:?}");
        let encoded: String = url::form_urlencoded::byte_serialize(password.as_bytes()).collect();
        let sent = stage.last_body("POST /login").await;
        assert!(sent.contains(&encoded), "{sent}");
        hold_nothing_of(&desk, &said, [password.to_owned(), encoded]);
    }
}

#[tokio::test]
async fn a_secret_that_a_server_repeats_does_not_leak() {
    let server = MockServer::start().await;
    let body = r#"{"error":"invalid_client","error_description":"marked-client-secret is wrong for d2ViOm1hcmtlZC1jbGllbnQtc2VjcmV0"}"#;
    let answer = ResponseTemplate::new(401)
        .insert_header("www-authenticate", "Basic realm=\"marked-client-secret\"")
        .set_body_raw(body, "application/json");
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let desk = Desk::new(&target(&server.uri()));
    let said = run(&desk, &["token/client-credentials", "client-auth/missing"]).await;
    let secrets = ["marked-client-secret", "d2ViOm1hcmtlZC1jbGllbnQtc2VjcmV0"];
    hold_nothing_of(&desk, &said, secrets.map(str::to_owned));
}
