//! `assay report`.

use super::args::ReportOptions;
use super::{Exit, Failed, console, recorded, reports};
use crate::report::{Format, render_terminal};

/// Renders a recorded run: later, elsewhere, in other formats; no server is asked.
pub(super) fn report(options: &ReportOptions) -> Result<Exit, Failed> {
    let wanted = reports::parse(&options.report, &Format::ALL)?;
    let run = recorded::run(&options.file)?;
    if wanted.is_empty() {
        console::out(&render_terminal(&run))?;
    }
    reports::write_all(&wanted, |format| format.render(&run))?;
    Ok(Exit::Conforms)
}
