//! No secret in anything that a run leaves behind.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::binary::{Said, Served, turn};
use super::desk::{Desk, SECRET, basic_credentials};
use super::scripted::{Play, Scripted, answer, token};

/// Every report format, by the ending of its file.
const FORMATS: [&str; 6] = ["json", "html", "text", "junit", "csv", "prometheus"];

/// Runs with a report of every format and goose's own.
async fn run(desk: &Desk, profile: &str, more: &[&str]) -> Said {
    let turn = turn().await;
    let reports = FORMATS.map(|own| format!("{own}={}", desk.argument(&format!("load.{own}"))));
    let mut all: Vec<&str> = reports.iter().flat_map(|own| ["--report", own.as_str()]).collect();
    let goose = ["goose.html", "goose.json"].map(|own| desk.argument(own));
    all.extend(goose.iter().flat_map(|own| ["--goose-report", own.as_str()]));
    all.extend(more);
    desk.load(&turn, profile, &all).await
}

/// Where one of the secrets stands.
fn leaks(desk: &Desk, said: &Said, secrets: &[String]) -> Vec<String> {
    let mut texts =
        vec![("stdout".to_owned(), said.out.clone()), ("stderr".to_owned(), said.err.clone())];
    let files = FORMATS.map(|own| format!("load.{own}"));
    for name in files.into_iter().chain(["goose.html", "goose.json"].map(str::to_owned)) {
        let text = std::fs::read_to_string(desk.path(&name));
        texts.push((name.clone(), text.unwrap_or_else(|error| panic!("{name}: {error}"))));
    }
    let mut found = Vec::new();
    for (place, text) in &texts {
        assert!(text.len() > 50, "{place} is no report: {text}");
        for secret in secrets {
            if let Some(at) = text.find(secret.as_str()) {
                let from = text[..at].char_indices().rev().nth(60).map_or(0, |(at, _)| at);
                let around: String = text[from..].chars().take(140).collect();
                found.push(format!("{place}: `{secret}` in {around:?}"));
            }
        }
    }
    found
}

/// A secret in every form that it may be written in.
fn forms(id: &str, secret: &str) -> Vec<String> {
    let form: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let percent = form.replace('+', "%20");
    let bare = STANDARD.encode(format!("{id}:{secret}"));
    let encoded = STANDARD.encode(format!("{id}:{form}"));
    let json = serde_json::to_string(secret).expect("JSON").trim_matches('"').to_owned();
    vec![secret.to_owned(), form, percent, bare, encoded, json, STANDARD.encode(secret)]
}

#[tokio::test]
async fn the_secrets_of_the_target_file_and_its_tokens_do_not_leak() {
    let served = Served::start(&["--fault", "introspection-answers-swapped"]).await;
    let desk = Desk::embedded(&served.issuer);
    let shape = ["--rate", "80", "--duration", "1500ms", "--ramp", "0s", "--seed", "1"];
    let said = run(&desk, "introspection-steady", &shape).await;
    let report = said.report_of(1);
    let shown = report.violations.iter().any(|own| own.exchange.is_some());
    assert!(shown, "no exchange is shown: {:?}", report.violations);
    let mut secrets = forms("conf-client", "c0nf: s%cret+/ü");
    secrets.extend(forms("second-client", "sec0nd-secret"));
    secrets.extend(forms("resource-server", "rs-secret"));
    secrets.push("wonderland-1".to_owned());
    let leaks = leaks(&desk, &said, &secrets);
    assert!(leaks.is_empty(), "{}", leaks.join("\n"));
    for request in report.violations.iter().filter_map(|own| own.exchange.as_ref()) {
        let shown = serde_json::to_string(request).expect("JSON");
        assert!(shown.contains("redacted"), "{shown}");
    }
}

#[tokio::test]
async fn a_server_that_repeats_secrets_and_tokens_makes_no_leak() {
    let encoded: String = url::form_urlencoded::byte_serialize(SECRET.as_bytes()).collect();
    let server = Scripted::start(move |number, request| {
        let basic = request.lines().find_map(|line| line.split_once("uthorization: ")).map(|own| own.1);
        let basic = basic.unwrap_or("none");
        let issued = format!("marked-token-{number:08}");
        let headers = format!("server: {encoded} {basic}\r\nx-echo: {encoded} {issued}\r\n");
        let json = serde_json::to_string(SECRET).expect("JSON");
        let body = match number {
            1 => return Play::Send(token(number)),
            // More than was granted: a violation whose exchange is shown.
            n if n % 3 == 0 => format!(
                r#"{{"access_token":"{issued}","token_type":"Bearer","expires_in":60,"scope":"read {issued}","note":{json},"more":"{basic}"}}"#
            ),
            n if n % 3 == 1 => {
                let body = format!(r#"{{"error":{json},"error_description":"{issued} {basic}"}}"#);
                return Play::Send(answer("400 Bad Request", &headers, &body));
            }
            _ => {
                let body = format!("<html>{encoded} {basic} {issued}");
                return Play::Send(answer("200 OK", &headers, &body));
            }
        };
        Play::Send(answer("200 OK", &headers, &body))
    })
    .await;
    let desk = Desk::by_hand(&server.origin, "");
    let said = run(&desk, "plain", &["--rate", "50", "--duration", "1s"]).await;
    let report = said.report_of(1);
    assert!(report.violations.iter().any(|own| own.exchange.is_some()), "{:?}", report.violations);
    assert!(server.heard().iter().any(|own| own.text.contains(&basic_credentials())));
    let secrets = [forms("web", SECRET), vec!["marked-token-".to_owned()]].concat();
    let leaks = leaks(&desk, &said, &secrets);
    assert!(leaks.is_empty(), "{}", leaks.join("\n"));
}

#[tokio::test]
async fn a_server_that_repeats_secrets_at_rest_makes_no_leak() {
    let turn = turn().await;
    let json = serde_json::to_string(SECRET).expect("JSON");
    let body = format!(r#"{{"error":{json}}}"#);
    let server =
        Scripted::start(move |_, _| Play::Send(answer("400 Bad Request", "", &body))).await;
    let desk = Desk::by_hand(&server.origin, "");
    let said = desk.load(&turn, "plain", &[]).await;
    assert_eq!((said.code, said.out.as_str()), (Some(3), ""), "{}", said.err);
    assert!(said.err.contains("failed at rest"), "{}", said.err);
    for secret in forms("web", SECRET) {
        assert!(!said.err.contains(&secret), "{}", said.err);
    }
}
