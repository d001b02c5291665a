//! A place for a file: taken before anything is asked of the server, given back if nothing comes of it.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use miette::miette;

use crate::cli::Failed;

/// A new file. Unless it is filled, it goes away again.
#[derive(Debug)]
pub(super) struct Place {
    path: PathBuf,
    file: File,
    filled: bool,
}

/// Who may read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Readers {
    /// Whoever may read others of its kind.
    Usual,
    /// Its owner alone, from the first octet on.
    Owner,
}

impl Place {
    /// Takes a place where nothing stands.
    pub(super) fn take(path: &Path, readers: Readers) -> Result<Self, Failed> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        if readers == Readers::Owner {
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        }
        let file = options.open(path).map_err(|error| {
            let shown = path.display();
            let cure = "`assay init` never overwrites: move it away, or give another --out";
            match error.kind() {
                std::io::ErrorKind::AlreadyExists => {
                    Failed::usage(miette!(help = cure, "{shown} is there already"))
                }
                _ => Failed::usage(miette!("failed to write {shown}: {error}")),
            }
        })?;
        Ok(Self { path: path.to_owned(), file, filled: false })
    }

    /// The path of the file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the file.
    pub(super) fn fill(mut self, text: &str) -> Result<(), Failed> {
        self.file.write_all(text.as_bytes()).map_err(|error| {
            let shown = self.path.display();
            Failed::not_established(miette!("failed to write {shown}: {error}"))
        })?;
        self.filled = true;
        Ok(())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if !self.filled {
            // What cannot be taken away stays, empty.
            let _stays = std::fs::remove_file(&self.path);
        }
    }
}
