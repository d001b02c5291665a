//! The run over time, in points of a second; when it gets long, two points become one, so that
//! memory does not grow with the run.

use std::time::{Duration, Instant};

use super::Sample;
use crate::measurement::{Latencies, Outcome, Point};

/// Points at the most.
const POINTS: usize = 1200;

/// The timeline while it grows.
#[derive(Debug)]
pub(super) struct Timeline {
    began: Option<Instant>,
    seconds: f64,
    points: Vec<Point>,
    /// Which point is open.
    index: u64,
    open: Point,
    latencies: Latencies,
}

impl Default for Timeline {
    fn default() -> Self {
        Self {
            began: None,
            seconds: 1.0,
            points: Vec::new(),
            index: 0,
            open: Point::default(),
            latencies: Latencies::default(),
        }
    }
}

impl Timeline {
    /// Time begins.
    pub(super) fn begin(&mut self, at: Instant) {
        self.began = Some(at);
    }

    /// Takes one sample.
    pub(super) fn take(&mut self, sample: &Sample<'_>, latency: Duration) {
        self.advance(sample.ended);
        self.open.requests += 1;
        self.open.errors += u64::from(sample.outcome.is_error());
        self.open.semantic += u64::from(sample.outcome == Outcome::Wrong);
        self.latencies.record(latency);
    }

    /// An arrival was not sent.
    pub(super) fn not_sent(&mut self, at: Instant) {
        self.advance(at);
        self.open.not_sent += 1;
    }

    /// The last point that is complete.
    pub(super) fn last(&self) -> Option<&Point> {
        self.points.last()
    }

    /// A sum over all points, the open one included.
    pub(super) fn sum(&self, of: impl Fn(&Point) -> u64) -> u64 {
        self.points.iter().chain([&self.open]).map(of).sum()
    }

    /// All points.
    pub(super) fn finish(mut self) -> Vec<Point> {
        if self.open.requests > 0 || self.open.not_sent > 0 {
            self.close();
        }
        self.points
    }

    /// Closes the point that is over at `now`.
    fn advance(&mut self, now: Instant) {
        let Some(began) = self.began else { return };
        let at = now.saturating_duration_since(began).as_secs_f64();
        if (at / self.seconds) as u64 > self.index {
            self.close();
            self.index = (at / self.seconds) as u64;
        }
    }

    fn close(&mut self) {
        let mut point = std::mem::take(&mut self.open);
        point.at_s = self.index as f64 * self.seconds;
        point.seconds = self.seconds;
        point.p50_us = self.latencies.percentile_us(50.0);
        point.p99_us = self.latencies.percentile_us(99.0);
        point.max_us = self.latencies.max_us();
        self.latencies.clear();
        self.points.push(point);
        if self.points.len() >= POINTS {
            self.thin();
        }
    }

    /// Makes one point of two. Percentiles of a union lie between those of its parts; the larger
    /// one is kept, so that a peak is not thinned away.
    fn thin(&mut self) {
        self.seconds *= 2.0;
        let mut coarse: Vec<Point> = Vec::with_capacity(POINTS);
        for point in self.points.drain(..) {
            let at_s = (point.at_s / self.seconds).floor() * self.seconds;
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
                None => coarse.push(Point { at_s, seconds: self.seconds, ..point }),
            }
        }
        self.points = coarse;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::Endpoint;

    fn timeline(seconds: u64) -> Vec<Point> {
        let began = Instant::now();
        let mut own = Timeline::default();
        own.begin(began);
        for second in 0..seconds {
            let ended = began + Duration::from_secs(second);
            let sample = Sample {
                endpoint: Endpoint::Token,
                outcome: Outcome::Ok,
                intended: ended,
                ended,
                status: Some(200),
                word: None,
                verified: true,
                measured: true,
            };
            own.take(&sample, Duration::from_millis(1 + second % 7));
        }
        own.finish()
    }

    #[test]
    fn a_short_run_has_a_point_a_second() {
        let points = timeline(30);
        assert_eq!(points.len(), 30);
        assert!(points.iter().all(|own| own.requests == 1 && own.seconds == 1.0));
        assert_eq!(points[29].at_s, 29.0);
    }

    #[test]
    fn a_long_run_keeps_its_counts_and_peaks_in_few_points() {
        let points = timeline(10_000);
        assert!(points.len() <= POINTS, "{}", points.len());
        assert_eq!(points.iter().map(|own| own.requests).sum::<u64>(), 10_000);
        assert_eq!(points.iter().map(|own| own.max_us).max(), Some(7_003));
        assert!(points.windows(2).all(|pair| pair[0].at_s < pair[1].at_s));
    }
}
