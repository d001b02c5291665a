//! All load profiles: those that are built in, and those from disk.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};
use miette::Diagnostic;
use thiserror::Error;

use super::model::{Journey, Profile};
use crate::document::{Document, DocumentError, did_you_mean};
use crate::spec::Registry;

static PROFILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/suites/load");

/// Why a profile cannot be had.
#[derive(Debug, Error, Diagnostic)]
pub enum ProfileError {
    /// A file cannot be read.
    #[error("failed to read {path}: {source}")]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// There is none of that name.
    #[error("there is no load profile `{name}`")]
    Unknown {
        /// The name.
        name: String,
        /// Which was probably meant.
        #[help]
        cure: String,
    },
    /// A file says something impossible.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Document(#[from] Box<DocumentError>),
}

/// Every load profile, by name.
#[derive(Debug, Clone)]
pub struct Profiles {
    by_name: BTreeMap<String, Profile>,
}

impl Profiles {
    /// The profiles that are compiled in, extended or replaced by `suites/load/` of folders.
    ///
    /// # Errors
    /// A file that cannot be read or does not hold.
    pub fn load(folders: &[PathBuf], registry: &Registry) -> Result<Self, ProfileError> {
        let mut documents: BTreeMap<String, Document> = BTreeMap::new();
        let canaries = PROFILES.get_dir("canary").map(|folder| folder.files());
        for file in PROFILES.files().chain(canaries.into_iter().flatten()) {
            let text = file.contents_utf8().unwrap_or_default();
            let name = format!("suites/load/{}", file.path().display());
            documents.insert(id(file.path()), Document::new(name, text));
        }
        for folder in folders {
            let top = folder.join("suites/load");
            for (sub, prefix) in [(top.clone(), ""), (top.join("canary"), "canary/")] {
                for path in toml_files(&sub)? {
                    let text = std::fs::read_to_string(&path).map_err(|source| {
                        ProfileError::Unreadable { path: path.clone(), source }
                    })?;
                    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                    let document = Document::new(path.display().to_string(), text);
                    documents.insert(format!("{prefix}{name}"), document);
                }
            }
        }
        Self::read(&documents, registry)
    }

    fn read(
        documents: &BTreeMap<String, Document>,
        registry: &Registry,
    ) -> Result<Self, ProfileError> {
        let mut canaries = BTreeMap::new();
        for (id, document) in documents {
            if let Some(name) = id.strip_prefix("canary/") {
                let canary = Journey::read_canary(name, document, registry)?;
                canaries.insert(name.to_owned(), canary);
            }
        }
        let canary = |name: &str| canaries.get(name).cloned();
        let own = documents.iter().filter(|(id, _)| !id.contains('/'));
        let read = own.map(|(id, document)| {
            Ok((id.clone(), Profile::read(id, document, registry, &canary)?))
        });
        Ok(Self { by_name: read.collect::<Result<_, ProfileError>>()? })
    }

    /// The profile of that name.
    ///
    /// # Errors
    /// There is none.
    pub fn get(&self, name: &str) -> Result<&Profile, ProfileError> {
        self.by_name.get(name).ok_or_else(|| {
            let cure = did_you_mean(name, self.by_name.keys().map(String::as_str))
                .unwrap_or_else(|| "`assay list load-profiles` names them all".to_owned());
            ProfileError::Unknown { name: name.to_owned(), cure }
        })
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Profile> {
        self.by_name.values()
    }
}

fn id(path: &Path) -> String {
    path.with_extension("").to_string_lossy().replace('\\', "/")
}

/// The TOML files of a folder that need not be there.
fn toml_files(folder: &Path) -> Result<Vec<PathBuf>, ProfileError> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let unreadable = |source| ProfileError::Unreadable { path: folder.to_owned(), source };
    let entries = std::fs::read_dir(folder).map_err(unreadable)?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path()));
    let paths: Vec<PathBuf> = paths.collect::<Result<_, _>>().map_err(unreadable)?;
    Ok(paths.into_iter().filter(|path| path.extension().is_some_and(|own| own == "toml")).collect())
}
