//! Arguments of `assay known`; their help texts teach.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// `assay known`.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum KnownCommand {
    /// Write an entry for everything that failed in a run; a person gives each its reason.
    #[command(
        after_help = "Examples:\n  assay run --target t.toml --report json=run.json\n  assay known add run.json --to known.toml      then write a reason into each entry\n  assay run --target t.toml --known known.toml\n\nAn entry covers the error that it names and no other failure of its scenario. One that no longer\noccurs, has expired or matches nothing fails the run: take it out."
    )]
    Add(KnownAddOptions),
}

/// `assay known add`.
#[derive(Debug, Args)]
pub(in crate::cli) struct KnownAddOptions {
    /// A run as JSON (`--report json=...`).
    pub(in crate::cli) run: PathBuf,
    /// List to add to; it is made if it does not exist, and entries that it has are left out.
    /// Standard output if left out.
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) to: Option<PathBuf>,
    /// Warnings as well.
    #[arg(long)]
    pub(in crate::cli) warnings: bool,
    /// As findings that come and go: their scenarios are run again, and the tries are counted.
    #[arg(long)]
    pub(in crate::cli) flaky: bool,
}
