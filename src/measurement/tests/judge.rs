//! Thresholds held against runs.

use super::super::{Latencies, Measurement, Outcome, Slo, Threshold, ThresholdResult};
use super::sample::{add, empty, good, violation};
use crate::exchange::Endpoint;

fn judge(rule: &str, run: &Measurement) -> ThresholdResult {
    Threshold::parse(rule).expect(rule).judge(run)
}

fn remark(result: &ThresholdResult) -> &str {
    result.remark.as_deref().unwrap_or_default()
}

#[test]
fn latencies_are_those_of_the_answers_as_expected() {
    let mut run = good(10_000);
    add(&mut run, Endpoint::Token, Outcome::NoAnswer, (0..50).map(|_| 30_000));
    let result = judge("p99<150ms for token", &run);
    assert_eq!((result.holds, result.remark.as_deref()), (Some(true), None), "{result:?}");
    assert_eq!(result.measured.as_deref(), Some("99.01 ms"));
    assert_eq!(judge("p99<50ms", &run).holds, Some(false));
    assert_eq!(judge("p50>=50ms", &run).holds, Some(true));
    assert_eq!(judge("max<=101ms", &run).holds, Some(true));
    assert_eq!(judge("avg>50ms", &run).holds, Some(true));
    assert_eq!(judge("avg>51ms", &run).holds, Some(false));
}

#[test]
fn endpoints_are_merged_unless_one_is_named() {
    let mut run = good(1_000);
    add(&mut run, Endpoint::Resource, Outcome::Ok, (0..1_000).map(|_| 500));
    assert_eq!(judge("p90<200ms for token", &run).holds, Some(true));
    assert_eq!(judge("p90<200ms", &run).holds, Some(false));
    assert_eq!(judge("p90<200ms for revocation", &run).holds, None);
    assert_eq!(
        remark(&judge("p90<200ms for revocation", &run)),
        "no answer as expected at the revocation endpoint"
    );
}

#[test]
fn few_samples_can_break_a_percentile_but_not_establish_it() {
    let run = good(999);
    let result = judge("p99<1s", &run);
    assert_eq!(result.holds, None);
    assert!(result.measured.is_some());
    assert_eq!(remark(&result), "only 9 of 999 samples lie beyond p99, and 10 are needed");
    assert_eq!(judge("p99<50ms", &run).holds, Some(false));
    assert_eq!(judge("p99<1s", &good(1_000)).holds, Some(true));
    assert_eq!(judge("p99.9<1s", &good(10_000)).holds, Some(true), "100 - 99.9 is not 0.1");
    assert_eq!(judge("max<1s", &good(9)).holds, None);
    assert_eq!(judge("avg<1s", &good(10)).holds, Some(true));
}

#[test]
fn what_was_not_sent_is_not_fast() {
    let mut run = good(10_000);
    run.counts.not_sent = 60;
    run.counts.unfinished = 40;
    assert_eq!(judge("p99<1s", &run).holds, Some(true));
    run.counts.unfinished = 60;
    let result = judge("p99<1s", &run);
    assert_eq!(result.holds, None);
    assert_eq!(
        remark(&result),
        "60 arrivals were not sent and 60 requests stayed without an answer; they are missing \
         from p99"
    );
    assert_eq!(judge("p99<50ms", &run).holds, Some(false));
    assert_eq!(judge("p90<1s", &run).holds, Some(true));
    assert_eq!(judge("max<1s", &run).holds, None);
}

#[test]
fn many_failed_requests_beside_a_latency_are_named() {
    let mut run = good(1_000);
    add(&mut run, Endpoint::Token, Outcome::HttpError, (0..500).map(|_| 1));
    let result = judge("p99<1s", &run);
    assert_eq!(result.holds, Some(true));
    assert_eq!(remark(&result), "500 requests failed and are not among the samples");
}

