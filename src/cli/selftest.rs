//! `assay selftest`.

use std::io::IsTerminal as _;

use miette::miette;

use super::args::SelftestOptions;
use super::matrix::{self, Matrix};
use super::{Exit, Failed, console, reports, target};
use crate::report::Format;

/// Runs the kill matrix and shows it; 0 only if it is complete.
pub(super) async fn selftest(options: SelftestOptions) -> Result<Exit, Failed> {
    let wanted = reports::parse(&options.report, &[Format::Json])?;
    let catalog = target::catalog(&options.catalog)?;
    let live = !options.quiet && std::io::stderr().is_terminal();
    let tell = |done: usize, total: usize| {
        if live {
            console::note(&format!("\r{done}/{total} faults"));
        }
    };
    let matrix = matrix::run(&catalog, tell)
        .await
        .map_err(|error| Failed::not_established(miette!("failed to run the matrix: {error}")))?;
    if live {
        console::note("\r                    \r");
    }
    let text = render(&matrix);
    if reports::takes_standard_output(&wanted) {
        console::note(&text);
    } else {
        console::out(&text)?;
    }
    for report in &wanted {
        let json = serde_json::to_string_pretty(&matrix)
            .map_err(|error| Failed::not_established(miette!("failed to render: {error}")))?;
        reports::write(&report.sink, &format!("{json}\n"))?;
    }
    Ok(if matrix.is_complete() { Exit::Conforms } else { Exit::Violation })
}

fn render(matrix: &Matrix) -> String {
    let width = matrix.kills.keys().map(String::len).max().unwrap_or_default();
    let mut text: String = matrix
        .kills
        .iter()
        .map(|(fault, by)| format!("{fault:<width$}  {}\n", by.join(", ")))
        .collect();
    text.push_str(&format!(
        "\n{} of {} faults are caught; {} of {} scenarios and ambient checks catch what they name\n",
        matrix.caught, matrix.faults, matrix.catching, matrix.scenarios
    ));
    for survivor in &matrix.survivors {
        let about = [&survivor.fault, &survivor.scenario]
            .into_iter()
            .flatten()
            .cloned()
            .collect::<Vec<_>>()
            .join(", ");
        text.push_str(&format!("survivor: {about}: {}\n", survivor.problem));
    }
    text
}
