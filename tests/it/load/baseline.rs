//! Comparison with an earlier run.

use super::binary::{Served, turn};
use super::desk::Desk;

/// Virtual users wait for their answers, so the generator is never late by itself.
const SHAPE: [&str; 6] = ["--users", "10", "--duration", "2s", "--seed", "1"];

#[tokio::test]
async fn a_run_like_the_one_before_is_no_regression_and_a_slower_one_is() {
    let turn = turn().await;
    // Against this delay, what a busy machine adds is little.
    let before = Served::start(&["--latency", "100ms:100%"]).await;
    let desk = Desk::embedded(&before.issuer);
    let first = desk.load(&turn, "plain", &SHAPE).await;
    first.report_of(0);
    desk.write("before.json", &first.out);
    let file = desk.argument("before.json");
    let compared = [SHAPE.as_slice(), &["--baseline", &file]].concat();

    let again = desk.load(&turn, "plain", &compared).await;
    let comparison = again.report().comparison.expect("a comparison");
    assert!(!comparison.is_worse(), "{comparison:?}");
    assert_eq!(again.code, Some(0), "{}", again.err);
    assert!(comparison.lines.len() >= 4, "{comparison:?}");

    let slower = Served::start(&["--latency", "130ms:100%"]).await;
    let slower = Desk::embedded(&slower.issuer).load(&turn, "plain", &compared).await;
    let comparison = slower.report_of(1).comparison.expect("a comparison");
    assert!(comparison.is_worse(), "{comparison:?}");
    assert!(slower.err.contains("worse"), "{}", slower.err);
}

#[tokio::test]
async fn a_baseline_that_is_no_run_is_refused() {
    let turn = turn().await;
    let desk = Desk::by_hand("http://127.0.0.1:9", "");
    for text in ["", "{}", "[1]", "{\"schema_version\":\"9.0.0\"}"] {
        desk.write("before.json", text);
        let file = desk.argument("before.json");
        let said = desk.load(&turn, "plain", &["--baseline", &file]).await;
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{text}: {}", said.err);
        assert!(said.err.contains("--report json=RUN.json"), "{text}: {}", said.err);
    }
}
