//! `kill -9` in the middle: the journal holds what was established, and `assay report` renders it.

use std::fs;
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::time::sleep;

use super::binary::{Desk, assay, finish, signal, target};
use super::interrupt::hanging_at;
use super::proxy::Proxy;

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
    let entry = format!("\n{{\"result\":{{\"id\":\"{id}\"");
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
    fs::write(desk.path(JOURNAL), format!("{journal}{{\"result\":{{\"id")).expect("written");
    assert_eq!(rendered(&desk).await.0, run);
    fs::write(desk.path(JOURNAL), format!("{journal}{{\"result\":1}}\n")).expect("written");
    let said = assay(&["report", &desk.argument(JOURNAL)]).await;
    assert_eq!(said.code, Some(2), "{said:?}");
    assert!(said.message().contains("is no recorded run: line 4: "), "{said:?}");
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
