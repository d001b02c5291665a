//! Takes samples while the load runs: counts and latencies, over the hold, by second and by block.
//!
//! In: one [`Sample`] a request. Out: the parts of a [`crate::measurement::Measurement`]. Memory does
//! not grow with the run: the timeline is thinned when it gets long, blocks are a fixed number.

use std::time::{Duration, Instant};

use super::arrivals::Job;
use super::schedule::Schedule;
use crate::exchange::Endpoint;
use crate::measurement::{
    Block, BlockSeries, Connections, Counts, Latencies, Outcome, Point, Series,
};

/// Blocks that the hold is cut into: enough for a confidence interval of the median over them.
const BLOCKS: usize = 20;

/// Points of the timeline at the most; then two become one.
const POINTS: usize = 1200;

/// Percentiles of each block.
const BLOCK_PERCENTS: [f64; 4] = [50.0, 90.0, 99.0, 99.9];

/// Different words that are counted apart; a hostile server could invent one for each answer.
const WORDS: usize = 64;

/// Endpoints, in the order of their tables.
const ENDPOINTS: [Endpoint; 7] = [
    Endpoint::Authorization,
    Endpoint::OwnerPage,
    Endpoint::Token,
    Endpoint::Revocation,
    Endpoint::Introspection,
    Endpoint::Resource,
    Endpoint::Metadata,
];

/// One request and its fate.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sample<'a> {
    pub(super) endpoint: Endpoint,
    pub(super) outcome: Outcome,
    /// When it was meant to start.
    pub(super) intended: Instant,
    /// When its answer was read, or given up.
    pub(super) ended: Instant,
    pub(super) status: Option<u16>,
    /// The OAuth error code, or why no answer came.
    pub(super) word: Option<&'a str>,
    /// Whether its answer was verified.
    pub(super) verified: bool,
    /// Whether it counts into the figures.
    pub(super) measured: bool,
}

/// Everything that is counted.
#[derive(Debug)]
pub(super) struct Recorder {
    began: Option<Instant>,
    hold: (Duration, Duration),
    counts: Counts,
    /// By endpoint and outcome.
    latencies: Vec<Option<Latencies>>,
    open_point: OpenPoint,
    points: Vec<Point>,
    point_seconds: f64,
    block: Option<(usize, Vec<BlockTally>)>,
    blocks: Vec<Block>,
    lateness: Latencies,
    waited: u64,
    connect: Latencies,
    tls: Latencies,
    connections: Connections,
    first_sent: Option<Instant>,
    total_requests: u64,
}

#[derive(Debug, Default)]
struct OpenPoint {
    index: u64,
    point: Point,
    latencies: Latencies,
}

#[derive(Debug, Default, Clone)]
struct BlockTally {
    requests: u64,
    latencies: Latencies,
}

