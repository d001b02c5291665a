//! `kill -9` in the middle: the journal holds what was established, and `assay report` renders it.

use std::fs;
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::sync::watch;
use tokio::time::sleep;

use super::binary::{Desk, assay, finish, signal, target};
use super::interrupt::hanging_at;
use super::proxy::Proxy;
use super::raw::{Play, Raw, answer, json};

const EMBEDDED: &str = include_str!("../../../fixtures/targets/embedded.toml");
const JOURNAL: &str = "run.json.journal";

/// A target file whose deadlines no test sees the end of.
fn patient(origin: &str) -> String {
    let hasty = "first_byte_timeout = 1\ntimeout            = 2\n";
    let text = target(origin);
    assert!(text.contains(hasty));
    text.replace(hasty, "first_byte_timeout = 600\ntimeout = 600\n")
}

/// Waits until the journal tells that a scenario is over.
async fn over(desk: &Desk, id: &str) {
    let begun = Instant::now();
    // The head knows every id, an entry begins with its own.
    let entry = format!("\n{{\"over\":{{\"result\":{{\"id\":\"{id}\"");
    while !fs::read_to_string(desk.path(JOURNAL)).is_ok_and(|own| own.contains(&entry)) {
        assert!(begun.elapsed() < Duration::from_secs(60), "{id} is never over");
        sleep(Duration::from_millis(10)).await;
    }
}

/// What `assay report` makes of the journal.
async fn rendered(desk: &Desk) -> (Value, String) {
    let (journal, json) = (desk.argument(JOURNAL), desk.argument("late.json"));
    let text = assay(&["report", &journal]).await;
    assert_eq!((text.code, text.err.as_str()), (Some(0), ""));
    let said = assay(&["report", &journal, "--report", &format!("json={json}")]).await;
    assert_eq!(said.code, Some(0), "{said:?}");
    let report = fs::read_to_string(desk.path("late.json")).expect("the report");
    (serde_json::from_str(&report).expect("JSON"), text.out)
}

fn result<'r>(run: &'r Value, id: &str) -> &'r Value {
    let mut all = run["results"].as_array().expect("results").iter();
    all.find(|own| own["id"] == id).unwrap_or_else(|| panic!("no result {id}"))
}

#[tokio::test]
async fn what_was_established_before_a_kill_is_rendered_and_the_rest_is_marked() {
    let [done, bracketed, hanging] =
        ["token/client-credentials", "token/empty-parameter", "token/unknown-parameter"];
    let raw = hanging_at(hanging).await;
    let desk = Desk::new(&patient(raw.origin()));
    let child = desk.run(&[done, bracketed, hanging, "--jobs", "1"]);
    over(&desk, done).await;
    over(&desk, bracketed).await;
    signal("KILL", child.id());
    assert_eq!(finish(child).await.code, None, "it was killed");
    assert!(!desk.path("run.json").exists(), "the report is written at the end");

    let (run, text) = rendered(&desk).await;
    assert_eq!(run["interrupted"], true);
    assert!(text.contains("interrupted"), "{text}");
    assert_eq!(result(&run, done)["verdict"], "pass", "{run}");
    let steps = &result(&run, done)["transcript"]["steps"];
    assert_eq!(steps.as_array().map(Vec::len), Some(1), "its exchange is there");
    for (id, words) in [
        (bracketed, "before the conforming flow was tried again"),
        (hanging, "interrupted before it was over"),
        ("ambient/no-store", "before all exchanges were judged together"),
    ] {
        assert_eq!(result(&run, id)["verdict"], "inconclusive", "{id}");
        let reason = result(&run, id)["reason"].as_str().unwrap_or_default();
        assert!(reason.contains(words), "{id}: {reason}");
    }
    assert_eq!(run["summary"]["pass"], 1, "{}", run["summary"]);

    // The kill may have come in the middle of a line.
    let journal = fs::read_to_string(desk.path(JOURNAL)).expect("the journal");
    for secret in ["marked-client-secret", "Zm9vYmFyYmF6cXV4MDEyMzQ1Njc4OWFiY2RlZmdoaWo"] {
        assert!(!journal.contains(secret) && !text.contains(secret), "{secret}");
    }
    fs::write(desk.path(JOURNAL), format!("{journal}{{\"over\":{{\"result\":{{\"id"))
        .expect("written");
    assert_eq!(rendered(&desk).await.0, run);
    fs::write(desk.path(JOURNAL), format!("{journal}{{\"result\":1}}\n")).expect("written");
    let said = assay(&["report", &desk.argument(JOURNAL)]).await;
    assert_eq!(said.code, Some(2), "{said:?}");
    let line = format!("is no recorded run: line {}: ", journal.lines().count() + 1);
    assert!(said.message().contains(&line), "{said:?}");

    let old = journal.replacen("{\"journal\":\"2\"", "{\"journal\":\"1\"", 1);
    assert_ne!(old, journal);
    fs::write(desk.path(JOURNAL), old).expect("written");
    let said = assay(&["report", &desk.argument(JOURNAL)]).await;
    assert_eq!(said.code, Some(2), "{said:?}");
    for words in ["a journal of version \"1\"", "reads version \"2\"", "the assay that wrote it"] {
        assert!(said.message().contains(words), "{words}: {said:?}");
    }
}

/// Authorize, redeem, introspect, redeem again, introspect.
const LONG: &str = "code/replay-ends-access-token";

/// The login page shows it without a name, before the redirect calls it a code.
const CODE: &str = "U3BseGxPQmVaUVFZYllTNld4";

