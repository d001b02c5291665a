//! `assay list requirements --coverage`: what is verified of each specification, and why the rest
//! is not.

use std::fmt::Write as _;

use serde_json::json;

use super::args::ListOptions;
use super::reports::{self, Named};
use super::{Exit, Failed, console};
use crate::scenario::{Catalog, Coverage, Totals};
use crate::spec::Requirement;

/// What a coverage report can be written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CoverageFormat {
    Json,
    Markdown,
}

impl Named for CoverageFormat {
    fn word(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Markdown => "markdown",
        }
    }

    fn read(word: &str) -> Option<Self> {
        [Self::Json, Self::Markdown].into_iter().find(|own| own.word() == word)
    }
}

/// Prints the coverage of a catalog, and writes the reports that were asked for.
pub(super) fn show(catalog: &Catalog, options: &ListOptions) -> Result<Exit, Failed> {
    let formats = [CoverageFormat::Json, CoverageFormat::Markdown];
    let wanted = reports::parse(&options.report, &formats)?;
    let coverage = Coverage::of(catalog);
    reports::write_all(&wanted, |format| {
        Ok(match format {
            CoverageFormat::Json => as_json(&coverage),
            CoverageFormat::Markdown => as_markdown(&coverage),
        })
    })?;
    if reports::takes_standard_output(&wanted) {
        return Ok(Exit::Conforms);
    }
    console::out(&as_markdown(&coverage))
}

fn as_json(coverage: &Coverage<'_>) -> String {
    let counts = |own: &Totals| {
        json!({
            "rows": own.rows,
            "verified": own.verified,
            "excluded": own.excluded,
            "unaccounted": own.unaccounted,
        })
    };
    let mut page = counts(&coverage.totals());
    let levels = coverage.by_level();
    let levels = levels.iter().map(|((specification, level), totals)| {
        let mut own = counts(totals);
        own["specification"] = json!(specification);
        own["level"] = json!(level.as_str());
        own
    });
    page["levels"] = levels.collect();
    let excluded = coverage.excluded();
    page["excluded_rows"] =
        excluded.map(|(row, reason)| json!({ "id": row.id, "reason": reason })).collect();
    page["unaccounted_rows"] = coverage.unaccounted().map(|row| json!(row.id)).collect();
    format!("{page:#}\n")
}

fn as_markdown(coverage: &Coverage<'_>) -> String {
    let totals = coverage.totals();
    let mut page = format!(
        "# Coverage of the requirements\n\n{} rows: {} verified, {} excluded, {} unaccounted. Of \
         what is not excluded {} % is verified.\n\n",
        totals.rows,
        totals.verified,
        totals.excluded,
        totals.unaccounted,
        totals.percent()
    );
    table(coverage, &mut page);
    list(&mut page, "Excluded, and why", coverage.excluded());
    list(&mut page, "Unaccounted", coverage.unaccounted().map(|row| (row, "")));
    page
}

fn table(coverage: &Coverage<'_>, page: &mut String) {
    page.push_str("| specification | level | rows | verified | excluded | unaccounted |\n");
    page.push_str("|---|---|---:|---:|---:|---:|\n");
    for ((specification, level), own) in coverage.by_level() {
        let cells = [own.rows, own.verified, own.excluded, own.unaccounted].map(|n| n.to_string());
        let _to_string = writeln!(page, "| {specification} | {level} | {} |", cells.join(" | "));
    }
}

fn list<'a>(
    page: &mut String,
    title: &str,
    rows: impl Iterator<Item = (&'a Requirement, &'a str)>,
) {
    let mut rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        return;
    }
    rows.sort_by_key(|(row, _)| (&row.specification, &row.id));
    let _to_string = writeln!(page, "\n## {title}\n");
    let mut specification = "";
    for (row, reason) in rows {
        if row.specification != specification {
            let gap = if specification.is_empty() { "" } else { "\n" };
            specification = &row.specification;
            let _to_string = writeln!(page, "{gap}### {specification}\n");
        }
        let colon = if reason.is_empty() { "" } else { ": " };
        let _to_string =
            writeln!(page, "- `{}` ({}, {}){colon}{reason}", row.id, row.section, row.level);
    }
}
