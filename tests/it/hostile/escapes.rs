//! Answers that would act on a terminal: their control characters never get there, and their length
//! floods nothing.

use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::binary::{Desk, Said, assay_in, finish, target};
use super::raw::{Play, Raw, answer};
use crate::owner::stage::{Stage, login_page, page, to};

/// Sets a window title, rings, clears the screen, moves to the start of the line, and the same by
/// the one-octet introducer.
const EVIL: &str = "\u{1b}]0;owned\u{7}\u{1b}[2J\r\u{8}\u{9b}31m";

/// As in a JSON string.
const EVIL_JSON: &str = r"\u001b]0;owned\u0007\u001b[2J\r\b\u009b31m";

/// What colours are forced with: without a terminal they are stripped, and the harm with them.
const FORCED: &[(&str, &str)] = &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "")];

/// The text may hold line ends and its own colours, and no other control character.
fn is_tame(name: &str, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_control() && c != '\n') {
        let tail = &rest[at..];
        let style = tail.strip_prefix("\u{1b}[").and_then(|own| {
            let end = own.find(|c: char| !c.is_ascii_digit() && c != ';')?;
            own[end..].strip_prefix('m')
        });
        let shown: String = tail.chars().take(40).collect();
        rest = style.unwrap_or_else(|| panic!("{name} holds {shown:?}"));
    }
}

fn are_tame(said: &Said) {
    is_tame("standard output", &said.out);
    is_tame("standard error", &said.err);
}

async fn run(origin: &str, select: &[&str]) -> (Desk, Said) {
    let desk = Desk::new(&target(origin));
    let text = format!("text={}", desk.argument("run.txt"));
    let said = finish(desk.run_in(&[select, &["--report", &text]].concat(), FORCED)).await;
    is_tame("the text report", &std::fs::read_to_string(desk.path("run.txt")).expect("a report"));
    (desk, said)
}

#[tokio::test]
async fn colours_are_forced_in_these_tests() {
    let said = assay_in(&["run", "metadata/well-known", "--quiet"], FORCED).await;
    assert!(said.out.contains("\u{1b}["), "{:?}", said.out);
}

#[tokio::test]
async fn error_codes_of_the_token_endpoint_are_tame() {
    for status in [200, 400, 500] {
        let server = MockServer::start().await;
        let body = format!(
            r#"{{"error":"{EVIL_JSON}","error_description":"{EVIL_JSON}","{EVIL_JSON}":1,"{EVIL_JSON}":2}}"#
        );
        let answer = ResponseTemplate::new(status).set_body_raw(body, "application/json");
        Mock::given(any()).respond_with(answer).mount(&server).await;
        let (_desk, said) = run(&server.uri(), &["token/", "introspection/"]).await;
        are_tame(&said);
        assert!(said.out.contains("owned"), "{status}: {}", said.out);
    }
}

#[tokio::test]
async fn raw_octets_of_bodies_and_headers_are_tame() {
    let mut octets =
        answer("200 OK", "content-type: text/pl?in\r\nwww-authenticate: B?d x=\"?\"\r\n", EVIL);
    for octet in octets.iter_mut().filter(|octet| **octet == b'?') {
        *octet = 0x9b;
    }
    let raw = Raw::always(vec![Play::Send(octets)]).await;
    let (_desk, said) = run(raw.origin(), &["token/", "bearer/", "client-auth/"]).await;
    are_tame(&said);
    assert!(said.out.contains("POST "), "{}", said.out);
}

#[tokio::test]
async fn the_title_of_a_page_is_tame() {
    let html = format!(
        "<title>{EVIL}</title><form method=post><button>{EVIL}</button><button>x</button></form>"
    );
    let stage = Stage::start(move |_| page(&html)).await;
    let (_desk, said) = run(&stage.origin(), &["state/echoed", "redirect-uri/unregistered"]).await;
    are_tame(&said);
    assert!(said.out.contains("owned"), "the page is named: {}", said.out);
}

