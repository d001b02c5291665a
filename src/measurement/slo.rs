//! A service level objective: thresholds that must hold together, such as `p99<100ms,error-rate<1%`.
//!
//! In: its text. Out: [`Slo`], which the search for the capacity holds against each probe.

use std::fmt;

use super::record::{Measurement, ThresholdResult};
use super::threshold::Threshold;

/// Thresholds that must hold together.
#[derive(Debug, Clone, PartialEq)]
pub struct Slo {
    thresholds: Vec<Threshold>,
}

impl Slo {
    /// Reads thresholds with commas between them.
    ///
    /// # Errors
    /// The first part that is no threshold, in words that name it and the cure.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.trim().is_empty() {
            return Err("the SLO is empty; write thresholds with commas between them, such as \
                        `p99<100ms,error-rate<1%`"
                .into());
        }
        let thresholds = text.split(',').map(Threshold::parse).collect::<Result<_, _>>()?;
        Ok(Self { thresholds })
    }

    /// Its thresholds, at least one.
    #[must_use]
    pub fn thresholds(&self) -> &[Threshold] {
        &self.thresholds
    }

    /// Each threshold held against a run, in the order of the text.
    #[must_use]
    pub fn judge(&self, measurement: &Measurement) -> Vec<ThresholdResult> {
        self.thresholds.iter().map(|own| own.judge(measurement)).collect()
    }

    /// Whether all hold: `Some(false)` as soon as one is broken, `None` when none is broken but
    /// one is not established.
    #[must_use]
    pub fn holds(&self, measurement: &Measurement) -> Option<bool> {
        let results = self.judge(measurement);
        if results.iter().any(|own| own.holds == Some(false)) {
            return Some(false);
        }
        results.iter().all(|own| own.holds == Some(true)).then_some(true)
    }
}

impl fmt::Display for Slo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, own) in self.thresholds.iter().enumerate() {
            write!(f, "{}{own}", if index == 0 { "" } else { "," })?;
        }
        Ok(())
    }
}
