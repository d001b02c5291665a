//! What decides a load run, and the ceilings that it is held to.

use std::sync::Arc;

use super::attack::GooseOutput;
use super::error::LoadError;
use super::generator::file_limit;
use super::profile::{Pace, Profile};
use super::schedule::Schedule;
use super::{LONGEST, MOST_RATE, MOST_VIRTUAL_USERS};
use crate::scenario::Catalog;
use crate::verdict::Grading;

/// Files that are open beside the connections: canaries, reports, the runtime's own.
const SPARE_FILES: usize = 32;

/// What decides a load run.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What is loaded, and how.
    pub profile: Profile,
    /// The scenarios and requirements that answers are judged by.
    pub catalog: Arc<Catalog>,
    /// The suites' grades.
    pub gradings: Arc<[Grading]>,
    /// The seed of every random value.
    pub seed: u64,
    /// HTTP/2 instead of HTTP/1.1.
    pub http2: bool,
    /// Threads that generate the load.
    pub workers: usize,
    /// Notes for the record.
    pub notes: Vec<String>,
    /// What goose reports by itself.
    pub goose: GooseOutput,
}

impl Settings {
    /// The level that stages lead to: virtual users, or journeys a second.
    pub(super) fn level(&self) -> f64 {
        match self.profile.pace {
            Pace::Open { rate, .. } => rate,
            Pace::Closed { virtual_users, .. } => virtual_users as f64,
        }
    }

    /// Virtual users, or connections of the open model.
    pub(super) fn virtual_users(&self) -> usize {
        match self.profile.pace {
            Pace::Open { connections, .. } => connections,
            Pace::Closed { virtual_users, .. } => virtual_users,
        }
    }

    /// Holds the settings to the ceilings.
    pub(super) fn check(&self, schedule: &Schedule) -> Result<(), LoadError> {
        let beyond =
            |what: &str, most: String| Err(LoadError::Ceiling { what: what.to_owned(), most });
        if self.virtual_users() > MOST_VIRTUAL_USERS {
            return beyond("virtual users or connections", MOST_VIRTUAL_USERS.to_string());
        }
        if matches!(self.profile.pace, Pace::Open { rate, .. } if rate > MOST_RATE) {
            return beyond("journeys a second", MOST_RATE.to_string());
        }
        if schedule.length() > LONGEST {
            return beyond("hours", (LONGEST.as_secs() / 3600).to_string());
        }
        let connections = self.virtual_users();
        match file_limit() {
            Some(limit) if (connections + SPARE_FILES) as u64 > limit => {
                Err(LoadError::Files { connections, limit })
            }
            _ => Ok(()),
        }
    }
}
