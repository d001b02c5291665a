//! Text exposition format 0.0.4, as a Prometheus push gateway takes it.
//!
//! No timestamps (a push gateway refuses them) and no two samples with the same labels.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::exchange::Endpoint;
use crate::measurement::{LoadVerdict, Measurement};

/// The hold's figures as metrics.
pub(super) fn render(measurement: &Measurement) -> String {
    let mut out = Exposition::default();
    run(&mut out, measurement);
    requests(&mut out, measurement);
    latency(&mut out, measurement);
    judged(&mut out, measurement);
    out.0
}

fn run(out: &mut Exposition, measurement: &Measurement) {
    let environment = &measurement.environment;
    out.family("assay_load_info", "gauge", "What was loaded, and by what; always 1.");
    let labels = [
        ("target", environment.target.as_str()),
        ("profile", &environment.profile),
        ("profile_digest", &environment.profile_digest),
        ("protocol", &environment.protocol),
        ("version", &environment.tool_version),
    ];
    out.sample("assay_load_info", &labels, 1.0);
    let gauges = [
        (
            "assay_load_started_timestamp_seconds",
            "When the run began.",
            measurement.started.as_millisecond() as f64 / 1e3,
        ),
        ("assay_load_hold_seconds", "Length of the hold.", measurement.counts.seconds),
        (
            "assay_load_passed",
            "1 if the run passed, 0 if it failed or established nothing.",
            f64::from(u8::from(measurement.verdict().verdict == LoadVerdict::Pass)),
        ),
        (
            "assay_load_generator_cpu_share",
            "CPU use of the load generator by its threads; 1 is saturation.",
            measurement.generator.cpu_share,
        ),
        (
            "assay_load_generator_limited",
            "1 if the generator, not the server, was the limit.",
            f64::from(u8::from(!measurement.generator.limited_by.is_empty())),
        ),
    ];
    for (name, help, value) in gauges {
        out.family(name, "gauge", help);
        out.sample(name, &[], value);
    }
}

fn requests(out: &mut Exposition, measurement: &Measurement) {
    let counts = &measurement.counts;
    let name = "assay_load_requests_total";
    out.family(name, "counter", "Requests of the hold by endpoint and outcome.");
    for series in &measurement.series {
        let labels = [("endpoint", word(series.endpoint)), ("outcome", series.outcome.as_str())];
        out.sample(name, &labels, series.latency.count as f64);
    }
    for (name, kind, help, value) in [
        ("assay_load_request_rate", "gauge", "Requests a second over the hold.", counts.rate()),
        (
            "assay_load_error_ratio",
            "gauge",
            "Share of requests that failed, 0 to 1.",
            counts.error_rate(),
        ),
        (
            "assay_load_not_sent_total",
            "counter",
            "Arrivals that could not be sent.",
            counts.not_sent as f64,
        ),
        (
            "assay_load_held_back_total",
            "counter",
            "Arrivals held back after 429.",
            counts.held_back as f64,
        ),
        (
            "assay_load_unfinished_total",
            "counter",
            "Requests without an answer at the end.",
            counts.unfinished as f64,
        ),
    ] {
        out.family(name, kind, help);
        out.sample(name, &[], value);
    }
}

fn latency(out: &mut Exposition, measurement: &Measurement) {
    let name = "assay_load_latency_seconds";
    out.family(
        name,
        "summary",
        "Latency to the end of the body; percentiles with ten samples beyond them.",
    );
    for series in &measurement.series {
        let latency = &series.latency;
        let labels = [("endpoint", word(series.endpoint)), ("outcome", series.outcome.as_str())];
        for own in latency.quantiles.iter().filter(|own| own.supported) {
            // Written in decimal, since 99.9 / 100 is not 0.999 in binary.
            let quantile = format!("{:.6}", own.percent / 100.0);
            let quantile = quantile.trim_end_matches('0');
            out.sample(name, &[labels[0], labels[1], ("quantile", quantile)], own.us as f64 / 1e6);
        }
        out.sample(&format!("{name}_sum"), &labels, latency.mean_us * latency.count as f64 / 1e6);
        out.sample(&format!("{name}_count"), &labels, latency.count as f64);
    }
}

fn judged(out: &mut Exposition, measurement: &Measurement) {
    let mut kinds: BTreeMap<&str, u64> = BTreeMap::new();
    for own in &measurement.violations {
        *kinds.entry(&own.kind).or_default() += own.count;
    }
    let name = "assay_load_semantic_violations_total";
    out.family(name, "counter", "Answers that said something wrong, by kind.");
    for (kind, count) in kinds {
        out.sample(name, &[("kind", kind)], count as f64);
    }
    let rules: BTreeMap<&str, Option<bool>> =
        measurement.thresholds.iter().map(|own| (own.rule.as_str(), own.holds)).collect();
    let name = "assay_load_threshold_holds";
    out.family(name, "gauge", "1 if the threshold holds, 0 if not, NaN without enough samples.");
    for (rule, holds) in rules {
        let value = holds.map_or(f64::NAN, |holds| f64::from(u8::from(holds)));
        out.sample(name, &[("rule", rule)], value);
    }
}

/// An endpoint as a label: one word.
const fn word(endpoint: Endpoint) -> &'static str {
    match endpoint {
        Endpoint::Authorization => "authorization",
        Endpoint::OwnerPage => "owner_page",
        Endpoint::Token => "token",
        Endpoint::Revocation => "revocation",
        Endpoint::Introspection => "introspection",
        Endpoint::Resource => "resource",
        Endpoint::Metadata => "metadata",
        Endpoint::Administration => "administration",
        Endpoint::Registration => "registration",
    }
}

/// The text as it grows.
#[derive(Default)]
struct Exposition(String);

impl Exposition {
    fn family(&mut self, name: &str, kind: &str, help: &str) {
        // Writing into memory does not fail.
        let _written = write!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}\n");
    }

    fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: f64) {
        self.0.push_str(name);
        if !labels.is_empty() {
            let labels: Vec<_> = labels
                .iter()
                .map(|(name, value)| format!("{name}=\"{}\"", escaped(value)))
                .collect();
            let _written = write!(self.0, "{{{}}}", labels.join(","));
        }
        let _written = writeln!(self.0, " {value}");
    }
}

/// A label's value: the format knows three escapes and no others.
fn escaped(value: &str) -> String {
    value.replace('\\', r"\\").replace('"', "\\\"").replace('\n', r"\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_ends_only_where_its_quote_ends() {
        let mut out = Exposition::default();
        out.sample("m", &[("a", "x\\\"}\n1"), ("b", "")], 0.5);
        assert_eq!(out.0, "m{a=\"x\\\\\\\"}\\n1\",b=\"\"} 0.5\n");
    }
}
