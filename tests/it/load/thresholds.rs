//! What must hold of the figures decides the exit code.

use super::binary::{assay, turn};
use super::desk::Desk;
use super::scripted::{Play, Scripted, token};

const SHORT: [&str; 4] = ["--rate", "50", "--duration", "1s"];

#[tokio::test]
async fn a_threshold_that_holds_passes_and_one_that_does_not_fails() {
    let turn = turn().await;
    let server = Scripted::start(|number, _| Play::Send(token(number))).await;
    let desk = Desk::by_hand(&server.origin, "");
    for (rule, code) in [("error-rate<1% for token", 0), ("rate>=1000", 1), ("max<1us", 1)] {
        let shape = [SHORT.as_slice(), &["--threshold", rule]].concat();
        let said = desk.load(&turn, "plain", &shape).await;
        let report = said.report();
        let own = report.thresholds.iter().find(|own| own.rule == rule);
        let own = own.unwrap_or_else(|| panic!("no {rule} in {:?}", report.thresholds));
        assert_eq!(own.holds, Some(code == 0), "{own:?}");
        // Where the generator was too busy to keep time, a figure of its own blames nobody.
        let limited = !report.generator.limited_by.is_empty();
        let excused = code == 1 && limited && said.code == Some(3);
        assert!(said.code == Some(code) || excused, "{rule}: {:?}, {}", said.code, said.err);
        assert!(report.thresholds.iter().any(|own| own.rule == "semantic=0"), "the profile's own");
    }
}

#[tokio::test]
async fn a_percentile_that_too_few_samples_support_is_not_established() {
    let turn = turn().await;
    let server = Scripted::start(|number, _| Play::Send(token(number))).await;
    let desk = Desk::by_hand(&server.origin, "");
    let shape = [SHORT.as_slice(), &["--threshold", "p99.99<1000s"]].concat();
    let said = desk.load(&turn, "plain", &shape).await;
    let report = said.report_of(3);
    let own = report.thresholds.last().expect("it is judged");
    assert!(own.holds.is_none() && own.remark.is_some(), "{own:?}");
}

#[tokio::test]
async fn a_misspelt_threshold_names_the_cure() {
    for (rule, cure) in [
        ("p99<50ms for tokn", "did you mean `token`?"),
        ("p99<50", "ms"),
        ("eror-rate<1%", "error-rate"),
        ("p99 50ms", "there is no comparison"),
        ("semantic=0 for token", "leave out `for token`"),
    ] {
        let said = assay(&["load", "smoke", "--threshold", rule]).await;
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{rule}: {}", said.err);
        assert!(said.err.contains(cure), "{rule}: {}", said.err);
    }
}
