//! `assay diff`.

use std::path::PathBuf;

use clap::Args;

use super::reports::{self, Named};
use super::{Exit, Failed, console, recorded};
use crate::report::DifferenceFormat;
use crate::verdict::Difference;

/// `assay diff`.
#[derive(Debug, Args)]
pub(super) struct DiffOptions {
    /// The older run as JSON (`--report json=...`).
    pub(super) old: PathBuf,
    /// The newer one.
    pub(super) new: PathBuf,
    /// Report to write, such as `markdown=comment.md`; `-` is standard output. Formats: text,
    /// markdown, json. May be repeated.
    #[arg(long, value_name = "FORMAT=PATH")]
    pub(super) report: Vec<String>,
}

impl Named for DifferenceFormat {
    fn word(self) -> &'static str {
        self.as_str()
    }

    fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|own| own.as_str() == word)
    }
}

/// Compares two recorded runs.
pub(super) fn diff(options: &DiffOptions) -> Result<Exit, Failed> {
    let wanted = reports::parse(&options.report, &DifferenceFormat::ALL)?;
    let (old, new) = (recorded::run(&options.old)?, recorded::run(&options.new)?);
    let difference = Difference::between(&old, &new);
    if !reports::takes_standard_output(&wanted) {
        let text = DifferenceFormat::Text.render(&difference);
        console::out(&text.unwrap_or_default())?;
    }
    reports::write_all(&wanted, |format| format.render(&difference))?;
    Ok(if difference.is_worse() { Exit::Violation } else { Exit::Conforms })
}
