//! What a threshold comes to in a run.
//!
//! In: a [`Threshold`] and the record of a run. Out: a [`ThresholdResult`].
//!
//! A threshold speaks about the run as it was measured, so **a breach that was seen is a breach**,
//! however few samples there were: more requests than the rule allows did take too long. That a
//! rule was *not* broken is weaker: with 50 samples, p99 is the largest of them, and a server that
//! is slow once in 60 requests usually meets `p99<50ms`. So a rule that would hold comes to `None`
//! (not established, with a remark) in three cases:
//! - fewer than ten samples lie beyond the percentile, or fewer than ten are there for avg and max;
//! - more arrivals were not sent, or requests left unanswered, than the percentile may leave out:
//!   they are missing from the samples because they were slow;
//! - no answer was verified, for `semantic`.
//!
//! Failed requests are not among the samples of a latency either; they are what `error-rate` is
//! for, and a remark names them when they are many. Shares and rates are counted, not estimated:
//! they are taken as they are, with a remark when the requests are few for the limit. A latency is
//! the upper end of its place in the histogram, so it is stated at most 0.1 % too high, never too
//! low.

use super::latency::Latencies;
use super::outcome::Outcome;
use super::record::{Measurement, Series, ThresholdResult};
use super::threshold::{Comparator, Metric, Threshold};
use super::unit::digits;
use crate::exchange::Endpoint;

/// How many samples must lie beyond a percentile before it says anything.
const SUPPORT: u64 = 10;

/// What a metric comes to.
struct Reading {
    value: f64,
    /// Why a rule that is not broken is not established either.
    doubt: Option<String>,
    /// What a reader should know besides.
    note: Option<String>,
}

impl Threshold {
    /// Holds the rule against a run.
    #[must_use]
    pub fn judge(&self, measurement: &Measurement) -> ThresholdResult {
        let rule = self.to_string();
        let reading = match self.reading(measurement) {
            Ok(reading) => reading,
            Err(remark) => {
                return ThresholdResult { rule, measured: None, holds: None, remark: Some(remark) };
            }
        };
        let holds = match self.comparator.accepts(reading.value, self.limit) {
            false => Some(false),
            true => reading.doubt.is_none().then_some(true),
        };
        let measured = Some(self.metric.unit().shown(reading.value));
        let remarks: Vec<String> = reading.doubt.into_iter().chain(reading.note).collect();
        let remark = (!remarks.is_empty()).then(|| remarks.join("; "));
        ThresholdResult { rule, measured, holds, remark }
    }

    /// The value, or why there is none.
    fn reading(&self, run: &Measurement) -> Result<Reading, String> {
        match self.metric {
            Metric::Percentile(_) | Metric::Average | Metric::Max => self.latency(run),
            Metric::LatenessP99 => self.lateness(run),
            Metric::ErrorRate => {
                let (requests, failed) = requests(run, self.endpoint)?;
                Ok(self.share(failed, requests, "requests"))
            }
            Metric::NotSent if run.counts.asked == 0 => Err("no journey was asked for".into()),
            Metric::NotSent => Ok(self.share(run.counts.not_sent, run.counts.asked, "arrivals")),
            Metric::Semantic => semantic(run),
            Metric::Rate => self.rate(run),
        }
    }

    fn latency(&self, run: &Measurement) -> Result<Reading, String> {
        let mut all = Latencies::default();
        let good = of(run, self.endpoint).filter(|own| own.outcome == Outcome::Ok);
        for series in good.filter(|own| own.latency.count > 0) {
            all.add(&Latencies::from_base64(&series.latency.histogram)?);
        }
        if all.count() == 0 {
            return Err(format!("no answer as expected{}", at(self.endpoint)));
        }
        let (value, tail) = match self.metric {
            Metric::Percentile(percent) => (all.percentile_us(percent) as f64, 100.0 - percent),
            Metric::Max => (all.max_us() as f64, 0.0),
            // A mean leaves nothing out on purpose; half is where even the median would be lost.
            _ => (all.mean_us(), 50.0),
        };
        let few = self.few(all.count());
        let doubt = join(few, self.lost(run, tail));
        let (requests, failed) = requests(run, self.endpoint)?;
        let many = failed as f64 * 100.0 > requests as f64 * tail;
        let note = many.then(|| format!("{failed} requests failed and are not among the samples"));
        Ok(Reading { value, doubt, note })
    }

