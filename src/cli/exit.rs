//! Exit codes: a pipeline may trust them.

use std::process::ExitCode;

use crate::verdict::{Run, Verdict};

/// How assay ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// 0: the target conforms; warnings and skipped scenarios do not change that.
    Conforms = 0,
    /// 1: a requirement is breached.
    Violation = 1,
    /// 2: the arguments, a file or the selection make no sense.
    Usage = 2,
    /// 3: nothing was established: unreachable, inconclusive or interrupted.
    NotEstablished = 3,
}

impl Exit {
    /// The exit code of a run: a violation counts before what was not established.
    #[must_use]
    pub fn of(run: &Run) -> Self {
        match run.worst() {
            Some(Verdict::Fail) => Self::Violation,
            Some(Verdict::Inconclusive) | None => Self::NotEstablished,
            Some(_) if run.interrupted => Self::NotEstablished,
            Some(_) => Self::Conforms,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
