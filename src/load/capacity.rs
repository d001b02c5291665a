//! The search for the highest rate that holds an SLO: one run of the engine a probe.

use std::time::Duration;

use super::engine::Engine;
use super::error::LoadError;
use super::profile::{Pace, StageRule};
use super::settings::Settings;
use crate::measurement::{Arrivals, CapacityPoint, Latencies, Measurement, Metric, Search, Slo};

/// The longest time at each rate before anything is measured.
const WARM_UP: Duration = Duration::from_secs(2);

/// The longest probe, where a low rate and a high percentile would take an hour.
const LONGEST_PROBE: Duration = Duration::from_secs(180);

/// The warm-up of a short probe, as a part of it.
const WARM_UP_PART: u32 = 5;

/// How a capacity is searched for.
#[derive(Debug, Clone)]
pub struct CapacitySearch {
    /// What must hold.
    pub slo: Slo,
    /// Where the search begins, in journeys a second.
    pub start: f64,
    /// No higher than this.
    pub ceiling: f64,
    /// The measured part of a probe.
    pub probe: Duration,
    /// Probes that must hold at the rate that is found.
    pub repeats: usize,
    /// How exactly the rate is found: 0.05 is within 5 %.
    pub precision: f64,
}

impl Engine {
    /// Finds the highest rate; the record is that of the last probe that held, with the curve.
    ///
    /// # Errors
    /// As for [`Engine::run`].
    pub async fn find_capacity(
        &self,
        settings: &Settings,
        wanted: &CapacitySearch,
        tell: impl Fn(&CapacityPoint),
    ) -> Result<Measurement, LoadError> {
        let mut search =
            Search::new(wanted.start, wanted.ceiling, wanted.precision, wanted.repeats);
        let mut shown: Option<(bool, Measurement)> = None;
        while let Some(probe) = search.next() {
            let hold = wanted.probe.max(enough(&wanted.slo, probe.rate)).min(LONGEST_PROBE);
            let measurement = self.run(&at_rate(settings, probe.rate, hold)).await?;
            let interrupted = measurement.interrupted;
            let point = point(&measurement, probe.rate, &wanted.slo);
            tell(&point);
            // A probe that was cut short says nothing about its rate.
            if !interrupted {
                search.record(point.clone());
            }
            let better = shown.as_ref().is_none_or(|(held, _)| point.held || !held);
            if better {
                shown = Some((point.held, measurement));
            }
            if interrupted || !self.wants_more() {
                break;
            }
        }
        let (_, mut measurement) =
            shown.ok_or_else(|| LoadError::NothingToDo("the search made no probe".to_owned()))?;
        measurement.interrupted = !self.wants_more();
        measurement.capacity = Some(search.conclude(&wanted.slo.to_string()));
        Ok(measurement)
    }
}

/// The time that it takes at a rate to have ten samples beyond the highest percentile of the SLO:
/// with fewer nothing is established, however well the server does.
fn enough(slo: &Slo, rate: f64) -> Duration {
    let percents = slo.thresholds().iter().filter_map(|own| match own.metric {
        Metric::Percentile(percent) => Some(percent),
        _ => None,
    });
    let highest = percents.fold(0.0, f64::max);
    let samples = 10.5 / (1.0 - highest / 100.0).max(1e-4);
    Duration::try_from_secs_f64(samples / rate).unwrap_or(LONGEST_PROBE)
}

fn at_rate(settings: &Settings, rate: f64, probe: Duration) -> Settings {
    let mut own = settings.clone();
    let (arrivals, connections) = match own.profile.pace {
        Pace::Open { arrivals, connections, .. } => (arrivals, connections),
        Pace::Closed { virtual_users, .. } => (Arrivals::Poisson, virtual_users),
    };
    own.profile.pace = Pace::Open { rate, arrivals, connections, queue: None };
    let ramp = WARM_UP.min(probe / WARM_UP_PART);
    own.profile.stages =
        StageRule { ramp, hold: probe, cool_down: Duration::ZERO, steps: Vec::new() };
    own.profile.thresholds.clear();
    own
}

fn point(measurement: &Measurement, rate: f64, slo: &Slo) -> CapacityPoint {
    let mut all = Latencies::default();
    for series in &measurement.series {
        // Our own histograms are readable.
        if let Ok(own) = Latencies::from_base64(&series.latency.histogram) {
            all.add(&own);
        }
    }
    let counts = &measurement.counts;
    let reached = if counts.seconds > 0.0 { counts.started as f64 / counts.seconds } else { 0.0 };
    CapacityPoint {
        rate,
        reached,
        p50_us: all.percentile_us(50.0),
        p99_us: all.percentile_us(99.0),
        error_rate: counts.error_rate(),
        semantic: measurement.semantic(),
        held: slo.holds(measurement) == Some(true) && counts.not_sent == 0,
        generator_limited: !measurement.generator.limited_by.is_empty(),
    }
}
