//! Arguments of `assay certify` and `assay verify`; their help texts teach.

use std::path::PathBuf;

use clap::Args;

use crate::cli::args::PlanOptions;
use crate::cli::chosen::ChosenTarget;

/// `assay certify`.
#[derive(Debug, Args)]
pub(in crate::cli) struct CertifyOptions {
    #[command(flatten)]
    pub(in crate::cli) suite: WholeSuite,
    /// Folder for the bundle; empty, or not there yet.
    #[arg(long, value_name = "DIR", required_unless_present = "new_key")]
    pub(in crate::cli) out: Option<PathBuf>,
    /// Private key, a file that only its owner can read.
    #[arg(long, value_name = "FILE", default_value = "assay-signing.pem")]
    pub(in crate::cli) key: PathBuf,
    /// Only make a new key, at --key, with its public half beside it (`.pub`).
    #[arg(long, conflicts_with_all = ["out", "target", "issuer"])]
    pub(in crate::cli) new_key: bool,
    /// List of known deviations; replaces the target file's own list.
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) known: Option<PathBuf>,
    /// Seed of every random value; drawn anew and recorded if left out.
    #[arg(long, value_name = "N")]
    pub(in crate::cli) seed: Option<u64>,
    /// Scenarios at once.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub(in crate::cli) jobs: u16,
    /// Generated cases of each trial (properties, life-cycle model, races).
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(in crate::cli) cases: u32,
    /// Cases that a trial may spend on finding a smaller one that fails as well.
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = clap::value_parser!(u32).range(..=100_000))]
    pub(in crate::cli) max_shrink: u32,
    /// Requests a second at the most; wins over the target file.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(in crate::cli) rate: Option<u32>,
    /// Only findings and counts: no progress.
    #[arg(long, short)]
    pub(in crate::cli) quiet: bool,
}

/// Which server, held to all of which suites: a certificate about a part would mislead.
#[derive(Debug, Clone, Args)]
pub(in crate::cli) struct WholeSuite {
    #[command(flatten)]
    chosen: ChosenTarget,
    /// Suite to hold the target to; may be repeated, the strictest grade counts. If left out: what the
    /// target file says under `suites`, else oauth20.
    #[arg(long, value_name = "NAME")]
    suite: Vec<String>,
    /// Folder with further scenarios/ and suites/; may be repeated.
    #[arg(long, value_name = "DIR")]
    catalog: Vec<PathBuf>,
}

impl WholeSuite {
    pub(in crate::cli) fn plan(self) -> PlanOptions {
        let Self { chosen, suite, catalog } = self;
        PlanOptions { select: Vec::new(), chosen, suite, catalog }
    }
}

/// `assay verify`.
#[derive(Debug, Args)]
pub(in crate::cli) struct VerifyOptions {
    /// The bundle: a folder that `assay certify` wrote.
    pub(in crate::cli) folder: PathBuf,
    /// Public key that must have signed it.
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) key: Option<PathBuf>,
    /// Folder with further scenarios/ and suites/ that the run used; may be repeated.
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) catalog: Vec<PathBuf>,
}