#[tokio::test]
async fn a_location_is_tame() {
    let raw = "https://client.example/callback?x=\u{9b}31m";
    let octets: Vec<u8> =
        raw.chars().map(|c| u8::try_from(u32::from(c)).expect("Latin-1")).collect();
    let stage = Stage::start(move |_| {
        ResponseTemplate::new(302).insert_header("location", octets.as_slice())
    })
    .await;
    let (_desk, said) = run(&stage.origin(), &["state/echoed", "authorize/unknown-scope"]).await;
    are_tame(&said);
    assert!(said.out.contains("client.example/callback"), "{}", said.out);
}

#[tokio::test]
async fn discovery_that_fails_is_told_in_tame_words() {
    let mut octets = answer("200 OK", "content-type: text/?31mhtml\r\n", EVIL);
    for octet in octets.iter_mut().filter(|octet| **octet == b'?') {
        *octet = 0x9b;
    }
    let raw = Raw::always(vec![Play::Send(octets)]).await;
    let said = assay_in(&["run", "--issuer", raw.origin()], FORCED).await;
    assert_eq!(said.code, Some(3), "{said:?}");
    assert!(said.err.contains("31mhtml"), "{}", said.err);
    are_tame(&said);
}

#[tokio::test]
async fn endpoints_out_of_the_metadata_are_shown_in_tame_words() {
    let server = MockServer::start().await;
    let body = format!(
        r#"{{"issuer":"{0}","authorization_endpoint":"{0}/{EVIL_JSON}","token_endpoint":"{0}/{EVIL_JSON}","response_types_supported":["code"]}}"#,
        server.uri()
    );
    let answer = ResponseTemplate::new(200).set_body_raw(body, "application/json");
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let said = assay_in(&["plan", "--issuer", &server.uri()], FORCED).await;
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.contains("owned"), "{}", said.out);
    are_tame(&said);
}

#[tokio::test]
async fn a_judged_report_is_shown_in_tame_words() {
    let server = MockServer::start().await;
    let body = format!(r#"{{"error":"{EVIL_JSON}"}}"#);
    let answer = ResponseTemplate::new(400).set_body_raw(body, "application/json");
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let (desk, said) = run(&server.uri(), &["token/client-credentials"]).await;
    are_tame(&said);
    let judged = assay_in(&["judge", &desk.argument("run.json")], FORCED).await;
    assert!(judged.out.contains("owned"), "{judged:?}");
    are_tame(&judged);
}

#[tokio::test]
async fn json_on_standard_output_holds_no_control_characters() {
    let html = format!("<title>{}</title><p>{EVIL}", EVIL.replace('\u{9b}', ""));
    let stage =
        Stage::start(move |_| ResponseTemplate::new(400).set_body_raw(html.clone(), "text/html"))
            .await;
    let desk = Desk::new(&target(&stage.origin()));
    let file = desk.argument("target.toml");
    let arguments = [
        "run",
        "state/echoed",
        "token/client-credentials",
        "--target",
        &file,
        "--report",
        "json=-",
    ];
    let said = assay_in(&arguments, FORCED).await;
    let kept = said.out.chars().find(|c| u32::from(*c) < 0x20 && *c != '\n');
    assert_eq!(kept, None);
    assert!(said.out.contains(r"\u001b"), "what was there is kept, in JSON's own words");
}

#[tokio::test]
async fn a_flood_in_an_answer_does_not_flood_the_terminal() {
    let long = "A".repeat(50_000);
    let title = format!(
        "<title>{long}</title><form method=post><button>a</button><button>b</button></form>"
    );
    let token = ResponseTemplate::new(400)
        .set_body_raw(format!(r#"{{"error":"{}"}}"#, long.repeat(10)), "application/json");
    let location = format!("https://client.example/callback?x={long}");
    let pages = Stage::start(move |ask| match ask.line().as_str() {
        "GET /authorize" => login_page(),
        _ => page(&title),
    })
    .await;
    let tokens = Stage::start(move |_| token.clone()).await;
    let redirects = Stage::start(move |_| to(&location)).await;
    for stage in [pages, tokens, redirects] {
        let (_desk, said) =
            run(&stage.origin(), &["state/echoed", "token/client-credentials"]).await;
        assert!(said.out.len() < 20_000, "{} octets on the terminal", said.out.len());
        assert!(said.out.contains("AAAA"), "{:.2000}", said.out);
    }
}
