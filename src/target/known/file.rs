//! The list as it is written: a file of its own, or tables of the target file.

use std::path::Path;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

use super::entry::{Deviation, KnownDeviations};
use crate::document::{Document, DocumentError};
use crate::spec::Grade;
use crate::target::LoadError;
use crate::target::load::bounded;
use crate::verdict::Identity;

/// Runs of a scenario with a flaky finding, if its entry does not say it.
const TRIES: u32 = 3;
/// More would hide a failure behind patience.
const MOST_TRIES: u32 = 10;

/// A list of known deviations, for `assay run --known`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KnownFile {
    /// Findings that are put up with.
    #[serde(default)]
    known: Vec<KnownTable>,
    /// Findings that come and go.
    #[serde(default)]
    flaky: Vec<FlakyTable>,
}

/// What a breach weighs in an entry.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum KnownVerdict {
    /// A failure.
    #[default]
    Fail,
    /// A warning.
    Warn,
}

/// `[[known]]`: a finding that is put up with.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KnownTable {
    /// The scenario's id.
    pub scenario: String,
    /// The requirement that is breached.
    pub requirement: String,
    /// The check that sees it.
    pub check: String,
    /// What is seen; words such as `<port>` stand for what differs from run to run.
    pub actual: String,
    /// What it weighs; `fail` if left out.
    #[serde(default)]
    pub verdict: KnownVerdict,
    /// Why it is put up with: a person's words; those of its `deviation` if left out.
    #[serde(default)]
    pub reason: String,
    /// The `[[deviation]]` of the target file that it shows.
    pub deviation: Option<String>,
    /// Where more is said: an issue, a decision.
    pub link: Option<String>,
    /// The last day on which it is put up with: `"2027-01-31"`.
    pub until: Option<String>,
}

/// `[[flaky]]`: a finding that comes and goes. Its scenario is run again, and the tries are counted.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FlakyTable {
    /// The scenario's id.
    pub scenario: String,
    /// The requirement that is breached.
    pub requirement: String,
    /// The check that sees it.
    pub check: String,
    /// What is seen; words such as `<port>` stand for what differs from run to run.
    pub actual: String,
    /// What it weighs; `fail` if left out.
    #[serde(default)]
    pub verdict: KnownVerdict,
    /// Why it is put up with: a person's words.
    pub reason: String,
    /// Where more is said: an issue, a decision.
    pub link: Option<String>,
    /// The last day on which it is put up with: `"2027-01-31"`.
    pub until: Option<String>,
    /// Runs of the scenario at the most, 2 to 10; 3 if left out. A finding that all of them show counts.
    pub tries: Option<u32>,
}

/// Loads a list from disk.
///
/// # Errors
/// An unreadable file, or a text that is no list.
pub fn load(path: &Path) -> Result<KnownDeviations, LoadError> {
    let text = bounded(path)
        .map_err(|source| LoadError::UnreadableList { path: path.to_owned(), source })?;
    Ok(read(&Document::new(path.display().to_string(), text))?)
}

/// Reads the text of a list.
///
/// # Errors
/// A text that is no list, an entry without a reason, a day that is none, an entry that stands twice.
pub fn read(document: &Document) -> Result<KnownDeviations, Box<DocumentError>> {
    let file: KnownFile = document.read()?;
    entries(document, file.known, file.flaky)
}

/// The entries of two lists of tables.
pub(in crate::target) fn entries(
    document: &Document,
    known: Vec<KnownTable>,
    flaky: Vec<FlakyTable>,
) -> Result<KnownDeviations, Box<DocumentError>> {
    let known = known.into_iter().map(|table| (table, None));
    let flaky = flaky.into_iter().map(|table| {
        let tries = table.tries.unwrap_or(TRIES);
        (table.plain(), Some(tries))
    });
    let mut list = KnownDeviations::default();
    for (table, tries) in known.chain(flaky) {
        let entry = entry(document, table, tries)?;
        let same = |own: &Deviation| own.scenario == entry.scenario && own.finding == entry.finding;
        if list.entries.iter().any(same) {
            let message = format!("an entry for `{}` stands twice", entry.scenario);
            let cure = "keep one of them".to_owned();
            return Err(document.error_at(&quoted(&entry.scenario), message, Some(cure)));
        }
        list.entries.push(entry);
    }
    Ok(list)
}

fn entry(
    document: &Document,
    table: KnownTable,
    tries: Option<u32>,
) -> Result<Deviation, Box<DocumentError>> {
    let place = quoted(&table.scenario);
    let wrong = |needle: &str, message: String, cure: &str| {
        Err(document.error_at(needle, message, Some(cure.to_owned())))
    };
    if table.reason.trim().is_empty() {
        let message = format!("the entry for `{}` gives no reason", table.scenario);
        return wrong(&place, message, "say in `reason` why the deviation is put up with");
    }
    if tries.is_some_and(|tries| !(2..=MOST_TRIES).contains(&tries)) {
        let message = format!("the entry for `{}` asks for an impossible number", table.scenario);
        return wrong(&place, message, "`tries` counts the first run: 2 to 10");
    }
    if tries.is_some() && table.scenario.starts_with("ambient/") {
        let message = format!("`{}` is no scenario that could be run again", table.scenario);
        return wrong(
            &place,
            message,
            "list it under [[known]]: ambient checks see every exchange",
        );
    }
    let until = match table.until.as_deref().map(str::parse::<Date>).transpose() {
        Ok(until) => until,
        Err(error) => {
            let day = table.until.unwrap_or_default();
            let message = format!("`{day}` is no day: {error}");
            return wrong(&quoted(&day), message, "write it as 2027-01-31");
        }
    };
    let grade = match table.verdict {
        KnownVerdict::Fail => Grade::Fail,
        KnownVerdict::Warn => Grade::Warn,
    };
    Ok(Deviation {
        finding: Identity::new(&table.requirement, &table.check, &table.actual),
        scenario: table.scenario,
        grade,
        reason: table.reason,
        link: table.link,
        deviation: table.deviation,
        until,
        tries,
    })
}

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

impl FlakyTable {
    fn plain(self) -> KnownTable {
        KnownTable {
            scenario: self.scenario,
            requirement: self.requirement,
            check: self.check,
            actual: self.actual,
            verdict: self.verdict,
            reason: self.reason,
            deviation: None,
            link: self.link,
            until: self.until,
        }
    }
}
