//! Arguments of `assay doctor`; their help texts teach.

use clap::Args;

use crate::cli::args::PlanOptions;
use crate::cli::chosen::ChosenTarget;

/// `assay doctor`.
#[derive(Debug, Args)]
pub(in crate::cli) struct DoctorOptions {
    #[command(flatten)]
    pub(in crate::cli) chosen: ChosenTarget,
    /// Report to write: `json=PATH` or `json=-`.
    #[arg(long, value_name = "FORMAT=PATH")]
    pub(in crate::cli) report: Vec<String>,
    /// Seed of every random value; drawn anew if left out.
    #[arg(long, value_name = "N")]
    pub(in crate::cli) seed: Option<u64>,
    /// Requests a second at the most; wins over the target file.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(in crate::cli) rate: Option<u32>,
    /// Only what is wrong, and the counts.
    #[arg(long, short)]
    pub(in crate::cli) quiet: bool,
}

impl DoctorOptions {
    /// Which server is meant.
    pub(super) fn plan(&self) -> PlanOptions {
        let (select, suite, catalog) = (Vec::new(), Vec::new(), Vec::new());
        PlanOptions { select, chosen: self.chosen.clone(), suite, catalog }
    }
}
