//! HTTP/2, TLS, and what goose itself reports.

use assay::measurement::Outcome;
use serde_json::Value;

use super::binary::{Served, turn};
use super::desk::Desk;

const SHORT: [&str; 4] = ["--rate", "50", "--duration", "1s"];

#[tokio::test]
async fn http_2_is_spoken_on_demand() {
    let turn = turn().await;
    let served = Served::start(&[]).await;
    let desk = Desk::embedded(&served.issuer);
    for (switch, protocol) in [(None, "http/1.1"), (Some("--http2"), "h2")] {
        let shape: Vec<&str> = SHORT.into_iter().chain(switch).collect();
        let report = desk.load(&turn, "plain", &shape).await.report_of(0);
        assert_eq!(report.environment.protocol, protocol);
        assert_eq!(report.counts.of(Outcome::Ok), 50, "{:?}", report.counts);
        assert_eq!(report.connections.tls.count, 0);
        assert!(report.connections.opened <= 8, "{:?}", report.connections);
    }
}

#[tokio::test]
async fn tls_is_spoken_with_the_certificates_of_the_target_file() {
    let turn = turn().await;
    let folder = tempfile::tempdir().expect("a folder");
    let ca = folder.path().join("ca.pem").display().to_string();
    let served = Served::start(&["--tls", "--ca-out", &ca]).await;
    let plain = Desk::embedded(&served.issuer);
    let text = std::fs::read_to_string(plain.path("target.toml")).expect("the target file");
    let desk = Desk::new(&format!("ca_file = \"{ca}\"\n{text}"));
    for (switch, protocol) in [(None, "http/1.1+tls"), (Some("--http2"), "h2+tls")] {
        let shape: Vec<&str> = SHORT.into_iter().chain(switch).collect();
        let report = desk.load(&turn, "plain", &shape).await.report_of(0);
        assert_eq!(report.environment.protocol, protocol);
        assert_eq!(report.counts.of(Outcome::Ok), 50, "{:?}", report.counts);
        let own = &report.connections;
        assert_eq!((own.tls.count, own.connect.count), (own.opened, own.opened), "{own:?}");
        assert!(own.opened > 0 && own.tls.min_us > 0, "{own:?}");
    }
    let untrusted = plain.load(&turn, "plain", &SHORT).await;
    assert_eq!((untrusted.code, untrusted.out.as_str()), (Some(3), ""), "{}", untrusted.err);
}

#[tokio::test]
async fn goose_counts_the_requests_that_we_count() {
    let turn = turn().await;
    let served = Served::start(&[]).await;
    let desk = Desk::embedded(&served.issuer);
    let file = desk.argument("goose.json");
    let shape = ["--rate", "100", "--duration", "2s", "--goose-report", &file];
    let report = desk.load(&turn, "plain", &shape).await.report_of(0);
    let text = std::fs::read_to_string(desk.path("goose.json")).expect("goose's report");
    let goose: Value = serde_json::from_str(&text).expect("JSON");
    let rows = goose["raw_request_metrics"].as_array().expect("rows");
    let row = rows.iter().find(|own| own["name"] == "token").expect("the journey");
    let theirs = row["number_of_requests"].as_u64().expect("a number");
    assert_eq!(report.counts.requests, 200, "without ramp and cool-down everything counts");
    // goose resets its figures once all users are there and then drops what a transaction brings
    // that began before. Our load begins after that, so what it may lose is one slice (100 ms).
    assert!((190..=200).contains(&theirs), "{theirs}: {row}");
    assert_eq!(row["number_of_failures"], 0, "{row}");
}
