//! The end of a run: by itself and by Ctrl-C, and what is left of it on the server.

use std::process::Command;

use assay::measurement::Outcome;

use super::binary::{finish, turn};
use super::desk::Desk;
use super::scripted::{Play, Scripted, token};

#[tokio::test]
async fn an_interrupted_run_reports_what_it_has_and_is_marked() {
    let turn = turn().await;
    let server = Scripted::start(|number, _| Play::Send(token(number))).await;
    let desk = Desk::by_hand(&server.origin, "");
    let html = format!("html={}", desk.argument("load.html"));
    let shape = ["--rate", "50", "--duration", "120s", "--report", &html];
    let child = desk.start(&turn, "plain", &shape);
    server.hears(40).await;
    let id = child.id().expect("it runs").to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().expect("kill").success());
    let said = finish(child).await;
    let report = said.report_of(3);
    assert!(report.interrupted);
    assert!(report.counts.requests >= 30 && report.counts.asked < 6_000, "{:?}", report.counts);
    assert_eq!(report.counts.of(Outcome::Ok), report.counts.requests);
    assert!(report.counts.seconds > 0.0 && report.counts.seconds < 119.0, "{:?}", report.counts);
    assert!(report.verdict().reasons.iter().any(|own| own.contains("stopped")), "{}", said.err);
    assert!(
        std::fs::read_to_string(desk.path("load.html")).expect("the other report").len() > 1_000
    );
    server.is_left_alone().await;
}

#[tokio::test]
async fn an_interruption_before_the_load_ends_the_run_as_well() {
    let turn = turn().await;
    // The rehearsal hangs until it is given up.
    let server =
        Scripted::start(|number, _| Play::Late(std::time::Duration::from_secs(2), token(number)))
            .await;
    let desk = Desk::by_hand(&server.origin, "");
    let child = desk.start(&turn, "plain", &["--rate", "50", "--duration", "120s"]);
    server.hears(1).await;
    let id = child.id().expect("it runs").to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().expect("kill").success());
    let said = finish(child).await;
    assert_eq!(said.code, Some(3), "{}", said.err);
    assert!(server.heard().len() <= 2, "the load was not begun: {}", server.heard().len());
}

#[tokio::test]
async fn every_connection_is_closed_in_order_at_the_end() {
    let turn = turn().await;
    let server = Scripted::start(|number, _| Play::Send(token(number))).await;
    let desk = Desk::by_hand(&server.origin, "");
    let shape = ["--users", "6", "--duration", "1s"];
    let report = desk.load(&turn, "plain", &shape).await.report_of(0);
    let lines = server.is_left_alone().await;
    assert_eq!(lines.broken, 0, "{lines:?}");
    assert_eq!(report.connections.opened, 6, "{:?}", report.connections);
    // And those of the preparation, which are no part of the load.
    assert!((7..=12).contains(&lines.opened), "{lines:?}");
    let seen = server.heard().len() as u64;
    let counts = &report.counts;
    assert!(seen >= counts.requests && counts.requests > 6, "{seen}, {counts:?}");
}