const TOKEN: &str = "Zm9vYmFyYmF6cXV4MDEyMzQ1Njc4OWFiY2RlZmdoaWo";

/// A server that answers everything but the first introspection of that scenario, and tells when it
/// is asked for it.
async fn holding() -> (Raw, watch::Receiver<bool>) {
    let (tell, held) = watch::channel(false);
    let own = format!("x-assay-scenario: {LONG}\r\n");
    let raw = Raw::start(move |request| {
        let line = request.lines().next().unwrap_or_default();
        let found = |headers: &str| vec![Play::Send(answer("302 Found", headers, ""))];
        if line.starts_with("GET /authorize") {
            let state = line.split("&state=").nth(1).and_then(|own| own.split(['&', ' ']).next());
            let page = format!(
                "<html><title>Login</title><script>var next = '{CODE}';</script>\
                 <form method=post action=\"/login?state={}\"><input name=username>\
                 <input type=password name=password><button>Log in</button></form></html>",
                state.unwrap_or_default()
            );
            vec![Play::Send(answer("200 OK", "content-type: text/html\r\n", &page))]
        } else if let Some(state) = line.strip_prefix("POST /login?state=") {
            let state = state.split(' ').next().unwrap_or_default();
            let to = format!("https://client.example/callback?code={CODE}&state={state}");
            found(&format!("location: {to}\r\n"))
        } else if line.starts_with("POST /token") {
            let body = format!(
                r#"{{"access_token":"{TOKEN}","token_type":"Bearer","expires_in":60,"scope":"read"}}"#
            );
            vec![Play::Send(json("200 OK", &body))]
        } else if request.to_ascii_lowercase().contains(&own) {
            tell.send_replace(true);
            vec![Play::Hang]
        } else {
            // A positive control.
            vec![Play::Send(json("200 OK", r#"{"active":true,"scope":"read"}"#))]
        }
    })
    .await;
    (raw, held)
}

#[tokio::test]
async fn a_scenario_that_is_killed_in_its_middle_shows_its_exchanges() {
    let (raw, mut held) = holding().await;
    let desk = Desk::new(&patient(raw.origin()));
    let child = desk.run(&[LONG, "--jobs", "1"]);
    // An exchange is written down before the next request leaves, so there is nothing to wait for.
    let heard = tokio::time::timeout(Duration::from_secs(60), held.wait_for(|own| *own)).await;
    signal("KILL", child.id());
    let said = finish(child).await;
    assert!(heard.is_ok(), "it introspects: {said:?}, {:?}", raw.heard());
    assert_eq!(said.code, None, "it was killed");

    let (run, text) = rendered(&desk).await;
    let shown = result(&run, LONG);
    assert_eq!((&shown["verdict"], &run["interrupted"]), (&"inconclusive".into(), &true.into()));
    assert_eq!(shown["reason"], "the run ended in the middle of it");
    assert!(text.contains("the run ended in the middle of it"), "{text}");
    let steps = shown["transcript"]["steps"].as_array().expect("steps");
    let told = |step: &Value| {
        let exchanges = step["exchanges"].as_array().expect("exchanges").iter();
        let told = exchanges.map(|own| {
            let path = own["request"]["url"].as_str().unwrap_or_default();
            let path = path.strip_prefix(raw.origin()).unwrap_or(path);
            let path = path.split('?').next().unwrap_or_default();
            format!("{path} {}", own["reply"]["response"]["status"])
        });
        (step["name"].as_str().unwrap_or_default().to_owned(), told.collect::<Vec<_>>())
    };
    let told: Vec<(String, Vec<String>)> = steps.iter().map(told).collect();
    let expected = [
        ("authorize".to_owned(), vec!["/authorize 200".to_owned(), "/login 302".to_owned()]),
        ("first".to_owned(), vec!["/token 200".to_owned()]),
    ];
    assert_eq!(told, expected);
    assert_eq!(steps[1]["ending"]["impossible"], "the run ended here");

    let journal = fs::read_to_string(desk.path(JOURNAL)).expect("the journal");
    let mut outputs = vec![("journal", journal), ("text", text)];
    for format in ["html", "junit", "har", "markdown", "sarif"] {
        let file = desk.argument(format);
        let report = format!("{format}={file}");
        let said = assay(&["report", &desk.argument(JOURNAL), "--report", &report]).await;
        assert_eq!(said.code, Some(0), "{said:?}");
        outputs.push((format, fs::read_to_string(file).expect("the report")));
    }
    for (format, own) in &outputs {
        for secret in [CODE, TOKEN, "marked-password", "marked-client-secret"] {
            assert!(!own.contains(secret), "{secret} in {format}");
        }
        let exchanges = matches!(*format, "journal" | "html" | "har");
        assert!(!exchanges || own.contains("/login"), "the login is in {format}");
        assert!(*format != "junit" || own.contains("the run ended in the middle"), "{own}");
    }
    // A part of a transcript cannot be judged.
    let judged = assay(&["judge", &desk.argument("late.json")]).await;
    assert_eq!((judged.code, judged.out.as_str()), (Some(3), ""));
}

#[tokio::test]
async fn the_journal_of_a_run_that_ends_goes_with_it() {
    let proxy = Proxy::start(&[]).await;
    let desk = Desk::new(&EMBEDDED.replace("http://127.0.0.1:8414", proxy.origin()));
    let journal = desk.argument("own.journal");
    let said = finish(desk.run(&["pkce/", "--journal", &journal])).await;
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(desk.path("run.json").exists());
    assert!(!desk.path("own.journal").exists() && !desk.path(JOURNAL).exists());
}
