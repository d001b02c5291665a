//! Recorded runs, read back from their files.

use std::path::Path;

use miette::miette;

use super::Failed;
use crate::report::read_run;
use crate::verdict::Run;

/// Reads a run as JSON.
pub(super) fn run(path: &Path) -> Result<Run, Failed> {
    let shown = path.display();
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failed::usage(miette!("failed to read {shown}: {error}")))?;
    read_run(&text).map_err(|reason| {
        Failed::usage(miette!(
            help = "give a report written by `assay run --report json=PATH`",
            "{shown} is no recorded run: {reason}"
        ))
    })
}
