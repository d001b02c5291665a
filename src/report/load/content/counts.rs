//! What was counted: four kinds of failure apart, and what never became a request.

use std::collections::BTreeMap;
use std::fmt::Display;

use super::{Cell, Part, Section, Table, Tone, columns, fact};
use crate::measurement::{Canary, Counts, Distribution, Measurement, Model, Outcome};
use crate::report::load::figure::{count, counted, listed, number, percentile, share, time};

/// Requests by what became of them.
pub(super) fn requests(measurement: &Measurement) -> Option<Section> {
    let counts = &measurement.counts;
    let share_of = |part: u64| share(part as f64 / counts.requests.max(1) as f64);
    let ok = counts.of(Outcome::Ok);
    let errors = if counts.error_rate() > 0.0 { Tone::Bad } else { Tone::Plain };
    let mut facts = vec![
        fact("requests", rate(counts)),
        fact("journeys", format!("{} started of {}", count(counts.started), count(counts.asked))),
        fact("as expected", format!("{} ({})", count(ok), share_of(ok))),
        ("error rate".to_owned(), Cell::new(errors, share(counts.error_rate()))),
        outcome(counts, "HTTP errors", Outcome::HttpError, String::new()),
        outcome(counts, "OAuth errors", Outcome::OauthError, named(&counts.oauth_errors)),
        outcome(counts, "no answer", Outcome::NoAnswer, named(&counts.no_answer)),
        outcome(counts, "throttled", Outcome::Throttled, String::new()),
        outcome(counts, "wrong", Outcome::Wrong, String::new()),
        fact("HTTP statuses", named(&counts.statuses)),
        left(counts.not_sent, "not sent", "arrivals found the queue full or waited too long"),
        left(counts.held_back, "held back", "arrivals, because the server asked for it by 429"),
        left(counts.unfinished, "unfinished", "requests had no answer when the run ended"),
    ];
    if !counts.unprepared.is_empty() {
        let text = named(&counts.unprepared);
        facts.push(("not prepared".to_owned(), Cell::new(Tone::Bad, text)));
    }
    Some(Section::new("Requests", vec![Part::Facts(facts)]))
}

/// Questions with a known answer.
pub(super) fn canaries(measurement: &Measurement) -> Option<Section> {
    let rows: Vec<_> = measurement.canaries.iter().map(canary).collect();
    let mut head = columns(&["canary"], &["asked", "right", "wrong", "no verdict"]);
    head.extend(columns(&["what must hold"], &[]));
    (!rows.is_empty()).then(|| Section::new("Canaries", vec![Part::Table(Table { head, rows })]))
}

/// Connections and the time they took to stand.
pub(super) fn connections(measurement: &Measurement) -> Option<Section> {
    let own = &measurement.connections;
    let facts = vec![
        fact("opened", count(own.opened)),
        fact("reopened", format!("{} after the server had closed them", count(own.reopened))),
        left(own.failed, "failed", "attempts"),
        fact("connect", ends(&own.connect)),
        fact("TLS handshake", ends(&own.tls)),
    ];
    Some(Section::new("Connections", vec![Part::Facts(facts)]))
}

/// The generator's own state: whether the figures are about the server at all.
pub(super) fn generator(measurement: &Measurement) -> Option<Section> {
    let own = &measurement.generator;
    let threads = counted(measurement.shape.workers as u64, "thread");
    let tone = if own.limited_by.is_empty() { Tone::Plain } else { Tone::Bad };
    let mut facts = vec![
        ("CPU share".to_owned(), Cell::new(tone, format!("{} of {threads}", share(own.cpu_share)))),
        fact("CPU a request", time(own.cpu_us_per_request)),
        fact("first request", format!("{} after the start", time(own.first_request_ms * 1e3))),
    ];
    if measurement.shape.model == Model::Open {
        let waited = format!("{} of the arrivals, for a connection", share(own.waited_share));
        facts.push(fact("dispatch late by", ends(&own.lateness)));
        facts.push(fact("had to wait", waited));
    }
    facts.extend(own.memory_mb.map(|own| fact("memory", format!("{} MB", number(own)))));
    Some(Section::new("Generator", vec![Part::Facts(facts)]))
}

fn rate(counts: &Counts) -> String {
    let seconds = number(counts.seconds);
    format!("{} in {seconds} s, {} a second", count(counts.requests), number(counts.rate()))
}

fn outcome(counts: &Counts, label: &str, outcome: Outcome, detail: String) -> (String, Cell) {
    let number = counts.of(outcome);
    let mut text = count(number);
    if outcome == Outcome::Wrong {
        text.push_str(&format!(" of {}", counted(counts.verified, "verified answer")));
    }
    if !detail.is_empty() {
        text.push_str(&format!(" ({detail})"));
    }
    let tone = match (number, outcome) {
        (0, _) => Tone::Plain,
        (_, Outcome::Throttled) => Tone::Doubt,
        _ => Tone::Bad,
    };
    (label.to_owned(), Cell::new(tone, text))
}

/// Something that is best absent: what it means is said only when it is there.
fn left(number: u64, label: &str, meaning: &str) -> (String, Cell) {
    let cell = match number {
        0 => Cell::plain("0"),
        _ => Cell::new(Tone::Doubt, format!("{} {meaning}", count(number))),
    };
    (label.to_owned(), cell)
}

fn named<K: Display>(counts: &BTreeMap<K, u64>) -> String {
    listed(counts.iter().map(|(name, own)| (name, *own)))
}

fn canary(own: &Canary) -> Vec<Cell> {
    let told = match &own.skipped {
        Some(reason) => Cell::new(Tone::Doubt, format!("not asked: {reason}")),
        None => Cell::plain(own.expects.as_str()),
    };
    let broken = if own.broken > 0 { Tone::Bad } else { Tone::Plain };
    vec![
        Cell::plain(own.name.as_str()),
        Cell::plain(count(own.asked)),
        Cell::plain(count(own.held)),
        Cell::new(broken, count(own.broken)),
        // Refused, throttled or without an answer: it tells nothing about what must hold.
        Cell::plain(count(own.asked.saturating_sub(own.held + own.broken))),
        told,
    ]
}

/// The middle and the end of a distribution, as far as samples support them.
fn ends(own: &Distribution) -> String {
    if own.count == 0 {
        return "no samples".to_owned();
    }
    let shown = own.quantiles.iter().filter(|own| [50.0, 99.0].contains(&own.percent));
    let mut parts: Vec<_> = shown
        .filter(|own| own.supported)
        .map(|own| format!("{} {}", percentile(own.percent), time(own.us as f64)))
        .collect();
    parts.push(format!("max {}", time(own.max_us as f64)));
    parts.join(", ")
}