impl Recorder {
    pub(super) fn new(schedule: &Schedule) -> Self {
        Self {
            began: None,
            hold: schedule.hold(),
            counts: Counts::default(),
            latencies: vec![None; ENDPOINTS.len() * Outcome::ALL.len()],
            open_point: OpenPoint::default(),
            points: Vec::new(),
            point_seconds: 1.0,
            block: None,
            blocks: Vec::new(),
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
    pub(super) fn begin(&mut self, at: Instant) {
        self.began = Some(at);
    }

    /// A journey began when it could (closed model).
    pub(super) fn began_round(&mut self, measured: bool) {
        if measured {
            self.counts.asked += 1;
            self.counts.started += 1;
        }
    }

    /// A journey began that was due by the clock (open model). How late is the generator's doing: up
    /// to the queue, and up to now if a connection was free.
    pub(super) fn arrived(&mut self, measured: bool, waited: bool, job: &Job, now: Instant) {
        if measured {
            self.counts.asked += 1;
            self.counts.started += 1;
            self.waited += u64::from(waited);
            let until = if waited { job.queued } else { now };
            self.lateness.record(until.saturating_duration_since(job.intended));
        }
    }

    /// An arrival was due and could not be sent.
    pub(super) fn not_sent(&mut self, at: Instant, measured: bool, held_back: bool) {
        self.advance(at);
        self.open_point.point.not_sent += 1;
        if measured {
            self.counts.asked += 1;
            let count =
                if held_back { &mut self.counts.held_back } else { &mut self.counts.not_sent };
            *count += 1;
        }
    }

    /// A request was given up because the run ended.
    pub(super) fn unfinished(&mut self, measured: bool) {
        if measured {
            self.counts.unfinished += 1;
        }
    }

    /// What comes before a journey failed; `seen` is what came instead.
    pub(super) fn not_prepared(&mut self, seen: &str) {
        let unprepared = &mut self.counts.unprepared;
        let word = if unprepared.len() < WORDS { seen } else { "others" };
        *unprepared.entry(word.to_owned()).or_default() += 1;
    }

    /// A connection stands.
    pub(super) fn connected(&mut self, connect: Duration, tls: Option<Duration>, again: bool) {
        self.connections.opened += 1;
        self.connections.reopened += u64::from(again);
        self.connect.record(connect);
        if let Some(tls) = tls {
            self.tls.record(tls);
        }
    }

    /// A connection could not be made.
    pub(super) fn not_connected(&mut self) {
        self.connections.failed += 1;
    }

    /// Takes one sample.
    pub(super) fn take(&mut self, sample: &Sample<'_>) {
        self.advance(sample.ended);
        self.total_requests += 1;
        self.first_sent.get_or_insert(sample.intended);
        let latency = sample.ended.saturating_duration_since(sample.intended);
        let point = &mut self.open_point;
        point.point.requests += 1;
        point.point.errors += u64::from(sample.outcome.is_error());
        point.point.semantic += u64::from(sample.outcome == Outcome::Wrong);
        point.latencies.record(latency);
        if sample.measured {
            self.count(sample);
            let endpoint = place(sample.endpoint);
            let slot = endpoint * Outcome::ALL.len() + sample.outcome as usize;
            self.latencies[slot].get_or_insert_default().record(latency);
            self.block(sample, endpoint, latency);
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

    fn block(&mut self, sample: &Sample<'_>, endpoint: usize, latency: Duration) {
        let Some(began) = self.began else { return };
        let at = sample.intended.saturating_duration_since(began).saturating_sub(self.hold.0);
        let length = self.hold.1.saturating_sub(self.hold.0).as_secs_f64() / BLOCKS as f64;
        let index = ((at.as_secs_f64() / length) as usize).min(BLOCKS - 1);
        // An answer that comes late for its block counts into the one that is open.
        if self.block.as_ref().is_none_or(|(open, _)| *open < index) {
            self.close_block();
            self.block = Some((index, vec![BlockTally::default(); ENDPOINTS.len()]));
        }
        if let Some((_, tallies)) = &mut self.block {
            tallies[endpoint].requests += 1;
            if sample.outcome == Outcome::Ok {
                tallies[endpoint].latencies.record(latency);
            }
        }
    }

    fn close_block(&mut self) {
        let Some((_, tallies)) = self.block.take() else { return };
        let seconds = self.hold.1.saturating_sub(self.hold.0).as_secs_f64() / BLOCKS as f64;
        let used = tallies.into_iter().zip(ENDPOINTS).filter(|(tally, _)| tally.requests > 0);
        let series = used.map(|(tally, endpoint)| BlockSeries {
            endpoint,
            ok: tally.latencies.count(),
            requests: tally.requests,
            percentiles: BLOCK_PERCENTS
                .into_iter()
                .map(|percent| (percent, tally.latencies.percentile_us(percent)))
                .collect(),
        });
        self.blocks.push(Block { seconds, series: series.collect() });
    }

    /// Closes the points of the timeline that are over at `now`.
    fn advance(&mut self, now: Instant) {
        let Some(began) = self.began else { return };
        let at = now.saturating_duration_since(began).as_secs_f64();
        let index = (at / self.point_seconds) as u64;
        if index > self.open_point.index {
            self.close_point();
            self.open_point.index = (at / self.point_seconds) as u64;
        }
    }

    fn close_point(&mut self) {
        let open = &mut self.open_point;
        let mut point = std::mem::take(&mut open.point);
        point.at_s = open.index as f64 * self.point_seconds;
        point.seconds = self.point_seconds;
        point.p50_us = open.latencies.percentile_us(50.0);
        point.p99_us = open.latencies.percentile_us(99.0);
        point.max_us = open.latencies.max_us();
        open.latencies.clear();
        self.points.push(point);
        if self.points.len() >= POINTS {
            self.thin();
        }
    }

    /// Makes one point of two. Percentiles of a union lie between those of its parts; the larger
    /// one is kept, so that a peak is not thinned away.
    fn thin(&mut self) {
        self.point_seconds *= 2.0;
        let mut coarse: Vec<Point> = Vec::with_capacity(POINTS);
        for point in self.points.drain(..) {
            let at_s = (point.at_s / self.point_seconds).floor() * self.point_seconds;
            match coarse.last_mut().filter(|last| (last.at_s - at_s).abs() < 1e-9) {
                Some(last) => {
                    last.requests += point.requests;
                    last.errors += point.errors;
                    last.semantic += point.semantic;
                    last.not_sent += point.not_sent;
                    last.p50_us = last.p50_us.max(point.p50_us);
                    last.p99_us = last.p99_us.max(point.p99_us);
                    last.max_us = last.max_us.max(point.max_us);
                }
                None => coarse.push(Point { at_s, seconds: self.point_seconds, ..point }),
            }
        }
        self.points = coarse;
    }

    /// How the load goes at the moment.
    pub(super) fn glance(&self) -> Glance {
        let last = self.points.last().cloned().unwrap_or_default();
        Glance {
            requests: self.total_requests,
            rate: if last.seconds > 0.0 { last.requests as f64 / last.seconds } else { 0.0 },
            p50_us: last.p50_us,
            p99_us: last.p99_us,
            errors: self.points.iter().map(|own| own.errors).sum::<u64>()
                + self.open_point.point.errors,
            not_sent: self.points.iter().map(|own| own.not_sent).sum::<u64>()
                + self.open_point.point.not_sent,
        }
    }

    /// Ends the taking of samples.
    pub(super) fn finish(mut self) -> Taken {
        self.close_block();
        if self.open_point.point.requests > 0 || self.open_point.point.not_sent > 0 {
            self.close_point();
        }
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
        let mut counts = self.counts;
        counts.seconds = self.hold.1.saturating_sub(self.hold.0).as_secs_f64();
        let connections = Connections {
            connect: self.connect.distribution(),
            tls: self.tls.distribution(),
            ..self.connections
        };
        Taken {
            counts,
            series,
            timeline: self.points,
            blocks: self.blocks,
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
pub(super) struct Taken {
    pub(super) counts: Counts,
    pub(super) series: Vec<Series>,
    pub(super) timeline: Vec<Point>,
    pub(super) blocks: Vec<Block>,
    pub(super) lateness: Latencies,
    pub(super) waited: u64,
    pub(super) connections: Connections,
    pub(super) first_sent: Option<Instant>,
}

fn place(endpoint: Endpoint) -> usize {
    ENDPOINTS.iter().position(|own| *own == endpoint).unwrap_or_default()
}
