//! The commands from the first snapshot to a decision about drift, with their exit codes.

use assay::cli::Embedded;
use assay::reference::Fault;

use super::desk::Desk;

async fn serving(faults: &[Fault]) -> Embedded {
    Embedded::start(faults, None).await.expect("a server")
}

#[tokio::test]
async fn drift_is_found_reviewed_rejected_and_accepted() {
    let right = serving(&[]).await;
    let desk = Desk::of(&right.server.issuer);
    let accepted = desk.targeted(&["accept"]).await;
    assert_eq!(accepted.code, 0, "{accepted:?}");
    assert!(accepted.out.contains(" accepted, 0 not established, 0 left out"), "{}", accepted.out);
    let files = desk.files();
    assert!(files.len() > 40 && files.iter().all(|own| own.ends_with(".snap")), "{files:?}");

    let same = desk.targeted(&["check"]).await;
    assert_eq!((same.code, same.err.as_str()), (0, ""), "{same:?}");
    assert_eq!(desk.files(), files);

    let wrong = serving(&[Fault::TokenResponseWithoutNoStore]).await;
    desk.aim(&wrong.server.issuer);
    let drifted = desk.targeted(&["check", "--ci"]).await;
    assert_eq!(drifted.code, 1, "{drifted:?}");
    assert_eq!(desk.files(), files, "--ci writes");
    let drifted = desk.targeted(&["check"]).await;
    for word in
        ["DRIFT", "client-credentials", "breaking", "`cache-control` is gone", "review --dir"]
    {
        assert!(drifted.out.contains(word), "no {word}: {}", drifted.out);
    }
    let pending = "client-credentials.snap.new".to_owned();
    assert!(desk.files().contains(&pending), "{:?}", desk.files());

    let review = desk.snapshot(&["review", "--dir", "snaps"]).await;
    assert!(review.code == 0 && review.out.contains("`cache-control` is gone"), "{review:?}");
    let rejected = desk.snapshot(&["reject", "--dir", "snaps"]).await;
    assert!(rejected.out.contains("rejected  client-credentials"), "{rejected:?}");
    assert_eq!(desk.files(), files);

    assert_eq!(desk.targeted(&["check"]).await.code, 1);
    let accepted = desk.snapshot(&["accept", "--dir", "snaps"]).await;
    assert!(accepted.code == 0 && accepted.out.contains("accepted  client-credentials"));
    assert_eq!(desk.files(), files);
    assert_eq!(desk.targeted(&["check"]).await.code, 0);
    let none = desk.snapshot(&["review", "--dir", "snaps"]).await;
    assert!(none.out.contains("nothing is pending"), "{}", none.out);

    desk.aim(&right.server.issuer);
    assert_eq!(desk.targeted(&["check"]).await.code, 1);
    assert_eq!(desk.targeted(&["accept"]).await.code, 0);
    assert_eq!(desk.files(), files, "accept leaves something pending");
}

#[tokio::test]
async fn the_impact_that_fails_can_be_chosen() {
    let right = serving(&[]).await;
    let desk = Desk::of(&right.server.issuer);
    assert_eq!(desk.targeted(&["accept"]).await.code, 0);
    let other = serving(&[Fault::MetadataEmptyArray]).await;
    desk.aim(&other.server.issuer);
    for (fail_on, code) in [("harmless", 1), ("notable", 0), ("breaking", 0)] {
        let said = desk.targeted(&["check", "--no-pending", "--fail-on", fail_on]).await;
        assert_eq!(said.code, code, "{fail_on}: {said:?}");
        assert!(said.out.contains("(0 breaking, 0 notable, 1 harmless)"), "{}", said.out);
    }
}

#[tokio::test]
async fn a_probe_that_can_no_longer_be_run_is_drift_and_its_snapshot_can_be_let_go() {
    let right = serving(&[]).await;
    let desk = Desk::of(&right.server.issuer);
    assert_eq!(desk.targeted(&["accept"]).await.code, 0);
    let denied = "[capabilities]\ndeny = [\"revocation\"]\n";
    let text = desk.read("target.toml").replace("[capabilities]\n", denied);
    desk.write("target.toml", &text);
    let said = desk.targeted(&["check"]).await;
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.out.contains("it can no longer be run: the target file denies revocation"));
    let said = desk.snapshot(&["accept", "--dir", "snaps"]).await;
    assert_eq!(said.code, 0, "{said:?}");
    assert!(!desk.files().iter().any(|own| own.starts_with("revocation")), "{:?}", desk.files());
    let said = desk.targeted(&["check"]).await;
    assert_eq!(said.code, 0, "{said:?}");
    assert!(
        said.out.contains("left out") && said.out.contains("denies revocation"),
        "{}",
        said.out
    );

    desk.aim(&right.server.issuer);
    let back = desk.targeted(&["check", "--no-pending"]).await;
    assert_eq!(back.code, 1, "{back:?}");
    assert!(back.out.contains("there is no accepted snapshot of it yet"), "{}", back.out);
}

#[tokio::test]
async fn a_server_that_does_not_answer_establishes_nothing() {
    let right = serving(&[]).await;
    let desk = Desk::of(&right.server.issuer);
    assert_eq!(desk.targeted(&["accept"]).await.code, 0);
    let files = desk.files();
    drop(right);
    for command in ["check", "accept"] {
        let said = desk.targeted(&[command]).await;
        assert_eq!(said.code, 3, "{said:?}");
        assert!(said.err.contains("failed to reach the target"), "{}", said.err);
        assert_eq!(desk.files(), files);
    }
}

#[tokio::test]
async fn without_a_target_the_embedded_server_is_asked_and_stands_in_for_no_other() {
    let desk = Desk::new();
    assert_eq!(desk.snapshot(&["accept", "--dir", "snaps", "--seed", "1"]).await.code, 0);
    assert_eq!(desk.snapshot(&["check", "--dir", "snaps", "--seed", "2"]).await.code, 0);
    let name = "metadata.snap";
    let other = desk.read(&format!("snaps/{name}")).replace("embedded reference server", "mine");
    desk.write(&format!("snaps/{name}"), &other);
    for command in ["check", "accept"] {
        let said = desk.snapshot(&[command, "--dir", "snaps"]).await;
        assert_eq!(said.code, 2, "{said:?}");
        assert!(
            said.err.contains("are of `mine`") && said.err.contains("--target"),
            "{}",
            said.err
        );
    }
}
