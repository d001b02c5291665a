//! One snapshot file: insta's format, so that every tool for `.snap` files reads it.
//!
//! insta reads and compares the files. It writes them only from within a test that may panic and
//! that is configured by environment variables, so the few lines are written here.

use std::path::{Path, PathBuf};

use insta::TextSnapshotKind;
use insta::internals::TextSnapshotContents;
use miette::Diagnostic;
use serde_json::Value;
use thiserror::Error;

use super::difference::{Difference, differences};
use super::fingerprint::Fingerprint;

/// What insta calls the source of a snapshot; files of other tools have another.
const SOURCE: &str = "assay snapshot";

/// The line before and after the head.
const FENCE: &str = "---";

/// Why snapshots cannot be read or kept.
#[derive(Debug, Error, Diagnostic)]
pub enum StoreError {
    /// The folder is not there, or not readable.
    #[error("failed to read the folder {path}: {source}")]
    #[diagnostic(help(
        "--dir names the folder with the snapshots, and no file; `assay snapshot accept` makes it and takes the first ones"
    ))]
    NoFolder {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file or the folder cannot be written or removed.
    #[error("failed to write {path}: {source}")]
    #[diagnostic(help("the folder of --dir must be writable; for a check alone add --no-pending"))]
    Unwritable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file is no snapshot.
    #[error("failed to read the snapshot {path}: {reason}")]
    #[diagnostic(help(
        "bring the file back from version control, or delete it and accept the target's present state with `assay snapshot accept`"
    ))]
    Broken {
        /// Which.
        path: PathBuf,
        /// Why.
        reason: String,
    },
}

/// A snapshot: the answers of one target to one probe, as they were.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// The name of the probe, and of the file.
    pub probe: String,
    /// What the probe does.
    pub title: String,
    /// The name of the target.
    pub target: String,
    /// The answers.
    pub fingerprint: Fingerprint,
    contents: TextSnapshotContents,
}

impl Snapshot {
    /// A snapshot that is not in a file yet.
    #[must_use]
    pub fn new(probe: &str, title: &str, target: &str, fingerprint: Fingerprint) -> Self {
        let contents = TextSnapshotContents::new(fingerprint.render(), TextSnapshotKind::File);
        let own = |text: &str| text.to_owned();
        Self { probe: own(probe), title: own(title), target: own(target), fingerprint, contents }
    }

    /// In what present answers differ from these; insta decides first whether they do at all.
    #[must_use]
    pub fn differences(&self, now: &Self) -> Vec<Difference> {
        if self.contents.matches_latest(&now.contents) {
            return Vec::new();
        }
        differences(Some(&self.fingerprint), &now.fingerprint)
    }

    /// Reads a file; `None` if it is another tool's.
    pub(super) fn read(probe: &str, path: &Path) -> Result<Option<Self>, StoreError> {
        let broken = |reason: String| StoreError::Broken { path: path.to_owned(), reason };
        let text = std::fs::read_to_string(path).map_err(|error| broken(error.to_string()))?;
        // insta takes other beginnings for a format of its past, and says so on standard error.
        let closed = text.lines().skip(1).any(|line| line.trim_end() == FENCE);
        if text.lines().next().map(str::trim_end) != Some(FENCE) || !closed {
            return Err(broken(
                "it does not begin with a head between two lines of `---`".to_owned(),
            ));
        }
        let read = insta::Snapshot::from_file(path).map_err(|error| broken(error.to_string()))?;
        let head = read.metadata();
        if head.source() != Some(SOURCE) {
            return Ok(None);
        }
        let contents = read.as_text().ok_or_else(|| broken("it is a binary one".to_owned()))?;
        let fingerprint = Fingerprint::parse(&contents.to_string()).map_err(broken)?;
        Ok(Some(Self {
            probe: probe.to_owned(),
            title: head.expression().unwrap_or_default().to_owned(),
            target: head.description().unwrap_or_default().to_owned(),
            fingerprint,
            contents: contents.clone(),
        }))
    }

    /// The text of the file.
    pub(super) fn text(&self) -> String {
        // A JSON string is a YAML string too, whatever it holds.
        let quoted = |text: &str| Value::from(text).to_string();
        format!(
            "{FENCE}\nsource: {SOURCE}\ndescription: {}\nexpression: {}\n{FENCE}\n{}\n",
            quoted(&self.target),
            quoted(&self.title),
            self.fingerprint.render()
        )
    }
}
