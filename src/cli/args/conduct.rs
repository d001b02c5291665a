//! How a run is made: arguments that `assay run` and `assay certify` have in common.

use std::path::PathBuf;

use clap::Args;

use crate::runner::{Budget, Settings};

/// How a run is made.
#[derive(Debug, Clone, Args)]
pub(in crate::cli) struct Conduct {
    /// Seed of every random value; drawn anew, printed and recorded if left out.
    #[arg(long, value_name = "N")]
    pub(in crate::cli) seed: Option<u64>,
    /// Scenarios at once.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=64))]
    jobs: u16,
    /// Generated cases of each trial (properties, life-cycle model, races).
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    cases: u32,
    /// Cases that a trial may spend on finding a smaller one that fails as well.
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = clap::value_parser!(u32).range(..=100_000))]
    max_shrink: u32,
    /// Requests a second at the most; wins over the target file.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(in crate::cli) rate: Option<u32>,
    /// List of known deviations, which are shown and fail nothing; replaces the target file's own
    /// list. `assay known add` writes one.
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) known: Option<PathBuf>,
    /// Only findings and counts: no progress.
    #[arg(long, short)]
    pub(in crate::cli) quiet: bool,
}

impl Conduct {
    /// What is said about jobs and cases.
    pub(in crate::cli) fn settings(&self) -> Settings {
        let Self { cases, max_shrink, .. } = *self;
        Settings { jobs: self.jobs.into(), budget: Budget { cases, max_shrink } }
    }
}