#[test]
fn shares_are_exact_and_few_requests_are_named() {
    let mut run = good(997);
    add(&mut run, Endpoint::Resource, Outcome::Throttled, (0..3).map(|_| 1));
    run.counts.not_sent = 7;
    let result = judge("error-rate<=0.3%", &run);
    assert_eq!((result.holds, result.measured.as_deref()), (Some(true), Some("0.3 %")));
    assert_eq!(judge("error-rate<0.3%", &run).holds, Some(false));
    assert_eq!(judge("error-rate=0% for token", &run).holds, Some(true));
    assert_eq!(judge("error-rate=100% for resource", &run).holds, Some(true));
    assert_eq!(judge("not-sent<=0.7%", &run).holds, Some(true));
    assert_eq!(judge("not-sent<0.7%", &run).holds, Some(false));
    let few = judge("error-rate<0.1%", &good(50));
    assert_eq!(few.holds, Some(true));
    assert_eq!(
        remark(&few),
        "50 requests are few for this limit: even 50 good ones would only show a share below 6 % \
         (95 % confidence)"
    );
    assert_eq!(judge("error-rate<0.1%", &good(3_000)).remark, None);
}

#[test]
fn a_rate_counts_all_requests_and_says_so() {
    let mut run = good(1_000);
    assert_eq!(judge("rate>=100", &run).measured.as_deref(), Some("100/s"));
    assert_eq!(judge("rate>=100.5 for token", &run).holds, Some(false));
    add(&mut run, Endpoint::Resource, Outcome::NoAnswer, (0..10).map(|_| 1));
    let result = judge("rate>=101", &run);
    assert_eq!(result.holds, Some(true));
    assert_eq!(remark(&result), "10 failed requests are counted in");
    assert_eq!(judge("rate>=1 for resource", &run).measured.as_deref(), Some("1/s"));
}

#[test]
fn wrong_answers_are_counted_and_unverified_ones_prove_nothing() {
    let mut run = good(10);
    assert_eq!(judge("semantic=0", &run).holds, Some(true));
    run.counts.verified = 0;
    assert_eq!(judge("semantic=0", &run).holds, None);
    run.violations = vec![violation("token-repeated", 2), violation("canary", 1)];
    let result = judge("semantic=0", &run);
    assert_eq!((result.holds, result.measured.as_deref()), (Some(false), Some("3")));
}

#[test]
fn lateness_is_known_in_the_open_model_only() {
    let mut run = good(1_000);
    assert_eq!(judge("lateness-p99<1ms", &run).holds, None);
    let mut late = Latencies::default();
    (0..1_000).for_each(|_| late.record(std::time::Duration::from_micros(400)));
    run.generator.lateness = late.distribution();
    let result = judge("lateness-p99<1ms", &run);
    assert_eq!((result.holds, result.measured.as_deref()), (Some(true), Some("400 us")));
}

#[test]
fn without_requests_nothing_holds_and_nothing_breaks() {
    for rule in ["p50<1s", "avg<1s", "error-rate=0%", "not-sent=0%", "semantic=0", "rate>=1"] {
        let result = judge(rule, &empty());
        assert_eq!((result.holds, result.measured.as_deref()), (None, None), "{rule}");
        assert!(result.remark.is_some(), "{rule}");
    }
}

#[test]
fn a_histogram_that_cannot_be_read_establishes_nothing() {
    let mut run = good(1_000);
    run.series[0].latency.histogram = "AAAA".into();
    let result = judge("p50<1s", &run);
    assert_eq!(result.holds, None);
    assert!(remark(&result).starts_with("a histogram"), "{result:?}");
}

#[test]
fn an_slo_holds_when_all_of_it_does() {
    let slo = |text| Slo::parse(text).expect(text);
    let run = good(500);
    assert_eq!(slo("p90<1s,error-rate<1%").holds(&run), Some(true));
    assert_eq!(slo("p90<1s,p99<1s").holds(&run), None);
    assert_eq!(slo("p99<1s,p90<10ms").holds(&run), Some(false));
    let results = slo("p90<1s,p99<1s").judge(&run);
    assert_eq!(results.iter().map(|own| own.holds).collect::<Vec<_>>(), [Some(true), None]);
}
