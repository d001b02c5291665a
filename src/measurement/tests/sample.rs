//! Records for the tests: a run in which all went well, and parts to spoil it with.

use std::time::Duration;

use jiff::Timestamp;

use super::super::{
    Block, BlockSeries, Connections, Counts, Environment, Generator, Latencies,
    MEASUREMENT_SCHEMA_VERSION, Measurement, Outcome, Series, Shape, Violation,
};
use crate::exchange::Endpoint;

/// A run without requests.
pub(super) fn empty() -> Measurement {
    Measurement {
        schema_version: MEASUREMENT_SCHEMA_VERSION.into(),
        started: Timestamp::UNIX_EPOCH,
        elapsed_ms: 10_000,
        seed: 1,
        interrupted: false,
        environment: Environment::default(),
        shape: Shape::default(),
        skipped: Vec::new(),
        counts: Counts { seconds: 10.0, ..Counts::default() },
        series: Vec::new(),
        violations: Vec::new(),
        canaries: Vec::new(),
        connections: Connections::default(),
        timeline: Vec::new(),
        blocks: Vec::new(),
        generator: Generator::default(),
        thresholds: Vec::new(),
        comparison: None,
        capacity: None,
    }
}

/// A run of ten seconds with `count` verified answers at the token endpoint, from 1 ms to 100 ms.
pub(super) fn good(count: u64) -> Measurement {
    let mut run = empty();
    add(&mut run, Endpoint::Token, Outcome::Ok, (0..count).map(|own| 1 + own * 100 / count));
    run.counts.verified = count;
    run
}

/// Adds requests with latencies in milliseconds to the series and the counts.
pub(super) fn add(
    run: &mut Measurement,
    endpoint: Endpoint,
    outcome: Outcome,
    latencies: impl Iterator<Item = u64>,
) {
    let mut all = Latencies::default();
    latencies.for_each(|ms| all.record(Duration::from_millis(ms)));
    let count = all.count();
    run.series.push(Series { endpoint, outcome, latency: all.distribution() });
    *run.counts.outcomes.entry(outcome).or_default() += count;
    run.counts.requests += count;
    run.counts.asked += count;
    run.counts.started += count;
}

/// A block of one second at the token endpoint, all percentiles at `us`.
pub(super) fn block(ok: u64, requests: u64, us: f64) -> Block {
    let percentiles = [50.0, 90.0, 99.0].map(|own| (own, us.round() as u64)).to_vec();
    let series = BlockSeries { endpoint: Endpoint::Token, ok, requests, percentiles };
    Block { seconds: 1.0, series: vec![series] }
}

pub(super) fn violation(kind: &str, count: u64) -> Violation {
    Violation {
        kind: kind.into(),
        requirement: None,
        journey: "token".into(),
        count,
        expected: "a fresh token".into(),
        actual: "an old one".into(),
        exchange: None,
    }
}
