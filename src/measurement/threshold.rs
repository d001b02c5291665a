//! A threshold: one rule that a run must meet, such as `p99<50ms for token`.
//!
//! In: its text, from a load profile or the command line. Out: [`Threshold`], whose `Display` is
//! the canonical text. How it is judged stands in `judge.rs`.
//!
//! ```text
//! METRIC OP VALUE [for ENDPOINT]          white space is free
//!
//! pNN, avg, max      us, ms or s          latency of the answers as expected; p50 to p99.99
//! lateness-p99       us, ms or s          how late requests left the generator (open model)
//! error-rate         %                    failed requests among all
//! not-sent           %                    arrivals that could not be sent among those asked for
//! rate               a number, or NN/s    requests a second over the hold
//! semantic           a whole number       answers that said something wrong
//!
//! OP        <  <=  >  >=  =               no = for latencies and rate: they never hit a value
//! ENDPOINT  token introspection revocation resource authorization owner-page
//!           for latencies, rate and error-rate; without it, all endpoints together
//! ```

use std::fmt;

use super::unit::Unit;
use crate::document::did_you_mean;
use crate::exchange::Endpoint;

const METRICS: [(&str, Metric); 7] = [
    ("avg", Metric::Average),
    ("max", Metric::Max),
    ("error-rate", Metric::ErrorRate),
    ("semantic", Metric::Semantic),
    ("rate", Metric::Rate),
    ("not-sent", Metric::NotSent),
    ("lateness-p99", Metric::LatenessP99),
];

const COMPARATORS: [(&str, Comparator); 5] = [
    ("<", Comparator::Less),
    ("<=", Comparator::AtMost),
    (">", Comparator::Greater),
    (">=", Comparator::AtLeast),
    ("=", Comparator::Equal),
];

const ENDPOINTS: [(&str, Endpoint); 6] = [
    ("token", Endpoint::Token),
    ("introspection", Endpoint::Introspection),
    ("revocation", Endpoint::Revocation),
    ("resource", Endpoint::Resource),
    ("authorization", Endpoint::Authorization),
    ("owner-page", Endpoint::OwnerPage),
];

/// One rule that a run must meet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Threshold {
    /// What is looked at.
    pub metric: Metric,
    /// How it is compared.
    pub comparator: Comparator,
    /// With what: microseconds, percent, requests a second or a count, as the metric has it.
    pub limit: f64,
    /// At which endpoint; `None` for all together.
    pub endpoint: Option<Endpoint>,
}

/// What a threshold looks at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Metric {
    /// A percentile of the latency, by percent: 99 for p99.
    Percentile(f64),
    /// The mean latency.
    Average,
    /// The largest latency.
    Max,
    /// Failed requests among all, in percent.
    ErrorRate,
    /// Semantic violations.
    Semantic,
    /// Requests a second.
    Rate,
    /// Arrivals not sent among those asked for, in percent.
    NotSent,
    /// How late requests left the generator, 99th percentile.
    LatenessP99,
}

/// How a threshold compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparator {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
    /// `=`
    Equal,
}

impl Threshold {
    /// Reads a rule.
    ///
    /// # Errors
    /// A text that is no threshold: the message names the wrong part and the cure.
    pub fn parse(text: &str) -> Result<Self, String> {
        Self::read(text).map_err(|wrong| format!("threshold `{}`: {wrong}", text.trim()))
    }

    fn read(text: &str) -> Result<Self, String> {
        let is_sign = |c: char| "<>=!~≤≥".contains(c);
        let start = text.find(is_sign).ok_or(
            "there is no comparison; write a metric, one of < <= > >= = and a value, such as \
             `p99<50ms for token`",
        )?;
        let (name, rest) = text.split_at(start);
        let end = rest.find(|c| !is_sign(c)).unwrap_or(rest.len());
        let (sign, rest) = rest.split_at(end);
        let metric = Metric::parse(name.trim())?;
        let comparator = Comparator::parse(sign)?;
        if comparator == Comparator::Equal && !metric.hits_values() {
            return Err(format!("{metric} never hits a value exactly; write `<=` or `>=`"));
        }
        let words: Vec<&str> = rest.split_whitespace().collect();
        let place = words.iter().position(|word| *word == "for");
        let (value, place) = words.split_at(place.unwrap_or(words.len()));
        let limit = metric.unit().parse(&value.concat())?;
        Ok(Self { metric, comparator, limit, endpoint: endpoint(metric, place)? })
    }
}

