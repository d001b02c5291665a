//! What runs amount to.

use super::super::{
    Capacity, Change, Compared, Comparison, Interval, LoadVerdict, Measurement, Model, Outcome,
    Threshold,
};
use super::sample::{add, empty, good, violation};
use crate::exchange::Endpoint;

/// A good run of 10,000 requests, held against `rules`.
fn judged(rules: &[&str]) -> Measurement {
    let mut run = good(10_000);
    judge(&mut run, rules);
    run
}

fn judge(run: &mut Measurement, rules: &[&str]) {
    run.thresholds = rules.iter().map(|own| Threshold::parse(own).expect(own).judge(run)).collect();
}

fn limited(mut run: Measurement) -> Measurement {
    run.generator.limited_by = vec!["CPU at 98 %".into()];
    run
}

#[track_caller]
fn expect(run: &Measurement, verdict: LoadVerdict, reasons: &[&str]) {
    let seen = run.verdict();
    assert_eq!((seen.verdict, seen.reasons.as_slice()), (verdict, strings(reasons).as_slice()));
}

fn strings(own: &[&str]) -> Vec<String> {
    own.iter().map(|own| (*own).into()).collect()
}

fn compared(figure: &str, verdict: Change) -> Comparison {
    let interval = Interval { median: 1.0, low: 1.0, high: 1.0 };
    let (before, after, endpoint) = (interval, interval, Endpoint::Token);
    let line = Compared { endpoint, figure: figure.into(), before, after, verdict };
    let baseline_started = empty().started;
    Comparison { baseline_started, rule: String::new(), lines: vec![line], remarks: Vec::new() }
}

#[test]
fn a_run_that_meets_its_thresholds_passes() {
    expect(&judged(&["p99<1s", "error-rate=0%", "semantic=0"]), LoadVerdict::Pass, &[]);
    expect(&judged(&[]), LoadVerdict::Pass, &[]);
    assert_eq!(LoadVerdict::NotEstablished.to_string(), "not established");
}

#[test]
fn a_broken_threshold_fails() {
    let run = judged(&["p99<50ms", "p90<1s"]);
    expect(&run, LoadVerdict::Fail, &["p99<50ms does not hold: 99.01 ms"]);
}

#[test]
fn a_wrong_answer_fails_without_any_threshold() {
    let mut run = judged(&[]);
    run.violations = vec![violation("token-repeated", 2), violation("canary", 1)];
    let reason = "answers said something wrong: token-repeated (2), canary (1)";
    expect(&run, LoadVerdict::Fail, &[reason]);
}

#[test]
fn a_worse_comparison_fails() {
    let mut run = judged(&[]);
    run.comparison = Some(compared("p99", Change::Worse));
    expect(&run, LoadVerdict::Fail, &["p99 of the token endpoint is worse than before"]);
    for verdict in [Change::Better, Change::Same, Change::Unclear] {
        run.comparison = Some(compared("p99", verdict));
        expect(&run, LoadVerdict::Pass, &[]);
    }
}

#[test]
fn a_run_that_cannot_tell_is_not_established() {
    let stopped = Measurement { interrupted: true, ..judged(&["p99<1s"]) };
    expect(&stopped, LoadVerdict::NotEstablished, &["the run was stopped before its end"]);
    expect(&empty(), LoadVerdict::NotEstablished, &["nothing was requested"]);
    let mut dead = empty();
    add(&mut dead, Endpoint::Token, Outcome::NoAnswer, (0..10).map(|_| 1));
    expect(&dead, LoadVerdict::NotEstablished, &["no answer was as expected"]);
    let mut few = good(50);
    judge(&mut few, &["p99<1s"]);
    let reason =
        "p99<1s is not established: only 0 of 50 samples lie beyond p99, and 10 are needed";
    expect(&few, LoadVerdict::NotEstablished, &[reason]);
}

#[test]
fn a_search_without_a_result_is_not_established() {
    let mut run = judged(&[]);
    let (slo, conclusion) = ("p99<1s".into(), "no rate held, down to 0.5/s".into());
    run.capacity =
        Some(Capacity { slo, rate: None, broken_at: Some(0.5), conclusion, points: Vec::new() });
    let reason = "no capacity was found: no rate held, down to 0.5/s";
    expect(&run, LoadVerdict::NotEstablished, &[reason]);
}

#[test]
fn failing_wins_over_what_is_not_established() {
    let run = Measurement { interrupted: true, ..judged(&["p99<50ms"]) };
    let reasons = ["p99<50ms does not hold: 99.01 ms", "the run was stopped before its end"];
    expect(&run, LoadVerdict::Fail, &reasons);
}

#[test]
fn a_breach_of_the_generator_blames_nobody() {
    let run = limited(judged(&["p99<50ms", "rate>=5000", "p90<1s"]));
    let reasons = [
        "p99<50ms does not hold: 99.01 ms, but the generator was the limit",
        "rate>=5000 does not hold: 1000/s, but the generator was the limit",
    ];
    expect(&run, LoadVerdict::NotEstablished, &reasons);
    let mut run = limited(judged(&[]));
    run.comparison = Some(compared("p99", Change::Worse));
    let reason = "p99 of the token endpoint is worse than before, but the generator was the limit";
    expect(&run, LoadVerdict::NotEstablished, &[reason]);
}

#[test]
fn what_answers_said_is_the_servers_in_any_case() {
    let mut run = good(10_000);
    add(&mut run, Endpoint::Token, Outcome::OauthError, (0..1_000).map(|_| 1));
    judge(&mut run, &["error-rate<1%", "p99<50ms"]);
    let reasons = [
        "error-rate<1% does not hold: 9.091 %",
        "p99<50ms does not hold: 99.01 ms, but the generator was the limit",
    ];
    expect(&limited(run), LoadVerdict::Fail, &reasons);
    let mut run = limited(judged(&[]));
    run.comparison = Some(compared("failed", Change::Worse));
    expect(&run, LoadVerdict::Fail, &["failed of the token endpoint is worse than before"]);
}

#[test]
fn a_load_that_the_generator_did_not_bring_establishes_nothing() {
    let mut run = limited(judged(&["p99<1s"]));
    run.shape.model = Model::Open;
    run.counts.asked = 12_000;
    let reason = "the load was not what was asked for: 10000 of 12000 journeys, and the generator \
                  was the limit";
    expect(&run, LoadVerdict::NotEstablished, &[reason]);
    run.counts.held_back = 2_000;
    expect(&run, LoadVerdict::Pass, &[]);
    run.counts.held_back = 0;
    run.generator.limited_by.clear();
    expect(&run, LoadVerdict::Pass, &[]);
}
