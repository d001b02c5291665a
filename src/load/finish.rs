//! From what was taken to the record of the run.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::arena::Arena;
use super::generator::machine;
use super::profile::Pace;
use super::recorder::{Recorder, Taken};
use super::settings::Settings;
use crate::exchange::{Replacement, Transcript};
use crate::measurement::{
    Canary, Environment, Generator, Latencies, MEASUREMENT_SCHEMA_VERSION, Measurement, Model,
    Shape, Skipped,
};
use crate::target::Target;

/// A generator that uses more of its threads than this is at its own limit.
const BUSY: f64 = 0.9;

/// A lateness beyond this share of the latency, both at the 99th percentile, is no detail any more.
const LATE: f64 = 0.1;

/// Less lateness than this is the machine's noise.
const PUNCTUAL: Duration = Duration::from_millis(1);

/// What the engine saw beside the samples.
#[derive(Debug)]
pub(super) struct Facts {
    pub(super) started: Timestamp,
    pub(super) skipped: Vec<Skipped>,
    pub(super) canaries: Vec<Canary>,
    pub(super) remarks: Vec<String>,
    pub(super) server: Option<String>,
    /// When goose was started.
    pub(super) launched: Option<Instant>,
    /// The generator at the beginning of the hold.
    pub(super) begin: Mark,
    /// The same at its end.
    pub(super) end: Mark,
}

/// The generator at a moment.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Mark {
    pub(super) at: Option<Instant>,
    pub(super) cpu: Duration,
    pub(super) memory_mb: Option<f64>,
}

/// Puts the record together.
pub(super) fn measurement(
    settings: &Settings,
    arena: Arena,
    mut facts: Facts,
    elapsed: Duration,
) -> Measurement {
    let interrupted = arena.clock.stop.asked();
    let stages = arena.clock.schedule.stages().to_vec();
    let recorder = Arc::into_inner(arena.recorder).map(Mutex::into_inner);
    let recorder = recorder.map(|own| own.unwrap_or_else(PoisonError::into_inner));
    let taken = recorder.unwrap_or_else(|| Recorder::new(&arena.clock.schedule)).finish();
    let held = facts.begin.at.zip(facts.end.at);
    let held = held.map(|(from, to)| to.saturating_duration_since(from)).unwrap_or_default();
    let mut counts = taken.counts.clone();
    counts.seconds = held.as_secs_f64();
    // Words that the server chose: it may repeat what was sent to it.
    let hidden = arena.target.redactor().knowing(&Transcript::default());
    for words in [&mut counts.oauth_errors, &mut counts.no_answer, &mut counts.unprepared] {
        *words = hide(words, &hidden);
    }
    facts.server = facts.server.map(|own| hidden.text(&own));
    let generator = generator(settings, &taken, &facts, held);
    let violations = arena.violations.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut own = Measurement {
        schema_version: MEASUREMENT_SCHEMA_VERSION.to_owned(),
        started: facts.started,
        elapsed_ms: u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
        seed: settings.seed,
        interrupted,
        environment: environment(settings, &arena.target, &facts),
        shape: shape(settings, stages),
        skipped: facts.skipped,
        counts,
        series: taken.series,
        violations: violations.finish(),
        canaries: facts.canaries,
        connections: taken.connections,
        timeline: taken.timeline,
        blocks: taken.blocks,
        generator,
        thresholds: Vec::new(),
        comparison: None,
        capacity: None,
    };
    own.thresholds =
        settings.profile.thresholds.iter().map(|threshold| threshold.judge(&own)).collect();
    own
}

fn hide(words: &BTreeMap<String, u64>, hidden: &Replacement) -> BTreeMap<String, u64> {
    let mut own = BTreeMap::new();
    for (word, count) in words {
        *own.entry(hidden.text(word)).or_default() += count;
    }
    own
}

