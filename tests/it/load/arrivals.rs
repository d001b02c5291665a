//! The open model: journeys begin by the clock, whatever the server does.

use assay::measurement::{Measurement, Outcome};

use super::binary::{Served, turn};
use super::desk::Desk;

/// The good answers of the token endpoint, by percentile, in milliseconds.
fn latency(report: &Measurement, percent: f64) -> f64 {
    let mut series = report.series.iter().filter(|own| own.outcome == Outcome::Ok);
    let us = series.next().and_then(|own| own.latency.percentile_us(percent));
    us.expect("a percentile") as f64 / 1e3
}

#[tokio::test]
async fn a_server_that_stands_still_for_a_second_shows_it_in_the_latencies() {
    let turn = turn().await;
    let served = Served::start(&["--stall", "1s@2s"]).await;
    let desk = Desk::embedded(&served.issuer);
    let shape = ["--rate", "50", "--duration", "4s", "--connections", "64"];
    let report = desk.load(&turn, "plain", &shape).await.report_of(0);
    let counts = &report.counts;
    assert_eq!((counts.asked, counts.started, counts.requests), (200, 200, 200));
    assert_eq!(counts.of(Outcome::Ok), 200);
    // A quarter of the arrivals falls into the stall and waits for its end, half a second at the
    // mean: of all of them, one of a hundred waits for 0.96 s. The clock of the stall begins with
    // the first request, which comes a little before the load.
    assert!(latency(&report, 99.0) >= 700.0, "p99 {} ms", latency(&report, 99.0));
    let max = report.series[0].latency.max_us;
    assert!(max >= 900_000, "max {max} us");
    assert!(latency(&report, 50.0) < latency(&report, 99.0) / 2.0, "half of them came at once");
    assert!(report.timeline.iter().any(|point| point.max_us >= 900_000));
}

#[tokio::test]
async fn as_many_are_sent_as_were_asked_for() {
    let turn = turn().await;
    let served = Served::start(&[]).await;
    let desk = Desk::embedded(&served.issuer);
    let shape = ["--rate", "100", "--duration", "2s"];
    let report = desk.load(&turn, "plain", &shape).await.report_of(0);
    let counts = &report.counts;
    assert!(counts.asked.abs_diff(200) <= 1, "{counts:?}");
    assert!(counts.started.abs_diff(200) <= 1, "{counts:?}");
    assert_eq!(counts.requests, counts.started);
    assert_eq!(report.generator.lateness.count, counts.started, "each has its lateness");
}

#[tokio::test]
async fn one_seed_gives_one_schedule_of_random_arrivals() {
    let turn = turn().await;
    let served = Served::start(&[]).await;
    let desk = Desk::embedded(&served.issuer);
    let mut asked = Vec::new();
    for seed in ["7", "7", "8"] {
        let shape = ["--rate", "100", "--duration", "1s", "--poisson", "--seed", seed];
        let report = desk.load(&turn, "plain", &shape).await.report_of(0);
        let counts = &report.counts;
        assert_eq!(counts.asked, counts.started, "all of them are sent: {counts:?}");
        assert_eq!(report.seed.to_string(), seed);
        asked.push(counts.asked);
    }
    assert_eq!(asked[0], asked[1]);
    assert_ne!(asked[0], asked[2], "the seed decides nothing");
    // Four standard deviations of a Poisson variable of mean 100.
    assert!(asked.iter().all(|own| own.abs_diff(100) <= 40), "{asked:?}");
}
