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
    /// Scenarios that it leaves out all the same.
    #[serde(default)]
    except: Vec<String>,
    /// The suite whose grades hold where this one states none.
    extends: Option<String>,
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
    except: GlobSet,
}

impl Suite {
    /// Reads one suite file.
    ///
    /// # Errors
    /// A file that is none, a broken glob, a grade for a requirement that the registry lacks, a suite
    /// to extend that is not among the others.
    pub fn read(
        name: &str,
        document: &Document,
        others: &BTreeMap<String, Self>,
        registry: &Registry,
    ) -> Result<Self, Box<DocumentError>> {
        let file: SuiteFile = document.read()?;
        let base = file.extends.as_ref().map(|base| {
            let unknown = || {
                let message = format!("there is no suite `{base}` that extends no other");
                document.error_at(
                    base,
                    message,
                    did_you_mean(base, others.keys().map(String::as_str)),
                )
            };
            others.get(base).ok_or_else(unknown)
        });
        let base = base.transpose()?.map(|own| own.grading.clone()).unwrap_or_default();
        for id in file.grade.requirement.keys().chain(file.grade.code_of.keys()) {
            if registry.get(id).is_none() {
                let message = format!("the registry has no requirement `{id}`");
                let cure = did_you_mean(id, registry.iter().map(|row| row.id.as_str()));
                return Err(document.error_at(id, message, cure));
            }
        }
        let mut grading = base;
        grading.requirements.extend(file.grade.requirement);
        grading.specifications.extend(file.grade.specification);
        grading.wrong_code = file.grade.wrong_code.or(grading.wrong_code);
        grading.wrong_codes.extend(file.grade.code_of);
        Ok(Self {
            name: name.to_owned(),
            title: file.title,
            version: file.version,
            grading,
            scenarios: globs(document, &file.scenarios)?,
            except: globs(document, &file.except)?,
        })
    }

    /// Whether a scenario belongs to it.
    #[must_use]
    pub fn holds(&self, scenario: &str) -> bool {
        self.scenarios.is_match(scenario) && !self.except.is_match(scenario)
    }

    /// Whether a suite file builds on another one.
    pub(super) fn extends(document: &Document) -> bool {
        document.read::<SuiteFile>().is_ok_and(|file| file.extends.is_some())
    }
}

fn globs(document: &Document, patterns: &[String]) -> Result<GlobSet, Box<DocumentError>> {
    let mut globs = GlobSetBuilder::new();
    for pattern in patterns {
        let glob = Glob::new(pattern);
        globs.add(glob.map_err(|error| document.error_at(pattern, error.to_string(), None))?);
    }
    globs.build().map_err(|error| document.error_at("scenarios", error.to_string(), None))
}
