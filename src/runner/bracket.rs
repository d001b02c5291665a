//! Brackets: what the positive controls showed before and after the scenarios.

use std::collections::BTreeMap;

use crate::exchange::Transcript;
use crate::plan::Control;
use crate::scenario::{Match, match_step};

/// What one control showed.
pub(super) type Bracket = Result<(), String>;

/// What was recorded so far.
#[derive(Debug, Default)]
pub(super) struct Done {
    pub(super) transcripts: BTreeMap<String, Transcript>,
    pub(super) controls: Vec<(String, Transcript)>,
    pub(super) before: Vec<Bracket>,
    pub(super) after: Vec<Bracket>,
}

impl Done {
    /// Why a control does not bracket its scenarios.
    pub(super) fn broken(&self, control: usize) -> Option<String> {
        if let Some(Err(reason)) = self.before.get(control) {
            return Some(format!(
                "the conforming flow fails, so a refusal proves nothing: {reason}"
            ));
        }
        match self.after.get(control) {
            Some(Err(reason)) => {
                Some(format!("the conforming flow fails after the scenarios: {reason}"))
            }
            _ => None,
        }
    }
}

pub(super) fn bracket(control: &Control, transcript: &Transcript) -> Bracket {
    for (step, record) in control.steps.iter().zip(&transcript.steps) {
        if let Match::Nothing(reason) = match_step(step, record) {
            return Err(reason);
        }
    }
    Ok(())
}
