//! Arguments of `assay snapshot`; their help texts teach.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::cli::chosen::ServerOptions;
use crate::snapshot::Impact;

/// What stands below every help text of `assay snapshot`.
const WORDS: &str = "\
Words:
  A probe is a short sequence of requests; a snapshot holds what a server answered to it, in
  DIR/<probe>.snap. Tokens, codes, dates, cookies and request ids stand there as what they are,
  such as `<access token: opaque>`, so that the same server gives the same snapshot each time.
  No secret is in it. The files belong into version control.";

const EXAMPLES: &str = "\
Examples:
  assay snapshot accept --target my-server.toml --dir snapshots    take the present state as right
  assay snapshot check --target my-server.toml --dir snapshots     is it still the same?
  assay snapshot review --dir snapshots                            look at what drifted, and decide
  assay snapshot accept --dir snapshots                            accept everything that is pending
  assay snapshot reject --dir snapshots                            drop everything that is pending";

const IMPACTS: &str = "\
Impacts:
  breaking  who relied on the answer is let down: another status or error code, a header is gone
  notable   nothing breaks at once, but somebody should have wanted it: another lifetime
  harmless  a new optional member, other words in a description";

const EXIT_CODES: &str = "\
Exit codes:
  0  no drift
  1  drift
  2  the arguments, a file or the folder make no sense, or there are no snapshots yet
  3  nothing was established: unreachable, throttled, or the login led nowhere";

/// `assay snapshot`.
#[derive(Debug, Args)]
#[command(after_help = format!("{EXAMPLES}\n\n{WORDS}\n\n{EXIT_CODES}"))]
pub(in crate::cli) struct SnapshotOptions {
    #[command(subcommand)]
    pub(super) command: SnapshotCommand,
}

/// What to do with snapshots.
#[derive(Debug, Subcommand)]
pub(super) enum SnapshotCommand {
    /// Take what the target answers now as right. Without --target and --issuer, what `check` left
    /// pending is accepted and nothing is sent; if nothing is pending, the embedded server is asked.
    #[command(after_help = format!("Each probe is run twice: what differs from one run to the next is marked as varying.\n\n{EXAMPLES}"))]
    Accept(AcceptOptions),
    /// Hold what the target answers now against the accepted snapshots.
    #[command(after_help = format!("{IMPACTS}\n\n{EXIT_CODES}"))]
    Check(CheckOptions),
    /// Show what is pending; on a terminal, ask what to do with each.
    #[command(after_help = "Example:\n  assay snapshot review --dir snapshots")]
    Review(FolderOptions),
    /// Drop what is pending; the accepted snapshots stay as they are.
    #[command(after_help = "Example:\n  assay snapshot reject --dir snapshots")]
    Reject(FolderOptions),
}

/// Which folder.
#[derive(Debug, Args)]
pub(super) struct FolderOptions {
    /// Folder with the snapshots.
    #[arg(long, value_name = "DIR")]
    pub(super) dir: PathBuf,
}

/// `assay snapshot accept`.
#[derive(Debug, Args)]
pub(super) struct AcceptOptions {
    /// Folder for the snapshots; it is made if it is not there.
    #[arg(long, value_name = "DIR")]
    pub(super) dir: PathBuf,
    #[command(flatten)]
    pub(super) server: ServerOptions,
}

/// `assay snapshot check`.
#[derive(Debug, Args)]
pub(super) struct CheckOptions {
    #[command(flatten)]
    pub(super) folder: FolderOptions,
    #[command(flatten)]
    pub(super) server: ServerOptions,
    /// Write nothing: by default what drifted is left in DIR/<probe>.snap.new, to be reviewed.
    #[arg(long, visible_alias = "ci")]
    pub(super) no_pending: bool,
    /// The mildest impact that ends with 1.
    #[arg(long, value_name = "IMPACT", default_value = "harmless")]
    pub(super) fail_on: FailOn,
}

/// The impacts as words.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum FailOn {
    /// Every drift.
    Harmless,
    /// What somebody should have wanted, and worse.
    Notable,
    /// Only what lets somebody down.
    Breaking,
}

impl FailOn {
    /// The impact.
    pub(super) const fn impact(self) -> Impact {
        match self {
            Self::Harmless => Impact::Harmless,
            Self::Notable => Impact::Notable,
            Self::Breaking => Impact::Breaking,
        }
    }
}
