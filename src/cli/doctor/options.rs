//! Arguments of `assay doctor`; their help texts teach.

use clap::Args;

use crate::cli::chosen::ServerOptions;

/// `assay doctor`.
#[derive(Debug, Args)]
pub(in crate::cli) struct DoctorOptions {
    #[command(flatten)]
    pub(in crate::cli) server: ServerOptions,
    /// Report to write: `json=PATH` or `json=-`.
    #[arg(long, value_name = "FORMAT=PATH")]
    pub(in crate::cli) report: Vec<String>,
}
