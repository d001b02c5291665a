//! The rows and how they are looked up.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::level::Level;
use super::threat::Threat;
use crate::document::{Document, DocumentError};

/// Whose duty a requirement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Actor {
    /// The authorization server.
    #[serde(rename = "AS")]
    AuthorizationServer,
    /// The resource server.
    #[serde(rename = "RS")]
    ResourceServer,
}

/// One requirement.
#[derive(Debug, Clone, Serialize)]
pub struct Requirement {
    /// Slug, stable across drafts: `pkce-verifier-wrong`.
    pub id: String,
    /// `RFC 7636`.
    pub specification: String,
    /// `4.6`, or `A.5` for an appendix.
    pub section: String,
    /// The keyword.
    pub level: Level,
    /// Whose duty it is.
    pub actor: Actor,
    /// One line in our own words.
    pub text: String,
    /// Where to read it.
    pub url: String,
    /// What its breach exposes most directly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threat: Option<Threat>,
    /// What to change at the server, as one sentence in our own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
    /// Why no scenario verifies it, if none does.
    pub excluded: Option<String>,
}

impl Requirement {
    /// `rfc7636/4.6`: the address by which a section is selected.
    #[must_use]
    pub fn address(&self) -> String {
        format!("{}/{}", specification_slug(&self.specification), self.section)
    }
}

/// `suites/requirements/<spec>.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpecificationFile {
    specification: String,
    /// The document's own title.
    #[serde(rename = "title")]
    _title: String,
    /// The document's page; sections are anchors in it.
    url: String,
    #[serde(default)]
    requirement: Vec<Row>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    section: String,
    level: Level,
    actor: Actor,
    text: String,
    threat: Option<Threat>,
    remedy: Option<String>,
    excluded: Option<String>,
}

/// All requirements, by id.
#[derive(Debug, Clone, Default)]
pub struct Registry {
    rows: BTreeMap<String, Requirement>,
}

impl Registry {
    /// Reads specification files.
    ///
    /// # Errors
    /// A file that cannot be read, or an id that stands twice.
    pub fn read<'a>(
        documents: impl IntoIterator<Item = &'a Document>,
    ) -> Result<Self, Box<DocumentError>> {
        let mut registry = Self::default();
        for document in documents {
            let file: SpecificationFile = document.read()?;
            for row in file.requirement {
                let requirement = Requirement {
                    url: format!("{}#{}", file.url, anchor(&row.section)),
                    specification: file.specification.clone(),
                    id: row.id,
                    section: row.section,
                    level: row.level,
                    actor: row.actor,
                    text: row.text,
                    threat: row.threat,
                    remedy: row.remedy,
                    excluded: row.excluded,
                };
                let id = requirement.id.clone();
                if registry.rows.insert(id.clone(), requirement).is_some() {
                    let needle = format!("\"{id}\"");
                    return Err(document.error_at(
                        &needle,
                        format!("the requirement `{id}` stands twice"),
                        None,
                    ));
                }
            }
        }
        Ok(registry)
    }

    /// The requirement with that id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Requirement> {
        self.rows.get(id)
    }

    /// All requirements in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = &Requirement> {
        self.rows.values()
    }
}

/// `RFC 7636` becomes `rfc7636`, a draft keeps its name.
fn specification_slug(specification: &str) -> String {
    specification.to_lowercase().replace(' ', "")
}

/// `section-4.6`, `appendix-A.5`, or, for documents without numbers, the words of the heading.
fn anchor(section: &str) -> String {
    let head = section.split('.').next().unwrap_or_default();
    if head.bytes().all(|b| b.is_ascii_digit()) {
        return format!("section-{section}");
    }
    if head.len() == 1 {
        return format!("appendix-{section}");
    }
    let letter = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    section.chars().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
specification = "RFC 7636"
title = "Proof Key for Code Exchange by OAuth Public Clients"
url = "https://www.rfc-editor.org/rfc/rfc7636"

[[requirement]]
id = "pkce-verifier-wrong"
section = "4.6"
level = "MUST"
actor = "AS"
text = "A verifier that does not match is answered invalid_grant"
"#;

    #[test]
    fn a_row_knows_its_address_and_link() {
        let registry = Registry::read([&Document::new("rfc7636.toml", FILE)]).expect("sound file");
        let row = registry.get("pkce-verifier-wrong").expect("the row");
        assert_eq!(row.address(), "rfc7636/4.6");
        assert_eq!(row.url, "https://www.rfc-editor.org/rfc/rfc7636#section-4.6");
        assert_eq!(row.level, Level::Must);
        assert_eq!(anchor("A.5"), "appendix-A.5");
        assert_eq!(anchor("Step-Up Authorization Flow"), "step-up-authorization-flow");
    }

    #[test]
    fn an_id_that_stands_twice_is_refused() {
        let document = Document::new("rfc7636.toml", FILE);
        let error = Registry::read([&document, &document]).expect_err("twice");
        assert!(error.message().contains("stands twice"));
    }
}
