//! A load profile, ready to run.

use std::time::Duration;

use crate::measurement::{Arrivals, Threshold};
use crate::scenario::Step;

/// Names under which journeys ask about tokens of the pool.
pub(in crate::load) const POOLS: [&str; 4] = ["live", "expired", "revoked", "garbage"];

/// A validated load profile.
#[derive(Debug, Clone)]
pub struct Profile {
    /// Name, from the file's name.
    pub name: String,
    /// What is loaded, as a noun phrase.
    pub title: String,
    /// What a reader should know beyond the title.
    pub notes: Option<String>,
    /// Open or closed, and how much.
    pub pace: Pace,
    /// How the load grows, stays and ends.
    pub stages: StageRule,
    /// The share of answers that is verified, 0 to 1.
    pub verify: f64,
    /// What must hold of the figures.
    pub thresholds: Vec<Threshold>,
    /// Questions with a known answer, asked all along.
    pub canaries: Vec<Journey>,
    /// Faults of the reference server that it turns red.
    pub catches: Vec<String>,
    /// Tokens to make before the load begins.
    pub pool: Pool,
    /// What virtual users do.
    pub journeys: Vec<Journey>,
    /// The file as written.
    pub source: String,
}

/// How requests come about.
#[derive(Debug, Clone, PartialEq)]
pub enum Pace {
    /// By the clock.
    Open {
        /// Journeys a second.
        rate: f64,
        /// How they are spaced.
        arrivals: Arrivals,
        /// Connections at the most.
        connections: usize,
        /// Arrivals that may wait for a connection; ten seconds' worth if `None`.
        queue: Option<usize>,
    },
    /// As answers come.
    Closed {
        /// How many virtual users.
        virtual_users: usize,
        /// Least and most time between two journeys.
        think: Option<(Duration, Duration)>,
    },
}

/// How the load grows, stays and ends.
#[derive(Debug, Clone, PartialEq)]
pub struct StageRule {
    /// From nothing to the whole load.
    pub ramp: Duration,
    /// The measured part.
    pub hold: Duration,
    /// From the whole load to nothing.
    pub cool_down: Duration,
    /// Levels within the hold, as shares of the load; empty for one level.
    pub steps: Vec<f64>,
}

/// Tokens to make before the load begins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pool {
    /// Alive.
    pub live: usize,
    /// Past their time.
    pub expired: usize,
    /// Revoked.
    pub revoked: usize,
    /// Never issued.
    pub garbage: usize,
}

/// Steps that are taken again and again.
#[derive(Debug, Clone)]
pub struct Journey {
    /// A word or two.
    pub name: String,
    /// What it watches, of a canary; else empty.
    pub title: String,
    /// Its share of all journeys, relative to the others.
    pub weight: u32,
    /// Time between two rounds, of a canary.
    pub every: Option<Duration>,
    /// Capabilities that it takes.
    pub requires: Vec<String>,
    /// Done once by each virtual user.
    pub before: Vec<Step>,
    /// Done again and again.
    pub steps: Vec<Step>,
}

impl Pool {
    /// How many tokens of a kind there are.
    #[must_use]
    pub fn count(&self, name: &str) -> usize {
        match name {
            "live" => self.live,
            "expired" => self.expired,
            "revoked" => self.revoked,
            "garbage" => self.garbage,
            _ => 0,
        }
    }
}
