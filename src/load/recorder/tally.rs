//! Takes samples while the load runs: counts and latencies, over the hold, by second and by block.
//!
//! In: one [`Sample`] a request. Out: [`Taken`], the parts of a record.

use std::time::{Duration, Instant};

use super::blocks::Blocks;
use super::timeline::Timeline;
use super::{ENDPOINTS, Sample};
use crate::exchange::Endpoint;
use crate::load::arrivals::Job;
use crate::load::schedule::Schedule;
use crate::measurement::{Block, Connections, Counts, Latencies, Outcome, Point, Series};

/// Different words that are counted apart; a hostile server could invent one for each answer.
const WORDS: usize = 64;

/// Everything that is counted.
#[derive(Debug)]
pub(in crate::load) struct Recorder {
    counts: Counts,
    /// By endpoint and outcome.
    latencies: Vec<Option<Latencies>>,
    timeline: Timeline,
    blocks: Blocks,
    lateness: Latencies,
    waited: u64,
    connect: Latencies,
    tls: Latencies,
    connections: Connections,
    first_sent: Option<Instant>,
    total_requests: u64,
}

impl Recorder {
    pub(in crate::load) fn new(schedule: &Schedule) -> Self {
        Self {
            counts: Counts::default(),
            latencies: vec![None; ENDPOINTS.len() * Outcome::ALL.len()],
            timeline: Timeline::default(),
            blocks: Blocks::new(schedule.hold()),
            lateness: Latencies::default(),
            waited: 0,
            connect: Latencies::default(),
            tls: Latencies::default(),
            connections: Connections::default(),
            first_sent: None,
            total_requests: 0,
        }
    }

    /// The load begins.
    pub(in crate::load) fn begin(&mut self, at: Instant) {
        self.timeline.begin(at);
        self.blocks.begin(at);
    }

    /// A journey began when it could (closed model).
    pub(in crate::load) fn began_round(&mut self, measured: bool) {
        if measured {
            self.counts.asked += 1;
            self.counts.started += 1;
        }
    }

    /// A journey began that was due by the clock (open model). How late is the generator's doing: up
    /// to the queue, and up to now if a connection was free.
    pub(in crate::load) fn arrived(
        &mut self,
        measured: bool,
        waited: bool,
        job: &Job,
        now: Instant,
    ) {
        if measured {
            self.counts.asked += 1;
            self.counts.started += 1;
            self.waited += u64::from(waited);
            let until = if waited { job.queued } else { now };
            self.lateness.record(until.saturating_duration_since(job.intended));
        }
    }

    /// An arrival was due and could not be sent.
    pub(in crate::load) fn not_sent(&mut self, at: Instant, measured: bool, held_back: bool) {
        self.timeline.not_sent(at);
        if measured {
            self.counts.asked += 1;
            let count =
                if held_back { &mut self.counts.held_back } else { &mut self.counts.not_sent };
            *count += 1;
        }
    }

    /// A request was given up because the run ended.
    pub(in crate::load) fn unfinished(&mut self, measured: bool) {
        if measured {
            self.counts.unfinished += 1;
        }
    }

    /// What comes before a journey failed; `seen` is what came instead.
    pub(in crate::load) fn not_prepared(&mut self, seen: &str) {
        let unprepared = &mut self.counts.unprepared;
        let word = if unprepared.len() < WORDS { seen } else { "others" };
        *unprepared.entry(word.to_owned()).or_default() += 1;
    }

    /// A connection stands.
    pub(in crate::load) fn connected(
        &mut self,
        connect: Duration,
        tls: Option<Duration>,
        again: bool,
    ) {
        self.connections.opened += 1;
        self.connections.reopened += u64::from(again);
        self.connect.record(connect);
        if let Some(tls) = tls {
            self.tls.record(tls);
        }
    }

    /// A connection could not be made.
    pub(in crate::load) fn not_connected(&mut self) {
        self.connections.failed += 1;
    }

