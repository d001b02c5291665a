//! What a person asked for: ids, prefixes, sections, suites.

use std::sync::Arc;

use miette::Diagnostic;
use thiserror::Error;

use crate::document::did_you_mean;
use crate::scenario::{Catalog, Scenario, Suite};

/// The choice of scenarios.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Scenario ids, prefixes of ids (`pkce/`), sections (`rfc7636/4.6`); none selects all.
    pub selects: Vec<String>,
    /// Names of suites; a scenario runs if one of them holds it.
    pub suites: Vec<String>,
}

/// A selection that cannot be followed.
#[derive(Debug, Error, Diagnostic)]
pub enum SelectionError {
    /// Nothing has that name.
    #[error("nothing is called `{select}`")]
    #[diagnostic(help("{cure}"))]
    Unknown {
        /// As given.
        select: String,
        /// What may have been meant.
        cure: String,
    },
    /// There is no such suite.
    #[error("there is no suite `{name}`")]
    #[diagnostic(help("known are: {known}"))]
    UnknownSuite {
        /// As given.
        name: String,
        /// The suites there are.
        known: String,
    },
    /// The selection and the suites have nothing in common.
    #[error("nothing is selected: none of the chosen scenarios belongs to {suites}")]
    #[diagnostic(help(
        "choose another suite with --suite, or select less narrowly; `assay list scenarios` shows all"
    ))]
    Empty {
        /// The suites.
        suites: String,
    },
}

impl Selection {
    /// The suites that were chosen.
    ///
    /// # Errors
    /// A name that no suite has.
    pub fn suites<'c>(&self, catalog: &'c Catalog) -> Result<Vec<&'c Suite>, SelectionError> {
        let find = |name: &String| {
            catalog.suites.get(name).ok_or_else(|| SelectionError::UnknownSuite {
                name: name.clone(),
                known: catalog.suites.keys().cloned().collect::<Vec<_>>().join(", "),
            })
        };
        self.suites.iter().map(find).collect()
    }

    /// The scenarios that are meant.
    ///
    /// # Errors
    /// A name that nothing has, or an empty selection.
    pub fn select(&self, catalog: &Catalog) -> Result<Vec<Arc<Scenario>>, SelectionError> {
        let suites = self.suites(catalog)?;
        for select in &self.selects {
            if !catalog.scenarios.values().any(|scenario| means(select, scenario, catalog)) {
                return Err(SelectionError::Unknown {
                    select: select.clone(),
                    cure: cure(select, catalog),
                });
            }
        }
        let chosen = catalog.scenarios.values().filter(|scenario| {
            let selected = self.selects.is_empty()
                || self.selects.iter().any(|own| means(own, scenario, catalog));
            selected && suites.iter().any(|suite| suite.holds(&scenario.id))
        });
        let chosen: Vec<_> = chosen.cloned().collect();
        if chosen.is_empty() {
            return Err(SelectionError::Empty { suites: self.suites.join(", ") });
        }
        Ok(chosen)
    }
}

/// Whether `select` is the scenario's id, a prefix of it that ends at a slash or a whole word, or
/// the address of a section that it verifies.
fn means(select: &str, scenario: &Scenario, catalog: &Catalog) -> bool {
    // A whole id means that scenario alone, even if others begin like it.
    if catalog.scenarios.contains_key(select) {
        return scenario.id == select;
    }
    let rows = scenario.verifies.iter().filter_map(|id| catalog.registry.get(id));
    let mut addresses = rows.map(|row| row.address());
    is_part(select, &scenario.id, &['/', '-'])
        || addresses.any(|own| own == select || is_part(select, &own, &['/', '.']))
}

fn is_part(prefix: &str, whole: &str, borders: &[char]) -> bool {
    let prefix_ends = prefix.ends_with(borders);
    whole
        .strip_prefix(prefix)
        .is_some_and(|rest| !prefix.is_empty() && (prefix_ends || rest.starts_with(borders)))
}

fn cure(select: &str, catalog: &Catalog) -> String {
    let topics =
        catalog.scenarios.keys().filter_map(|id| id.split_once('/')).map(|(topic, _)| topic);
    let known = catalog.scenarios.keys().map(String::as_str).chain(topics);
    did_you_mean(select, known).unwrap_or_else(|| {
        "select a scenario (`pkce/wrong-verifier`), a topic (`pkce/`) or a section (`rfc7636/4.6`); `assay list scenarios` shows all".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_ends_at_a_border() {
        assert!(is_part("pkce/", "pkce/wrong-verifier", &['/', '-']));
        assert!(is_part("pkce", "pkce/wrong-verifier", &['/', '-']));
        assert!(is_part("rfc7636", "rfc7636/4.6", &['/', '.']));
        assert!(is_part("rfc7636/4", "rfc7636/4.6", &['/', '.']));
        assert!(!is_part("rfc7636/4", "rfc7636/40", &['/', '.']));
        assert!(!is_part("", "pkce/x", &['/']));
    }
}
