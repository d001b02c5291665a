//! The search for the highest rate that holds.

use super::binary::{Served, turn};
use super::desk::Desk;

#[tokio::test]
async fn the_search_finds_what_the_connections_can_carry() {
    let turn = turn().await;
    // Twenty connections with 100 ms each carry 200 a second; what the machine adds is little. At
    // 220 a second the last arrivals of a probe already wait for another 70 ms.
    let served = Served::start(&["--latency", "100ms:100%"]).await;
    let desk = Desk::embedded(&served.issuer);
    let shape = ["--rate", "170", "--connections", "20", "--find-capacity", "--slo", "p90<150ms"];
    let probes = ["--probe", "700ms", "--repeats", "1", "--max-rate", "260"];
    let said = desk.load(&turn, "plain", &[shape.as_slice(), &probes].concat()).await;
    let capacity = said.report_of(0).capacity.expect("a capacity");
    let rate = capacity.rate.expect("a rate");
    assert!((160.0..=240.0).contains(&rate), "{rate}: {capacity:?}");
    // Unless the machine was too busy to send more, the search says where it ended.
    if !capacity.points.iter().any(|point| point.generator_limited) {
        let broken = capacity.broken_at.expect("a rate that was too much");
        assert!(broken > rate && broken <= rate * 1.2, "{capacity:?}");
    }
    assert!(capacity.points.len() >= 3, "{capacity:?}");
    for point in &capacity.points {
        // A lucky probe above it may have held once.
        assert!(!point.held || point.rate <= rate * 1.2, "{point:?}");
    }
}
