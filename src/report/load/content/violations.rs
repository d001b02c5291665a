//! Semantic violations: what answers said under a status of success, and must not say.

use super::{Cell, Part, Section, Tone, fact};
use crate::exchange::{Exchange, curl_line, tame};
use crate::measurement::{Measurement, Violation};
use crate::report::load::figure::{count, counted};

/// Every kind with its first exchange; a sentence when there is none.
pub(super) fn section(measurement: &Measurement) -> Option<Section> {
    let verified = measurement.counts.verified;
    let answers = counted(verified, "verified answer");
    let mut parts = Vec::new();
    if measurement.violations.is_empty() {
        let (tone, text) = match verified {
            0 => (Tone::Doubt, "unknown: no answer was verified".to_owned()),
            _ => (Tone::Good, format!("none in {answers}")),
        };
        parts.push(Part::Heading(Cell::new(tone, text)));
    } else {
        let text =
            format!("{} over the whole run; {answers} in the hold", count(measurement.semantic()));
        parts.push(Part::Heading(Cell::new(Tone::Bad, text)));
    }
    measurement.violations.iter().for_each(|own| told(&mut parts, own));
    Some(Section::new("Semantic violations", parts))
}

fn told(parts: &mut Vec<Part>, own: &Violation) {
    let head = format!("{}: {} in {}", own.kind, counted(own.count, "answer"), own.journey);
    parts.push(Part::Heading(Cell::plain(head)));
    let mut facts =
        vec![fact("expected", own.expected.as_str()), fact("actual", own.actual.as_str())];
    facts.extend(own.requirement.as_deref().map(|own| fact("requirement", own)));
    facts.extend(own.exchange.as_ref().map(|own| fact("first seen", in_short(own))));
    parts.push(Part::Facts(facts));
    parts.extend(own.exchange.as_ref().map(|own| Part::Code(in_full(own))));
}

fn in_short(exchange: &Exchange) -> String {
    let url = crate::oauth::forms::split_url(&exchange.request.url).0;
    format!("{} {url} -> {}", exchange.request.method, exchange.summary())
}

fn in_full(exchange: &Exchange) -> String {
    let body = exchange.response().map(|own| tame(&own.body)).filter(|own| !own.is_empty());
    let body = body.map(|own| format!("\n{own}")).unwrap_or_default();
    format!("{}{body}", curl_line(&exchange.request))
}
