//! The kill matrix: every scenario against right servers and against each fault it names.
//!
//! A fault is one of the embedded reference server's, `code-reusable`, or a variant of an emulation,
//! `platform:variant`, for what the embedded server does not have. A scenario is green where nothing
//! is planted and red where its fault is; one that the embedded server cannot run is skipped there if
//! every fault that it names is a variant. Faults that only load shows are left out: load profiles
//! catch them, and prove it elsewhere.

mod claims;
mod run;
mod stand;

use std::collections::BTreeMap;

use serde::Serialize;

pub use run::run;

/// A claim that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Survivor {
    /// The fault, if the claim is about one.
    pub fault: Option<String>,
    /// The scenario or ambient check, if it is about one.
    pub scenario: Option<String>,
    /// What is wrong.
    pub problem: String,
}

/// What the matrix showed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Matrix {
    /// Faults of the reference server that scenarios can show, and variants that scenarios name.
    pub faults: usize,
    /// Those that at least one scenario catches.
    pub caught: usize,
    /// Scenarios and ambient checks.
    pub scenarios: usize,
    /// Those that catch every fault they name, and at least one.
    pub catching: usize,
    /// Claims that do not hold; empty when the matrix is complete.
    pub survivors: Vec<Survivor>,
    /// Every fault with the scenarios that catch it.
    pub kills: BTreeMap<String, Vec<String>>,
}

impl Matrix {
    /// Whether every claim holds.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.survivors.is_empty()
    }

    fn survivor(&mut self, fault: Option<&str>, scenario: Option<&str>, problem: String) {
        let own = |text: &str| text.to_owned();
        self.survivors.push(Survivor {
            fault: fault.map(own),
            scenario: scenario.map(own),
            problem,
        });
    }
}
