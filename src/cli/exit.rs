//! Exit codes: a pipeline may trust them.

use std::process::ExitCode;

use crate::verdict::{Run, Verdict};

/// How assay ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// 0: the target conforms; warnings and skipped scenarios do not change that.
    Conforms = 0,
    /// 1: a requirement is breached, or a known deviation is stale.
    Violation = 1,
    /// 2: the arguments, a file or the selection make no sense.
    Usage = 2,
    /// 3: nothing was established: unreachable, inconclusive or interrupted.
    NotEstablished = 3,
}

impl Exit {
    /// The exit code of a run: a violation counts before what was not established.
    #[must_use]
    pub fn of(run: &Run, fail_on: FailOn) -> Self {
        let warned = || run.results.iter().any(|own| own.open() == Verdict::Warn);
        match run.worst() {
            _ if !run.stale.is_empty() => Self::Violation,
            Some(Verdict::Fail) => Self::Violation,
            _ if fail_on == FailOn::Should && warned() => Self::Violation,
            Some(Verdict::Inconclusive) | None => Self::NotEstablished,
            Some(_) if run.interrupted => Self::NotEstablished,
            Some(_) => Self::Conforms,
        }
    }
}

/// What makes a run fail.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum FailOn {
    /// A breached requirement.
    #[default]
    Must,
    /// A warning as well: a recommendation that is not followed.
    Should,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
