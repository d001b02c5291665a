//! Thresholds as text.

use super::super::{Slo, Threshold};

fn canonical(text: &str) -> String {
    Threshold::parse(text).expect(text).to_string()
}

fn wrong(text: &str) -> String {
    Threshold::parse(text).expect_err(text)
}

#[test]
fn a_threshold_gives_back_its_canonical_text() {
    for (text, expected) in [
        ("p99<50ms for token", "p99<50ms for token"),
        ("  p99.90 <=  0.25 s   for introspection ", "p99.9<=250ms for introspection"),
        ("p50>1500us", "p50>1.5ms"),
        ("avg<1.234567s", "avg<1.234567s"),
        ("max <= 999 us for owner-page", "max<=999us for owner-page"),
        ("error-rate<0.1%", "error-rate<0.1%"),
        ("error-rate = 0 % for revocation", "error-rate=0% for revocation"),
        ("semantic=0", "semantic=0"),
        ("rate>=500", "rate>=500"),
        ("rate>=499.5/s for resource", "rate>=499.5 for resource"),
        ("not-sent<=1%", "not-sent<=1%"),
        ("lateness-p99<1000µs", "lateness-p99<1ms"),
    ] {
        let seen = canonical(text);
        assert_eq!(seen, expected, "{text}");
        assert_eq!(Threshold::parse(&seen), Threshold::parse(text), "{text}");
    }
}

#[test]
fn what_is_wrong_in_a_threshold_is_named_with_the_cure() {
    for (text, expected) in [
        (
            "p99",
            "threshold `p99`: there is no comparison; write a metric, one of < <= > >= = and a value, such as `p99<50ms for token`",
        ),
        (
            "<5ms",
            "threshold `<5ms`: there is no metric before the comparison; write one, such as `p99`",
        ),
        ("p99<50", "threshold `p99<50`: `50` has no unit; write `50us`, `50ms` or `50s`"),
        (
            "p99<",
            "threshold `p99<`: there is no value after the comparison; write a time such as `50ms`",
        ),
        ("p99<fast", "threshold `p99<fast`: `fast` is no value; write a time such as `50ms`"),
        (
            "p99<5min",
            "threshold `p99<5min`: `min` is no unit here; write a time such as `50ms` (an endpoint follows `for`)",
        ),
        ("p99<-5ms", "threshold `p99<-5ms`: `-5ms` is no value; write a time such as `50ms`"),
        ("p99==5ms", "threshold `p99==5ms`: `==` is no comparison; did you mean `=`?"),
        ("p99=5ms", "threshold `p99=5ms`: p99 never hits a value exactly; write `<=` or `>=`"),
        (
            "p30<5ms",
            "threshold `p30<5ms`: `p30` is out of range; percentiles go from p50 to p99.99",
        ),
        (
            "p99.999<5ms",
            "threshold `p99.999<5ms`: `p99.999` is out of range; percentiles go from p50 to p99.99",
        ),
        ("p9.9.9<5ms", "threshold `p9.9.9<5ms`: `p9.9.9` is no percentile"),
        (
            "error_rate<1%",
            "threshold `error_rate<1%`: `error_rate` is no metric; did you mean `error-rate`?",
        ),
        ("P99<5ms", "threshold `P99<5ms`: `P99` is no metric; did you mean `p99`?"),
        (
            "median<5ms",
            "threshold `median<5ms`: `median` is no metric; there are p50 to p99.99, avg, max, error-rate, semantic, rate, not-sent, lateness-p99",
        ),
        ("error-rate<0.1", "threshold `error-rate<0.1`: `0.1` has no unit; write `0.1%`"),
        ("error-rate<101%", "threshold `error-rate<101%`: `101%` is more than all; 100% is all"),
        (
            "semantic=0.5",
            "threshold `semantic=0.5`: `0.5` is no whole number; write a count such as `0`",
        ),
        (
            "rate>500rps",
            "threshold `rate>500rps`: `rps` is no unit here; write requests a second such as `500` (an endpoint follows `for`)",
        ),
        (
            "p99<5ms for tokens",
            "threshold `p99<5ms for tokens`: `tokens` is no endpoint; did you mean `token`?",
        ),
        (
            "p99<5ms for x",
            "threshold `p99<5ms for x`: `x` is no endpoint; there are token, introspection, revocation, resource, authorization, owner-page",
        ),
        ("p99<5ms for", "threshold `p99<5ms for`: there is no endpoint after `for`"),
        (
            "p99<5ms for token resource",
            "threshold `p99<5ms for token resource`: `for token resource` names more than one endpoint",
        ),
        (
            "semantic=0 for token",
            "threshold `semantic=0 for token`: semantic has no figure by endpoint; leave out `for token`",
        ),
    ] {
        assert_eq!(wrong(text), expected);
    }
}

#[test]
fn no_text_makes_the_parser_panic() {
    for text in ["", " ", "=", "p<1ms", "p.<1ms", "µ<µ", "p99<µs", "≤", "rate>=.", "rate>1 for for"]
    {
        assert!(Threshold::parse(text).is_err(), "{text}");
    }
    let huge = format!("rate>{}", "9".repeat(400));
    assert!(wrong(&huge).ends_with("is too large"), "{}", wrong(&huge));
}

#[test]
fn an_slo_is_a_list_of_thresholds() {
    let slo = Slo::parse("p99 < 100ms, error-rate<1%").expect("an SLO");
    assert_eq!(slo.to_string(), "p99<100ms,error-rate<1%");
    assert_eq!(slo.thresholds().len(), 2);
    assert!(Slo::parse(" ").expect_err("empty").starts_with("the SLO is empty"));
    let wrong = Slo::parse("p99<100ms,").expect_err("a trailing comma");
    assert!(wrong.starts_with("threshold ``: there is no comparison"), "{wrong}");
}
