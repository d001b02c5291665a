//! Arguments of `assay certify` and `assay verify`; their help texts teach.

use std::path::PathBuf;

use clap::Args;

use crate::cli::args::{Conduct, PlanOptions};
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
    #[command(flatten)]
    pub(in crate::cli) conduct: Conduct,
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