    /// Too few samples for the metric.
    fn few(&self, count: u64) -> Option<String> {
        let Metric::Percentile(percent) = self.metric else {
            let few = count < SUPPORT;
            return few.then(|| format!("only {count} samples, and {SUPPORT} are needed"));
        };
        // 100 - 99.9 is a little less than 0.1, which must not cost a sample.
        let beyond = (count as f64 * (100.0 - percent) / 100.0 + 1e-6).floor();
        (beyond < SUPPORT as f64).then(|| {
            format!(
                "only {beyond} of {count} samples lie beyond {}, and {SUPPORT} are needed",
                self.metric
            )
        })
    }

    /// Arrivals and requests without any answer in time are more than the percentile leaves out.
    /// They have no endpoint, so their share of all requests stands for each one.
    fn lost(&self, run: &Measurement, tail: f64) -> Option<String> {
        let (not_sent, unfinished) = (run.counts.not_sent, run.counts.unfinished);
        let lost = (not_sent + unfinished) as f64;
        let all = run.counts.requests as f64 + lost;
        (lost * 100.0 > all * tail + 1e-6).then(|| {
            format!(
                "{not_sent} arrivals were not sent and {unfinished} requests stayed without an \
                 answer; they are missing from {}",
                self.metric
            )
        })
    }

    fn lateness(&self, run: &Measurement) -> Result<Reading, String> {
        let lateness = &run.generator.lateness;
        if lateness.count == 0 {
            return Err("no lateness was recorded; it is known in the open model only".into());
        }
        let all = Latencies::from_base64(&lateness.histogram)?;
        let p99 = Self { metric: Metric::Percentile(99.0), ..*self };
        let doubt = p99.few(all.count());
        Ok(Reading { value: all.percentile_us(99.0) as f64, doubt, note: None })
    }

    fn share(&self, part: u64, all: u64, of: &str) -> Reading {
        // In this order the quotient is the number nearest to the true one, as a limit is.
        let value = part as f64 * 100.0 / all as f64;
        // Rule of three: what no event among so many excludes with 95 % confidence.
        let excluded = (300.0 / all as f64).min(100.0);
        let upper = matches!(self.comparator, Comparator::Less | Comparator::AtMost);
        let few = upper && self.limit > 0.0 && value < self.limit && excluded > self.limit;
        let note = few.then(|| {
            format!(
                "{all} {of} are few for this limit: even {all} good ones would only show a share \
                 below {} % (95 % confidence)",
                digits(excluded)
            )
        });
        Reading { value, doubt: None, note }
    }

    fn rate(&self, run: &Measurement) -> Result<Reading, String> {
        if run.counts.seconds <= 0.0 {
            return Err("the hold did not begin".into());
        }
        let (requests, failed) = requests(run, self.endpoint)?;
        let note = (failed > 0).then(|| format!("{failed} failed requests are counted in"));
        Ok(Reading { value: requests as f64 / run.counts.seconds, doubt: None, note })
    }
}

fn semantic(run: &Measurement) -> Result<Reading, String> {
    let seen = run.semantic();
    if seen == 0 && run.counts.requests == 0 {
        return Err("nothing was requested".into());
    }
    let blind = run.counts.verified == 0;
    let doubt = blind.then(|| "no answer was verified".into());
    Ok(Reading { value: seen as f64, doubt, note: None })
}

/// The series of one endpoint, or all.
fn of(run: &Measurement, endpoint: Option<Endpoint>) -> impl Iterator<Item = &Series> {
    run.series.iter().filter(move |own| endpoint.is_none_or(|wanted| own.endpoint == wanted))
}

/// Requests, and those that failed among them.
fn requests(run: &Measurement, endpoint: Option<Endpoint>) -> Result<(u64, u64), String> {
    let count = |outcomes: &[Outcome]| -> u64 {
        if endpoint.is_none() {
            return outcomes.iter().map(|own| run.counts.of(*own)).sum();
        }
        let series = of(run, endpoint).filter(|own| outcomes.contains(&own.outcome));
        series.map(|own| own.latency.count).sum()
    };
    let failed: Vec<Outcome> = Outcome::ALL.into_iter().filter(|own| own.is_error()).collect();
    let all = if endpoint.is_none() { run.counts.requests } else { count(Outcome::ALL.as_slice()) };
    if all == 0 {
        return Err(format!("nothing was requested{}", at(endpoint)));
    }
    Ok((all, count(&failed)))
}

fn at(endpoint: Option<Endpoint>) -> String {
    endpoint.map(|own| format!(" at the {own}")).unwrap_or_default()
}

fn join(one: Option<String>, other: Option<String>) -> Option<String> {
    match (one, other) {
        (Some(one), Some(other)) => Some(format!("{one}; {other}")),
        (one, other) => one.or(other),
    }
}
