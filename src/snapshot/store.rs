//! The folder of snapshots: accepted ones in `<probe>.snap`, pending ones in `<probe>.snap.new`.

use std::collections::BTreeMap;
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};

use super::file::{Snapshot, StoreError};

const ACCEPTED: &str = ".snap";
const PENDING: &str = ".snap.new";

/// A user's folder of snapshots.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    /// By the name of the probe.
    accepted: BTreeMap<String, Snapshot>,
    pending: BTreeMap<String, Snapshot>,
}

impl Store {
    /// Reads a folder; what other tools keep there is left alone.
    ///
    /// # Errors
    /// The folder cannot be read, or a file in it is broken.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        let no_folder = |source| StoreError::NoFolder { path: folder.to_owned(), source };
        if folder.exists() && !folder.is_dir() {
            return Err(no_folder(Error::new(ErrorKind::NotADirectory, "it is no folder")));
        }
        let mut own = Self::empty(folder);
        for entry in std::fs::read_dir(folder).map_err(no_folder)? {
            let path = entry.map_err(no_folder)?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if let Some(probe) = name.strip_suffix(PENDING) {
                let read = Snapshot::read(probe, &path)?;
                own.pending.extend(read.map(|read| (probe.to_owned(), read)));
            } else if let Some(probe) = name.strip_suffix(ACCEPTED) {
                let read = Snapshot::read(probe, &path)?;
                own.accepted.extend(read.map(|read| (probe.to_owned(), read)));
            }
        }
        Ok(own)
    }

    /// The same for a folder that need not be there yet; it is made.
    ///
    /// # Errors
    /// As for [`Store::open`], and a folder that cannot be made.
    pub fn make(folder: &Path) -> Result<Self, StoreError> {
        let unwritable = |source| StoreError::Unwritable { path: folder.to_owned(), source };
        if !folder.exists() {
            std::fs::create_dir_all(folder).map_err(unwritable)?;
        }
        Self::open(folder)
    }

    fn empty(folder: &Path) -> Self {
        let folder = folder.to_owned();
        Self { folder, accepted: BTreeMap::new(), pending: BTreeMap::new() }
    }

    /// The accepted snapshots, by the name of their probe.
    #[must_use]
    pub fn accepted(&self) -> &BTreeMap<String, Snapshot> {
        &self.accepted
    }

    /// The pending ones.
    #[must_use]
    pub fn pending(&self) -> &BTreeMap<String, Snapshot> {
        &self.pending
    }

    /// Makes a snapshot the accepted one; one that says its probe is gone takes the accepted one
    /// away.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn accept(&mut self, snapshot: Snapshot) -> Result<(), StoreError> {
        let (probe, path) = (snapshot.probe.clone(), self.path(&snapshot.probe, ACCEPTED));
        if snapshot.fingerprint.why_gone().is_some() {
            remove(&path)?;
            self.accepted.remove(&probe);
        } else {
            write(&path, &snapshot.text())?;
            self.accepted.insert(probe.clone(), snapshot);
        }
        self.reject(&probe)
    }

    /// Keeps a snapshot until somebody accepts or rejects it.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn hold(&mut self, snapshot: Snapshot) -> Result<(), StoreError> {
        write(&self.path(&snapshot.probe, PENDING), &snapshot.text())?;
        self.pending.insert(snapshot.probe.clone(), snapshot);
        Ok(())
    }

    /// Accepts the pending snapshot of a probe, if there is one.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn promote(&mut self, probe: &str) -> Result<(), StoreError> {
        match self.pending.get(probe).cloned() {
            Some(snapshot) => self.accept(snapshot),
            None => Ok(()),
        }
    }

    /// Drops the pending snapshot of a probe, if there is one.
    ///
    /// # Errors
    /// The file cannot be removed.
    pub fn reject(&mut self, probe: &str) -> Result<(), StoreError> {
        remove(&self.path(probe, PENDING))?;
        self.pending.remove(probe);
        Ok(())
    }

    fn path(&self, probe: &str, ending: &str) -> PathBuf {
        self.folder.join(format!("{probe}{ending}"))
    }
}

fn write(path: &Path, text: &str) -> Result<(), StoreError> {
    let unwritable = |source| StoreError::Unwritable { path: path.to_owned(), source };
    std::fs::write(path, text).map_err(unwritable)
}

fn remove(path: &Path) -> Result<(), StoreError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(StoreError::Unwritable { path: path.to_owned(), source: error })
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;
    use crate::snapshot::Fingerprint;

    fn snapshot(text: &str) -> Snapshot {
        let fingerprint = Fingerprint::parse(text).expect("a fingerprint");
        Snapshot::new("a-b", "Odd \"title\": # {x}", "target: 'one'\n", fingerprint)
    }

    #[test]
    fn what_is_written_is_read_again_through_insta() {
        let folder = TempDir::new().expect("a folder");
        let mut store = Store::make(&folder.path().join("deep/er")).expect("a store");
        store.accept(snapshot(r#"{"steps":[]}"#)).expect("written");
        store.hold(snapshot(r#"{"gone":"so"}"#)).expect("written");
        let mut store = Store::open(&folder.path().join("deep/er")).expect("a store");
        let own = &store.accepted()["a-b"];
        assert_eq!(
            (own.title.as_str(), own.target.as_str()),
            ("Odd \"title\": # {x}", "target: 'one'\n")
        );
        assert_eq!(own.differences(&snapshot(r#"{ "steps": [] }"#)), []);
        assert_eq!(own.differences(&store.pending()["a-b"]).len(), 1);
        store.promote("a-b").expect("written");
        let store = Store::open(&folder.path().join("deep/er")).expect("a store");
        assert!(store.accepted().is_empty() && store.pending().is_empty());
    }

    #[test]
    fn files_of_other_tools_are_left_alone_and_broken_ones_are_told() {
        let folder = TempDir::new().expect("a folder");
        let file = folder.path().join("x.snap");
        std::fs::write(&file, "---\nsource: src/lib.rs\nexpression: x\n---\n1\n").expect("a file");
        assert!(Store::open(folder.path()).expect("a store").accepted().is_empty());
        for text in [
            "",
            "source: assay snapshot\n\n{}",
            "---\nsource: assay snapshot",
            "---\nsource: assay snapshot\n---\n{\"steps\":",
            "---\nsource: assay snapshot\n---\n<<<<<<< HEAD\n",
            "---\n: [\n---\n{}",
        ] {
            std::fs::write(&file, text).expect("a file");
            let error = Store::open(folder.path()).expect_err(text);
            assert!(error.to_string().contains("x.snap"), "{text:?}: {error}");
        }
        let absent = Store::open(&folder.path().join("nowhere")).expect_err("no folder");
        assert!(matches!(absent, StoreError::NoFolder { .. }));
    }
}
