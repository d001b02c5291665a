//! Families: one file that stands for several scenarios, one for each row of its table.
//!
//! In: a file with rows under `each`. Out: one document a row, in which `{{ name }}` is the row's
//! value of that name. The text is filled in before it is read, so a mistake is shown at its line.

use std::collections::BTreeMap;

use minijinja::{Environment, UndefinedBehavior};
use serde::Deserialize;

use crate::document::{Document, DocumentError};

/// The part of a scenario file that makes it a family.
#[derive(Debug, Deserialize)]
struct Table {
    #[serde(default)]
    each: Vec<BTreeMap<String, String>>,
}

/// The scenarios that a file stands for: itself under its own id, or each row under its name in the
/// folder of the file.
pub(super) fn members(
    id: &str,
    document: &Document,
) -> Result<Vec<(String, Document)>, Box<DocumentError>> {
    // Below the table the text need not be TOML before it is filled in. A table that is none is told
    // by whoever reads the scenario.
    let head = document.text.split("[[step]]").next().unwrap_or_default();
    let rows = toml::from_str::<Table>(head).map(|table| table.each).unwrap_or_default();
    if rows.is_empty() {
        return Ok(vec![(id.to_owned(), document.clone())]);
    }
    let folder = id.rsplit_once('/').map_or(id, |(folder, _)| folder);
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let member = |row: &BTreeMap<String, String>| {
        let name = row.get("name").ok_or_else(|| {
            let cure = format!("each row is a scenario, `{folder}/<name>`");
            document.error_at("each", "a row has no `name`", Some(cure))
        })?;
        let text = environment.render_str(&document.text, row).map_err(|error| {
            let cure = format!("the rows have: {}", keys(row));
            let line = error.line().and_then(|line| document.text.lines().nth(line - 1));
            document.error_at(line.unwrap_or("{{"), error.to_string(), Some(cure))
        })?;
        Ok((format!("{folder}/{name}"), Document::new(document.name.clone(), text)))
    };
    rows.iter().map(member).collect()
}

fn keys(row: &BTreeMap<String, String>) -> String {
    row.keys().map(String::as_str).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAMILY: &str = "title = \"At the {{ endpoint }}\"\n[[each]]\nname = \"a\"\nendpoint = \"token endpoint\"\n[[each]]\nname = \"b\"\nendpoint = \"other\"\n";

    #[test]
    fn each_row_is_a_scenario_of_its_own() {
        let members = members("x/y", &Document::new("y.toml", FAMILY)).expect("two members");
        let ids: Vec<&str> = members.iter().map(|(id, _)| id.as_str()).collect();
        assert_eq!(ids, ["x/a", "x/b"]);
        assert!(members[0].1.text.starts_with("title = \"At the token endpoint\"\n"));
    }

    #[test]
    fn a_file_without_rows_stands_for_itself() {
        let document = Document::new("y.toml", "title = \"{{ untouched }}\"\n");
        let members = members("x/y", &document).expect("one member");
        assert!(members.len() == 1 && members[0].1.text == document.text);
    }

    #[test]
    fn what_a_row_lacks_is_named() {
        let document = Document::new("y.toml", FAMILY.replace("endpoint }}", "endpiont }}"));
        let error = members("x/y", &document).expect_err("no such value");
        assert!(error.message().contains("undefined"), "{error}");
        let document = Document::new("y.toml", "[[each]]\nendpoint = \"a\"\n");
        let error = members("x/y", &document).expect_err("no name");
        assert!(error.message().contains("no `name`"), "{error}");
    }
}
