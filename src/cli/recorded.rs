//! Recorded runs, read back from their files: reports, and journals of runs that were killed.

use std::path::Path;

use miette::miette;

use super::{Failed, read_text};
use crate::report::read_run;
use crate::verdict::{Run, is_journal, read_journal};

/// Reads a run as JSON, or as its journal.
pub(super) fn run(path: &Path) -> Result<Run, Failed> {
    let shown = path.display();
    let text = read_text(path)?;
    let run = if is_journal(&text) { read_journal(&text) } else { read_run(&text) };
    run.map_err(|reason| {
        Failed::usage(miette!(
            help = "give a report written by `assay run --report json=PATH`, or the journal of a killed run",
            "{shown} is no recorded run: {reason}"
        ))
    })
}
