//! The journal of a run on its way: what was established, should the run be killed.
//!
//! A file with one JSON value a line: the head with the run as it would stand if nothing had
//! happened, then an entry for each scenario that is over. A killed run may leave half a line at the
//! end, which is no entry.

use serde::{Deserialize, Serialize};

use super::finding::Verdict;
use super::run::{Run, ScenarioResult, Summary};

/// Version of this format, and the member by which a file is known as a journal.
const VERSION: &str = "1";

/// The first line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Head {
    /// Version of this format.
    journal: String,
    /// The run, no scenario of which is over.
    run: Run,
}

impl Head {
    /// Of a run that is about to begin.
    #[must_use]
    pub fn of(run: Run) -> Self {
        Self { journal: VERSION.to_owned(), run }
    }
}

/// Any other line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// What a scenario came to.
    pub result: ScenarioResult,
    /// A positive control was still to come behind it: till then nothing is established.
    pub bracketed: bool,
}

/// Whether a text is a journal, and no report.
#[must_use]
pub fn is_journal(text: &str) -> bool {
    text.starts_with("{\"journal\":")
}

/// The run as far as its journal goes.
///
/// # Errors
/// Why the text is no journal.
pub fn read_journal(text: &str) -> Result<Run, String> {
    let mut lines = text.split_inclusive('\n').filter(|line| line.ends_with('\n'));
    let head = lines.next().ok_or("it breaks off in its first line")?;
    let head: Head = serde_json::from_str(head).map_err(|error| error.to_string())?;
    if head.journal != VERSION {
        return Err(format!("it has version {}, this assay reads {VERSION}", head.journal));
    }
    let mut run = head.run;
    run.interrupted = true;
    for (at, line) in lines.enumerate() {
        let entry: Entry =
            serde_json::from_str(line).map_err(|error| format!("line {}: {error}", at + 2))?;
        let place = run.results.iter_mut().find(|own| own.id == entry.result.id);
        let place = place.ok_or_else(|| format!("line {}: not in its plan", at + 2))?;
        *place = settled(entry);
    }
    run.summary = Summary::of(&run.results);
    Ok(run)
}

fn settled(entry: Entry) -> ScenarioResult {
    let mut result = entry.result;
    if entry.bracketed {
        let reason = "the run ended before the conforming flow was tried again";
        result.verdict = Verdict::Inconclusive;
        result.reason.get_or_insert_with(|| reason.to_owned());
    }
    result
}
