//! From a recorded performance to what can be said of it.

use jiff::Timestamp;

use super::fingerprint::Fingerprint;
use super::known::Known;
use super::probe::Probe;
use crate::exchange::{Ending, Reply, Transcript, tame};
use crate::scenario::{in_words, match_step};
use crate::target::Target;

/// Answers of something that stands in front of the server, or of a server that has no time.
const NO_ANSWER: [u16; 4] = [429, 502, 503, 504];

/// What one performance of a probe showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// The target's answers.
    Seen {
        /// Their canonical form.
        fingerprint: Fingerprint,
        /// Which step before the last one did not succeed, if one did not.
        unmet: Option<String>,
    },
    /// The probe cannot be run against this target; the reason.
    LeftOut(String),
    /// Nothing was established: no answer, a throttle, a login that led nowhere; the reason.
    NotEstablished(String),
}

impl Reading {
    /// Reads a transcript of `probe`; `now` tells times from other numbers.
    #[must_use]
    pub fn of(probe: &Probe, target: &Target, transcript: &Transcript, now: Timestamp) -> Self {
        let known = Known::of(target, transcript, now);
        if let Some(reason) = not_established(transcript) {
            return Self::NotEstablished(known.text(&reason));
        }
        match transcript.steps.last().map(|step| &step.ending) {
            None => return Self::NotEstablished("no step was made".to_owned()),
            Some(Ending::Impossible(reason)) => return Self::LeftOut(known.text(reason)),
            Some(_) => {}
        }
        let unmet = unmet(probe, transcript).map(|reason| known.text(&reason));
        Self::Seen { fingerprint: Fingerprint::of(&known, transcript), unmet }
    }
}

fn not_established(transcript: &Transcript) -> Option<String> {
    for (_, _, exchange) in transcript.exchanges() {
        match &exchange.reply {
            Reply::Failure(failure) => {
                let detail = tame(&failure.detail);
                return Some(format!("no answer from the {}: {detail}", exchange.endpoint));
            }
            Reply::Response(response) if NO_ANSWER.contains(&response.status) => {
                let status = response.status;
                return Some(format!("the {} answered {status}", exchange.endpoint));
            }
            Reply::Response(_) => {}
        }
    }
    transcript.steps.iter().find_map(|step| match &step.ending {
        Ending::DeadEnd(reason) => Some(format!("the resource owner could not go on: {reason}")),
        _ => None,
    })
}

/// The step that ended a performance before the one that the probe is about.
fn unmet(probe: &Probe, transcript: &Transcript) -> Option<String> {
    let made = transcript.steps.len();
    let (step, record) = (probe.steps.get(made.checked_sub(1)?)?, transcript.steps.last()?);
    let early = made < probe.steps.len() && !match_step(step, record).goes_on();
    early.then(|| format!("the step `{}` was answered by {}", step.name(), in_words(record)))
}