    /// Takes one sample.
    pub(in crate::load) fn take(&mut self, sample: &Sample<'_>) {
        self.total_requests += 1;
        let first = self.first_sent.get_or_insert(sample.intended);
        *first = sample.intended.min(*first);
        let latency = sample.ended.saturating_duration_since(sample.intended);
        self.timeline.take(sample, latency);
        if sample.measured {
            self.count(sample);
            let endpoint = place(sample.endpoint);
            let slot = endpoint * Outcome::ALL.len() + sample.outcome as usize;
            self.latencies[slot].get_or_insert_default().record(latency);
            self.blocks.take(sample, endpoint, latency);
        }
    }

    fn count(&mut self, sample: &Sample<'_>) {
        let counts = &mut self.counts;
        counts.requests += 1;
        counts.verified += u64::from(sample.verified);
        *counts.outcomes.entry(sample.outcome).or_default() += 1;
        if let Some(status) = sample.status {
            *counts.statuses.entry(status).or_default() += 1;
        }
        let words = match sample.outcome {
            Outcome::OauthError => &mut counts.oauth_errors,
            Outcome::NoAnswer => &mut counts.no_answer,
            _ => return,
        };
        let word = sample.word.unwrap_or("unknown");
        let known = words.contains_key(word) || words.len() < WORDS;
        *words.entry(if known { word } else { "others" }.to_owned()).or_default() += 1;
    }

    /// How the load goes at the moment.
    pub(in crate::load) fn glance(&self) -> Glance {
        let last = self.timeline.last().cloned().unwrap_or_default();
        Glance {
            requests: self.total_requests,
            rate: if last.seconds > 0.0 { last.requests as f64 / last.seconds } else { 0.0 },
            p50_us: last.p50_us,
            p99_us: last.p99_us,
            errors: self.timeline.sum(|own| own.errors),
            not_sent: self.timeline.sum(|own| own.not_sent),
        }
    }

    /// Ends the taking of samples.
    pub(in crate::load) fn finish(self) -> Taken {
        let mut series = Vec::new();
        for (at, latencies) in self.latencies.iter().enumerate() {
            if let Some(latencies) = latencies {
                series.push(Series {
                    endpoint: ENDPOINTS[at / Outcome::ALL.len()],
                    outcome: Outcome::ALL[at % Outcome::ALL.len()],
                    latency: latencies.distribution(),
                });
            }
        }
        let connections = Connections {
            connect: self.connect.distribution(),
            tls: self.tls.distribution(),
            ..self.connections
        };
        Taken {
            counts: self.counts,
            series,
            timeline: self.timeline.finish(),
            blocks: self.blocks.finish(),
            lateness: self.lateness,
            waited: self.waited,
            connections,
            first_sent: self.first_sent,
        }
    }
}

/// How the load goes at the moment.
#[derive(Debug, Clone, Copy, Default)]
pub struct Glance {
    /// Requests so far.
    pub requests: u64,
    /// Requests in the last second.
    pub rate: f64,
    /// Median of the last second, in microseconds.
    pub p50_us: u64,
    /// 99th percentile of the last second, in microseconds.
    pub p99_us: u64,
    /// Errors so far.
    pub errors: u64,
    /// Arrivals that could not be sent so far.
    pub not_sent: u64,
}

/// What was taken.
#[derive(Debug)]
pub(in crate::load) struct Taken {
    pub(in crate::load) counts: Counts,
    pub(in crate::load) series: Vec<Series>,
    pub(in crate::load) timeline: Vec<Point>,
    pub(in crate::load) blocks: Vec<Block>,
    pub(in crate::load) lateness: Latencies,
    pub(in crate::load) waited: u64,
    pub(in crate::load) connections: Connections,
    pub(in crate::load) first_sent: Option<Instant>,
}

fn place(endpoint: Endpoint) -> usize {
    ENDPOINTS.iter().position(|own| *own == endpoint).unwrap_or_default()
}