fn environment(settings: &Settings, target: &Target, facts: &Facts) -> Environment {
    let tls = target.endpoints.token.as_ref().is_some_and(|url| url.starts_with("https:"));
    let mut notes = settings.notes.clone();
    notes.extend(facts.remarks.iter().map(|own| format!("at rest already: {own}")));
    Environment {
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        target: target.name.clone(),
        issuer: target.issuer.clone().or_else(|| target.endpoints.token.clone()),
        server: facts.server.clone(),
        profile: settings.profile.name.clone(),
        profile_digest: digest(settings),
        protocol: format!(
            "{}{}",
            if settings.http2 { "h2" } else { "http/1.1" },
            if tls { "+tls" } else { "" }
        ),
        machine: machine(),
        notes,
    }
}

/// Of the profile as it ran, overrides of the command line included; not of its thresholds.
fn digest(settings: &Settings) -> String {
    let profile = &settings.profile;
    let ran = format!(
        "{:?} {:?} {} {:?} {:?}",
        profile.pace, profile.stages, profile.verify, profile.pool, profile.journeys
    );
    let hash = Sha256::digest(ran.as_bytes());
    hash.iter().map(|octet| format!("{octet:02x}")).collect()
}

fn shape(settings: &Settings, stages: Vec<crate::measurement::Stage>) -> Shape {
    let profile = &settings.profile;
    let millis = |span: Duration| u64::try_from(span.as_millis()).unwrap_or(u64::MAX);
    let (model, rate, arrivals, queue, think) = match profile.pace {
        Pace::Open { rate, arrivals, queue, .. } => {
            (Model::Open, Some(rate), Some(arrivals), queue, None)
        }
        Pace::Closed { think, .. } => (Model::Closed, None, None, None, think),
    };
    Shape {
        model,
        virtual_users: settings.virtual_users(),
        rate,
        arrivals,
        queue,
        stages,
        think_ms: think.map(|(least, most)| (millis(least), millis(most))),
        verified_share: profile.verify,
        workers: settings.workers,
    }
}

fn generator(settings: &Settings, taken: &Taken, facts: &Facts, held: Duration) -> Generator {
    let cpu = facts.end.cpu.saturating_sub(facts.begin.cpu);
    let cpu = if facts.begin.at.is_some() { cpu } else { Duration::ZERO };
    let threads = settings.workers as f64;
    let cpu_share =
        if held.is_zero() { 0.0 } else { cpu.as_secs_f64() / held.as_secs_f64() / threads };
    let requests = taken.counts.requests;
    let per_request = if requests == 0 { 0.0 } else { cpu.as_secs_f64() * 1e6 / requests as f64 };
    let first = taken.first_sent.zip(facts.launched);
    let first = first.map(|(sent, launched)| sent.saturating_duration_since(launched));
    let started = taken.counts.started;
    let mut own = Generator {
        cpu_seconds: cpu.as_secs_f64(),
        cpu_share,
        cpu_us_per_request: per_request,
        lateness: taken.lateness.distribution(),
        waited_share: if started == 0 { 0.0 } else { taken.waited as f64 / started as f64 },
        memory_mb: facts.end.memory_mb,
        limited_by: Vec::new(),
        first_request_ms: first.unwrap_or_default().as_secs_f64() * 1e3,
    };
    own.limited_by = limits(&own, taken, &taken.lateness);
    own
}

/// Why the generator, not the server, was the limit.
fn limits(own: &Generator, taken: &Taken, lateness: &Latencies) -> Vec<String> {
    let mut limits = Vec::new();
    if own.cpu_share > BUSY {
        limits.push(format!(
            "its threads were busy for {:.0} % of the time; add --workers, or another machine",
            own.cpu_share * 100.0
        ));
    }
    let late = lateness.percentile_us(99.0) as f64;
    let slow = taken.series.iter().filter_map(|own| own.latency.percentile_us(99.0));
    let slow = slow.max().unwrap_or_default() as f64;
    if late > PUNCTUAL.as_micros() as f64 && late > LATE * slow {
        limits.push(format!(
            "1 of 100 requests left more than {:.1} ms late; the machine is too busy for this rate",
            late / 1e3
        ));
    }
    limits
}
