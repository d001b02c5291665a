//! Suites: what a target is held to, and what a breach weighs where specifications disagree.

use std::collections::BTreeMap;

use globset::{Glob, GlobSet, GlobSetBuilder};
use serde::Deserialize;

use crate::document::{Document, DocumentError, did_you_mean};
use crate::spec::{Grade, Registry};
use crate::verdict::Grading;

/// `suites/<name>.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct SuiteFile {
    title: String,
    version: String,
    scenarios: Vec<String>,
    #[serde(default)]
    grade: GradeTable,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct GradeTable {
    /// The most that a right refusal under a wrong code weighs.
    wrong_code: Option<Grade>,
    #[serde(default)]
    specification: BTreeMap<String, Grade>,
    #[serde(default)]
    requirement: BTreeMap<String, Grade>,
    /// Requirements whose error code is part of the demand.
    #[serde(default)]
    code_of: BTreeMap<String, Grade>,
}

/// A suite, ready to use.
#[derive(Debug, Clone)]
pub struct Suite {
    /// Name, from the file's name.
    pub name: String,
    /// One line about it.
    pub title: String,
    /// Version; a suite never changes under the same version.
    pub version: String,
    /// What breaches weigh.
    pub grading: Grading,
    scenarios: GlobSet,
}

impl Suite {
    /// Reads one suite file.
    ///
    /// # Errors
    /// A file that is none, a broken glob, a grade for a requirement that the registry lacks.
    pub fn read(
        name: &str,
        document: &Document,
        registry: &Registry,
    ) -> Result<Self, Box<DocumentError>> {
        let file: SuiteFile = document.read()?;
        let mut globs = GlobSetBuilder::new();
        for pattern in &file.scenarios {
            globs.add(
                Glob::new(pattern)
                    .map_err(|error| document.error_at(pattern, error.to_string(), None))?,
            );
        }
        let scenarios = globs
            .build()
            .map_err(|error| document.error_at("scenarios", error.to_string(), None))?;
        for id in file.grade.requirement.keys().chain(file.grade.code_of.keys()) {
            if registry.get(id).is_none() {
                let message = format!("the registry has no requirement `{id}`");
                let cure = did_you_mean(id, registry.iter().map(|row| row.id.as_str()));
                return Err(document.error_at(id, message, cure));
            }
        }
        let grading = Grading {
            requirements: file.grade.requirement,
            specifications: file.grade.specification,
            wrong_code: file.grade.wrong_code,
            wrong_codes: file.grade.code_of,
        };
        Ok(Self {
            name: name.to_owned(),
            title: file.title,
            version: file.version,
            grading,
            scenarios,
        })
    }

    /// Whether a scenario belongs to it.
    #[must_use]
    pub fn holds(&self, scenario: &str) -> bool {
        self.scenarios.is_match(scenario)
    }
}
