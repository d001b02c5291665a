//! Brackets: what the positive controls showed before and after the scenarios.

use std::collections::BTreeMap;

use super::trial::Conducted;
use crate::exchange::Transcript;
use crate::plan::Control;
use crate::scenario::{Match, match_step};

/// One run of one control.
#[derive(Debug)]
pub(super) struct Shown {
    /// `control: authorize, token`.
    pub(super) label: String,
    pub(super) transcript: Transcript,
    /// Why it did not work, if it did not.
    pub(super) failure: Option<String>,
}

impl Shown {
    pub(super) fn new(label: String, control: &Control, transcript: Transcript) -> Self {
        let steps = control.steps.iter().zip(&transcript.steps);
        let failure = steps.into_iter().find_map(|(step, record)| match match_step(step, record) {
            Match::Nothing(reason) => Some(reason),
            _ => None,
        });
        Self { label, transcript, failure }
    }
}

/// What was recorded so far.
#[derive(Debug, Default)]
pub(super) struct Done {
    pub(super) transcripts: BTreeMap<String, Transcript>,
    /// What trials brought back, but for their transcripts.
    pub(super) conducted: BTreeMap<String, Conducted>,
    pub(super) before: Vec<Shown>,
    pub(super) after: Vec<Shown>,
}

impl Done {
    /// Why a control does not bracket its scenarios, and the transcript that shows it.
    pub(super) fn broken(
        &self,
        control: usize,
        interrupted: bool,
    ) -> Option<(String, Option<&Transcript>)> {
        let failed = |shown: &[Shown], words: &str| {
            let reason = shown.get(control)?.failure.as_ref()?;
            Some(format!("the conforming flow fails {words}: {reason}"))
        };
        let before = failed(&self.before, "too, so a refusal proves nothing");
        if let (Some(reason), Some(shown)) = (before, self.before.get(control)) {
            return Some((reason, Some(&shown.transcript)));
        }
        let after = failed(&self.after, "once the scenarios were run");
        if let (Some(reason), Some(shown)) = (after, self.after.get(control)) {
            return Some((reason, Some(&shown.transcript)));
        }
        let reason = "the run was interrupted before the conforming flow was tried again";
        (interrupted && self.after.len() <= control).then(|| (reason.to_owned(), None))
    }

    /// Every transcript with its label.
    pub(super) fn all(&self) -> Vec<(&str, &Transcript)> {
        let controls = self.before.iter().chain(&self.after);
        let controls = controls.map(|own| (own.label.as_str(), &own.transcript));
        self.transcripts.iter().map(|(id, own)| (id.as_str(), own)).chain(controls).collect()
    }
}
