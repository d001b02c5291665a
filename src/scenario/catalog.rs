//! All scenarios, suites and requirements, read and validated.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use include_dir::{Dir, include_dir};
use miette::Diagnostic;
use thiserror::Error;

use super::family;
use super::file::ScenarioFile;
use super::step::Step;
use super::suite::Suite;
use super::validate;
use crate::document::{Document, DocumentError};
use crate::spec::Registry;

static SCENARIOS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/scenarios");
static SUITES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/suites");

/// A validated scenario.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// `pkce/wrong-verifier`: the path of its file.
    pub id: String,
    /// The stimulus as a noun phrase.
    pub title: String,
    /// What a reader should know beyond the title: the notes, else the comments above the title.
    pub notes: Option<String>,
    /// Capabilities that it takes, its own and those that its steps imply.
    pub requires: Vec<String>,
    /// Requirements that it verifies.
    pub verifies: Vec<String>,
    /// Faults of the reference server, and variants of emulations, that turn it red.
    pub catches: Vec<String>,
    /// Its flow conforms, so nothing brackets it.
    pub conforming: bool,
    /// It runs last, and alone.
    pub destructive: bool,
    /// Its steps are generated.
    pub driven: bool,
    /// The steps in order; none if they are generated.
    pub steps: Vec<Step>,
    /// The file as written.
    pub source: String,
}

/// Everything that can be run.
#[derive(Debug, Clone)]
pub struct Catalog {
    /// By id.
    pub scenarios: BTreeMap<String, Arc<Scenario>>,
    /// By name.
    pub suites: BTreeMap<String, Suite>,
    /// The requirements.
    pub registry: Registry,
}

/// Why a catalog cannot be used.
#[derive(Debug, Error, Diagnostic)]
pub enum CatalogError {
    /// A folder or file of the catalog cannot be read.
    #[error("failed to read the catalog at {path}")]
    #[diagnostic(help("a catalog folder holds `scenarios/` and, if it likes, `suites/`"))]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file says something impossible.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Document(#[from] Box<DocumentError>),
}

impl Catalog {
    /// The catalog that is compiled in, extended by folders from disk.
    ///
    /// # Errors
    /// A folder that cannot be read, a file that does not hold, an id that stands twice.
    pub fn load(folders: &[PathBuf]) -> Result<Self, CatalogError> {
        let mut files = Files::default();
        files.builtin();
        for folder in folders {
            files.folder(folder)?;
        }
        let registry = Registry::read(&files.requirements)?;
        let mut suites = BTreeMap::new();
        // Those that others build on first.
        files.suites.sort_by_key(|(_, document)| Suite::extends(document));
        for (name, document) in &files.suites {
            let suite = Suite::read(name, document, &suites, &registry)?;
            if suites.insert(name.clone(), suite).is_some() {
                return Err(document
                    .error_at(
                        "",
                        format!("the suite `{name}` stands twice"),
                        Some(
                            "rename one of the two files: the name of a suite is its file's"
                                .to_owned(),
                        ),
                    )
                    .into());
            }
        }
        let mut scenarios = BTreeMap::new();
        let mut members = Vec::new();
        for (id, document) in &files.scenarios {
            members.extend(family::members(id, document)?);
        }
        for (id, document) in &members {
            let scenario = read_scenario(id, document, &registry)?;
            if scenarios.insert(id.clone(), Arc::new(scenario)).is_some() {
                let cure =
                    "rename one of the two files: the id of a scenario is its path".to_owned();
                return Err(document
                    .error_at("title", format!("the scenario `{id}` stands twice"), Some(cure))
                    .into());
            }
        }
        Ok(Self { scenarios, suites, registry })
    }
}

fn read_scenario(
    id: &str,
    document: &Document,
    registry: &Registry,
) -> Result<Scenario, Box<DocumentError>> {
    let file: ScenarioFile = document.read()?;
    let requires = validate::scenario(&file, document, registry)?;
    Ok(Scenario {
        id: id.to_owned(),
        notes: file.notes.or_else(|| leading_comment(&document.text)),
        title: file.title,
        requires,
        verifies: file.verifies,
        catches: file.catches,
        conforming: file.conforming,
        destructive: file.destructive,
        driven: file.driven,
        steps: file.step,
        source: document.text.clone(),
    })
}

/// The comment lines at the top of a file, as a text.
fn leading_comment(text: &str) -> Option<String> {
    let lines = text.lines().map_while(|line| line.strip_prefix('#')).map(str::trim);
    let comment = lines.collect::<Vec<_>>().join(" ");
    (!comment.is_empty()).then_some(comment)
}

/// The documents of a catalog, before they are read.
#[derive(Default)]
struct Files {
    scenarios: Vec<(String, Document)>,
    suites: Vec<(String, Document)>,
    requirements: Vec<Document>,
}

impl Files {
    fn builtin(&mut self) {
        let mut sort = |root: &str, dir: &Dir<'_>| {
            let mut folders = vec![dir.clone()];
            while let Some(folder) = folders.pop() {
                for file in folder.files() {
                    let text = file.contents_utf8().unwrap_or_default();
                    self.take(
                        root,
                        file.path(),
                        &format!("{root}/{}", file.path().display()),
                        text,
                    );
                }
                folders.extend(folder.dirs().cloned());
            }
        };
        sort("scenarios", &SCENARIOS);
        sort("suites", &SUITES);
    }

    fn folder(&mut self, folder: &Path) -> Result<(), CatalogError> {
        let unreadable =
            |path: &Path, source| CatalogError::Unreadable { path: path.to_owned(), source };
        std::fs::read_dir(folder).map_err(|error| unreadable(folder, error))?;
        for root in ["scenarios", "suites"] {
            let top = folder.join(root);
            let mut open = vec![top.clone()];
            while let Some(next) = open.pop().filter(|next| next.is_dir()) {
                for entry in std::fs::read_dir(&next).map_err(|error| unreadable(&next, error))? {
                    let path = entry.map_err(|error| unreadable(&next, error))?.path();
                    if path.is_dir() {
                        open.push(path);
                    } else {
                        let text = std::fs::read_to_string(&path)
                            .map_err(|error| unreadable(&path, error))?;
                        let relative = path.strip_prefix(&top).unwrap_or(&path).to_owned();
                        self.take(root, &relative, &path.display().to_string(), &text);
                    }
                }
            }
        }
        Ok(())
    }

    fn take(&mut self, root: &str, relative: &Path, name: &str, text: &str) {
        if relative.extension().is_none_or(|extension| extension != "toml") {
            return;
        }
        let document = Document::new(name, text);
        let id = relative.with_extension("").to_string_lossy().replace('\\', "/");
        match (root, id.split_once('/')) {
            ("scenarios", _) => self.scenarios.push((id, document)),
            (_, Some(("requirements", _))) => self.requirements.push(document),
            (_, None) => self.suites.push((id, document)),
            // Other folders below suites/ belong to other parts of assay.
            _ => {}
        }
    }
}
