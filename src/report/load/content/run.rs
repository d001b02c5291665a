//! What was loaded, how, by what and from where; and what of the profile was left out.

use super::{Cell, Part, Section, Table, columns, fact};
use crate::measurement::{Arrivals, Environment, Measurement, Model, Shape, Skipped, Stage};
use crate::report::load::figure::{count, counted, number, share};

/// The conditions, without which no figure can be compared.
pub(super) fn section(measurement: &Measurement) -> Option<Section> {
    let environment = &measurement.environment;
    let mut facts = vec![fact("target", target(environment))];
    facts.extend(environment.server.as_deref().map(|own| fact("server", own)));
    facts.push(fact("load profile", profile(environment)));
    facts.push(fact("load", load(&measurement.shape)));
    facts.push(fact("stages", stages(&measurement.shape.stages)));
    facts.push(fact(
        "verified",
        format!("{} of the answers", share(measurement.shape.verified_share)),
    ));
    facts.push(fact("protocol", environment.protocol.as_str()));
    facts.push(fact("began", began(measurement)));
    facts.push(fact("generator", generator(measurement)));
    facts.extend(environment.notes.iter().map(|own| fact("note", own.as_str())));
    Some(Section::new("Run", vec![Part::Facts(facts)]))
}

/// Journeys that the target cannot take.
pub(super) fn skipped(measurement: &Measurement) -> Option<Section> {
    let row =
        |own: &Skipped| vec![Cell::plain(own.journey.as_str()), Cell::plain(own.reason.as_str())];
    let rows: Vec<_> = measurement.skipped.iter().map(row).collect();
    let head = columns(&["journey", "reason"], &[]);
    (!rows.is_empty())
        .then(|| Section::new("Skipped journeys", vec![Part::Table(Table { head, rows })]))
}

fn target(environment: &Environment) -> String {
    let issuer = environment.issuer.as_deref().map(|own| format!(" ({own})")).unwrap_or_default();
    format!("{}{issuer}", environment.target)
}

fn profile(environment: &Environment) -> String {
    // Enough of the digest to tell two profiles apart; the JSON report has all of it.
    let digest: String = environment.profile_digest.chars().take(12).collect();
    format!("{}, digest {digest}", environment.profile)
}

fn load(shape: &Shape) -> String {
    match shape.model {
        Model::Closed => {
            let think = match shape.think_ms {
                None | Some((0, 0)) => "without pause".to_owned(),
                Some((least, most)) if least == most => format!("{} ms apart", count(least)),
                Some((least, most)) => format!("{} to {} ms apart", count(least), count(most)),
            };
            let users = counted(shape.virtual_users as u64, "virtual user");
            format!("closed model: {users}, journeys {think}")
        }
        Model::Open => {
            let mut text = "open model".to_owned();
            if let Some(rate) = shape.rate {
                text.push_str(&format!(": {} journeys a second", number(rate)));
            }
            text.push_str(match shape.arrivals {
                Some(Arrivals::Constant) => ", evenly spaced",
                Some(Arrivals::Poisson) => ", spaced at random (Poisson)",
                None => "",
            });
            let users = counted(shape.virtual_users as u64, "connection");
            text.push_str(&format!(", at most {users}"));
            if let Some(queue) = shape.queue {
                text.push_str(&format!(", {} may wait", count(queue as u64)));
            }
            text
        }
    }
}

fn stages(stages: &[Stage]) -> String {
    let told = |own: &Stage| {
        let level = if (own.from - own.to).abs() < 1e-9 {
            format!("at {}", number(own.to))
        } else {
            format!("from {} to {}", number(own.from), number(own.to))
        };
        format!("{} {} s {level}", own.name, number(own.seconds))
    };
    stages.iter().map(told).collect::<Vec<_>>().join(", ")
}

fn began(measurement: &Measurement) -> String {
    let seconds = number(measurement.elapsed_ms as f64 / 1e3);
    let cut = if measurement.interrupted { ", interrupted" } else { "" };
    format!("{}, took {seconds} s{cut}, seed {}", measurement.started, measurement.seed)
}

fn generator(measurement: &Measurement) -> String {
    let machine = &measurement.environment.machine;
    let mut parts = vec![
        format!("assay {}", measurement.environment.tool_version),
        format!("{} {}", machine.os, machine.arch),
    ];
    parts.extend(machine.processor.clone());
    parts.push(counted(machine.cores as u64, "core"));
    parts.extend(machine.memory_mb.map(|own| format!("{} MB", count(own))));
    parts.push(counted(measurement.shape.workers as u64, "thread"));
    parts.join(", ")
}