impl fmt::Display for Threshold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { metric, comparator, limit, endpoint } = self;
        write!(f, "{metric}{comparator}{}", metric.unit().canonical(*limit))?;
        let word = ENDPOINTS.iter().find(|(_, own)| Some(*own) == *endpoint);
        word.map_or(Ok(()), |(word, _)| write!(f, " for {word}"))
    }
}

impl Metric {
    fn parse(name: &str) -> Result<Self, String> {
        if name.is_empty() {
            return Err("there is no metric before the comparison; write one, such as `p99`".into());
        }
        if let Some(percent) = name.strip_prefix('p').filter(|own| own.starts_with(numeric)) {
            let percent: f64 = percent.parse().map_err(|_| format!("`{name}` is no percentile"))?;
            let known = (50.0..=99.99).contains(&percent);
            let beyond = || format!("`{name}` is out of range; percentiles go from p50 to p99.99");
            return known.then_some(Self::Percentile(percent)).ok_or_else(beyond);
        }
        if let Some((_, metric)) = METRICS.iter().find(|(own, _)| *own == name) {
            return Ok(*metric);
        }
        let words = METRICS.iter().map(|(own, _)| *own);
        let near = words.clone().chain(["p50", "p90", "p95", "p99", "p99.9"]);
        let cure = did_you_mean(&name.to_lowercase(), near).unwrap_or_else(|| {
            format!("there are p50 to p99.99, {}", words.collect::<Vec<_>>().join(", "))
        });
        Err(format!("`{name}` is no metric; {cure}"))
    }

    pub(super) const fn unit(self) -> Unit {
        match self {
            Self::Percentile(_) | Self::Average | Self::Max | Self::LatenessP99 => Unit::Time,
            Self::ErrorRate | Self::NotSent => Unit::Share,
            Self::Semantic => Unit::Count,
            Self::Rate => Unit::Rate,
        }
    }

    /// Whether `=` makes sense: shares and counts do come out at 0 or at 100 %.
    const fn hits_values(self) -> bool {
        matches!(self.unit(), Unit::Share | Unit::Count)
    }

    const fn is_by_endpoint(self) -> bool {
        !matches!(self, Self::Semantic | Self::NotSent | Self::LatenessP99)
    }

    /// Whether the figure is the generator's when the generator is the limit. What answers said,
    /// and whether they were errors, remains the server's in any case.
    pub(super) const fn suffers_from_generator(self) -> bool {
        !matches!(self, Self::ErrorRate | Self::Semantic)
    }
}

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Percentile(percent) => write!(f, "p{percent}"),
            named => METRICS
                .iter()
                .find(|(_, own)| own == named)
                .map_or(Ok(()), |(word, _)| f.write_str(word)),
        }
    }
}

impl Comparator {
    fn parse(sign: &str) -> Result<Self, String> {
        let known = COMPARATORS.iter().find(|(own, _)| *own == sign);
        known.map(|(_, own)| *own).ok_or_else(|| {
            let cure = match sign {
                "=<" | "≤" => "; did you mean `<=`?",
                "=>" | "≥" => "; did you mean `>=`?",
                "==" | "===" => "; did you mean `=`?",
                _ => "; there are < <= > >= =",
            };
            format!("`{sign}` is no comparison{cure}")
        })
    }

    /// Whether `value` meets `limit`.
    pub(super) fn accepts(self, value: f64, limit: f64) -> bool {
        match self {
            Self::Less => value < limit,
            Self::AtMost => value <= limit,
            Self::Greater => value > limit,
            Self::AtLeast => value >= limit,
            Self::Equal => value == limit,
        }
    }
}

impl fmt::Display for Comparator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = COMPARATORS.iter().find(|(_, own)| own == self);
        word.map_or(Ok(()), |(word, _)| f.write_str(word))
    }
}

fn endpoint(metric: Metric, words: &[&str]) -> Result<Option<Endpoint>, String> {
    let word = match words {
        [] => return Ok(None),
        ["for", word] => *word,
        ["for"] => return Err("there is no endpoint after `for`".into()),
        _ => return Err(format!("`{}` names more than one endpoint", words.join(" "))),
    };
    if !metric.is_by_endpoint() {
        return Err(format!("{metric} has no figure by endpoint; leave out `for {word}`"));
    }
    let known = ENDPOINTS.iter().find(|(own, _)| *own == word);
    known.map(|(_, own)| Some(*own)).ok_or_else(|| {
        let words = ENDPOINTS.map(|(own, _)| own);
        let cure = did_you_mean(&word.to_lowercase(), words)
            .unwrap_or_else(|| format!("there are {}", words.join(", ")));
        format!("`{word}` is no endpoint; {cure}")
    })
}

pub(super) fn numeric(c: char) -> bool {
    c.is_ascii_digit() || c == '.'
}
