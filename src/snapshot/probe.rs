//! The probes: what is asked of a target, in the steps of scenario files.

use serde::Deserialize;

use crate::document::{Document, DocumentError};
use crate::exchange::Transcript;
use crate::runner::{Context, Flow};
use crate::scenario::{Step, validate_steps};
use crate::spec::Registry;
use crate::target::{Capabilities, Login, Target, is_capability};

const BUILT_IN: &str = include_str!("../../suites/snapshot/probes.toml");
const PLACE: &str = "suites/snapshot/probes.toml";

/// One short sequence of requests whose last answer is worth keeping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// The name of its snapshot file.
    pub name: String,
    /// What it does, as a noun phrase.
    pub title: String,
    /// The capabilities that it takes, its own and those that its steps imply.
    pub requires: Vec<String>,
    /// The steps in order; all but the last one must succeed.
    pub steps: Vec<Step>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProbeFile {
    probe: Vec<ProbeTable>,
}

/// `[[probe]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProbeTable {
    name: String,
    title: String,
    #[serde(default)]
    requires: Vec<String>,
    step: Vec<Step>,
}

/// The probes that are compiled in, in the order in which they are run.
///
/// # Errors
/// The file does not hold; a test reads it.
pub fn probes(registry: &Registry) -> Result<Vec<Probe>, Box<DocumentError>> {
    read(&Document::new(PLACE, BUILT_IN), registry)
}

fn read(document: &Document, registry: &Registry) -> Result<Vec<Probe>, Box<DocumentError>> {
    let file: ProbeFile = document.read()?;
    let mut probes: Vec<Probe> = Vec::new();
    for table in file.probe {
        let needle = format!("\"{}\"", table.name);
        let sound = table.name.chars().all(|c| c.is_ascii_lowercase() || c == '-');
        if !sound || table.name.is_empty() || probes.iter().any(|own| own.name == table.name) {
            let cure = "small letters and hyphens, and each name once: it is a file's".to_owned();
            let message = format!("`{}` cannot be the name of a probe", table.name);
            return Err(document.error_at(&needle, message, Some(cure)));
        }
        let mut requires = table.requires;
        if let Some(unknown) = requires.iter().find(|own| !is_capability(own)) {
            let message = format!("`{unknown}` is no capability");
            return Err(document.error_at(&format!("\"{unknown}\""), message, None));
        }
        requires.extend(validate_steps(&table.step, &[], document, registry)?);
        probes.push(Probe { name: table.name, title: table.title, requires, steps: table.step });
    }
    Ok(probes)
}

impl Probe {
    /// Why a target cannot be asked this, if it cannot.
    #[must_use]
    pub fn left_out(&self, target: &Target, capabilities: &Capabilities) -> Option<String> {
        let missing = self.requires.iter().find(|name| !capabilities.has(name));
        if let Some(name) = missing {
            return Some(capabilities.why_missing(name));
        }
        let by_hand = target.owners.first().is_some_and(|own| own.login == Login::Manual);
        (by_hand && self.requires.iter().any(|name| name == "resource-owner")).then(|| {
            "a person logs in (login = \"manual\"), and would be asked each time".to_owned()
        })
    }

    /// Asks the target; `label` names the performance and decides its random values.
    pub fn perform<'a>(
        &'a self,
        context: &'a Context,
        label: &'a str,
    ) -> impl Future<Output = Transcript> + 'a {
        Flow::new(context, label).run(&self.steps)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Catalog;

    fn registry() -> Registry {
        Catalog::load(&[]).expect("the built-in catalog").registry
    }

    #[test]
    fn the_built_in_probes_hold_and_imply_what_they_take() {
        let probes = probes(&registry()).expect("sound probes");
        let revocation = probes.iter().find(|own| own.name == "revocation").expect("a probe");
        assert!(revocation.requires.iter().any(|own| own == "revocation"));
        let target = Target::of_issuer("https://h");
        let none = Capabilities::of(&target, None);
        let reason = revocation.left_out(&target, &none).unwrap_or_default();
        assert!(reason.starts_with("no "), "{reason}");
    }

    #[test]
    fn a_probe_that_does_not_hold_is_told_with_its_place() {
        let step = "[[probe.step]]\ndo = \"metadata\"\n";
        for (head, message) in [
            ("name = \"A\"\ntitle = \"t\"", "cannot be the name of a probe"),
            ("name = \"a\"\ntitle = \"t\"\nrequires = [\"magic\"]", "is no capability"),
            ("name = \"a\"\ntitel = \"t\"", "unknown field `titel`"),
        ] {
            let document = Document::new("p.toml", format!("[[probe]]\n{head}\n{step}"));
            let error = read(&document, &registry()).expect_err(head);
            assert!(error.message().contains(message), "{}", error.message());
        }
    }
}
