//! `assay report`.

use miette::miette;

use super::args::ReportOptions;
use super::{Exit, Failed, console, reports};
use crate::report::{Format, read_run, render_terminal};

/// Renders a recorded run: later, elsewhere, in other formats; no server is asked.
pub(super) fn report(options: &ReportOptions) -> Result<Exit, Failed> {
    let wanted = reports::parse(&options.report, &Format::ALL)?;
    let path = options.file.display();
    let text = std::fs::read_to_string(&options.file)
        .map_err(|error| Failed::usage(miette!("failed to read {path}: {error}")))?;
    let run = read_run(&text).map_err(|reason| {
        Failed::usage(miette!(
            help = "give a report written by `assay run --report json=PATH`",
            "{path} is no recorded run: {reason}"
        ))
    })?;
    if wanted.is_empty() {
        console::out(&render_terminal(&run))?;
    }
    reports::write_all(&wanted, |format| format.render(&run))?;
    Ok(Exit::Conforms)
}
