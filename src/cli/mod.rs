//! The command line: the only part of assay that prints.
//!
//! In: arguments and environment. Out: text, reports and an exit code. It starts the reference
//! server where no target is given, shows progress, and turns every error into one message.

mod args;
mod certificate;
mod chosen;
mod console;
mod coverage;
mod dialect;
mod diff;
mod doctor;
mod embedded;
mod emulated;
mod execute;
mod exit;
mod explain;
mod flaky;
mod init;
mod journal;
mod judge;
mod known;
mod list;
mod load;
pub mod matrix;
mod plan;
mod progress;
mod record;
mod recorded;
mod replay;
mod report;
mod reports;
mod run;
mod selftest;
mod serve;
mod snapshot;
mod suites;
mod target;
mod text;

use miette::Report;

pub use embedded::{Embedded, embedded_target};
pub use execute::main;
pub use exit::{Exit, FailOn};
use text::read_text;

/// A command that could not do its work: what to say, and the exit code.
#[derive(Debug)]
pub(crate) struct Failed {
    exit: Exit,
    report: Report,
}

impl Failed {
    /// A mistake in arguments, files or settings.
    fn usage(report: impl Into<Report>) -> Self {
        Self { exit: Exit::Usage, report: report.into() }
    }

    /// The world is not as it must be for a verdict.
    fn not_established(report: impl Into<Report>) -> Self {
        Self { exit: Exit::NotEstablished, report: report.into() }
    }
}
