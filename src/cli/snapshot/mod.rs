//! `assay snapshot`: what a server answers, kept in a folder and held against what it answers now.

mod accept;
mod asked;
mod check;
mod options;
mod page;
mod pending;

use super::{Exit, Failed};

use options::SnapshotCommand;
pub(super) use options::SnapshotOptions;

/// Does what was asked for.
pub(super) async fn snapshot(options: SnapshotOptions) -> Result<Exit, Failed> {
    match options.command {
        SnapshotCommand::Accept(options) => accept::accept(options).await,
        SnapshotCommand::Check(options) => check::check(options).await,
        SnapshotCommand::Review(options) => pending::review(&options.dir),
        SnapshotCommand::Reject(options) => pending::reject(&options.dir),
    }
}
