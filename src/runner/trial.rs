//! The seam to trials: scenarios whose steps are generated instead of written.
//!
//! A scenario file with `driven = true` states what is verified and which faults turn it red; what
//! is sent is up to the [`Trial`] of the same id. The runner brings it to the target and judges the
//! breaches that it reports like those of any other scenario.

use std::collections::BTreeMap;
use std::fmt;

use futures::future::BoxFuture;
use serde_json::Value;

use super::flow::Context;
use crate::exchange::Transcript;
use crate::scenario::{Breach, Scenario};
use crate::target::Capabilities;
use crate::verdict::Experiment;

/// How much traffic a trial may make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Generated cases.
    pub cases: u32,
    /// Cases that are spent on finding a smaller one, once one has failed.
    pub max_shrink: u32,
}

impl Default for Budget {
    fn default() -> Self {
        Self { cases: 8, max_shrink: 64 }
    }
}

/// What a trial is given.
#[derive(Debug, Clone, Copy)]
pub struct Field<'a> {
    /// The target, the wire and the seed of the run.
    pub context: &'a Context,
    /// What the target can do.
    pub capabilities: &'a Capabilities,
    /// The trial's own file.
    pub scenario: &'a Scenario,
    /// How much it may do.
    pub budget: Budget,
    /// The one case to run instead of generated ones.
    pub replay: Option<&'a Value>,
}

/// What a trial brings back.
#[derive(Debug, Clone, Default)]
pub struct Conducted {
    /// The exchanges that show what was found: of the failing case if one failed, else of the cases
    /// that ran.
    pub transcript: Transcript,
    /// What was breached, by which exchange of the transcript.
    pub breaches: Vec<Breach>,
    /// Why nothing was established, if so.
    pub reason: Option<String>,
    /// Figures.
    pub experiment: Experiment,
}

/// Generates what is sent, and tells from the exchanges what is breached.
pub trait Trial: fmt::Debug + Send + Sync {
    /// Conducts it. Everything random depends on the run's seed and the trial's id alone.
    fn conduct<'a>(&'a self, field: Field<'a>) -> BoxFuture<'a, Conducted>;
}

/// Every trial by the id of its scenario.
pub type Trials = BTreeMap<&'static str, Box<dyn Trial>>;
