//! The journal of a run: a file that tells what was established, should the run be killed.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::Serialize;

use super::console;
use super::reports::{Sink, Wanted};
use crate::runner::Ledger;
use crate::verdict::{Head, Line};

/// A journal on its way. Lines go to the system one by one, so that a kill loses none.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    /// `None` once a line could not be written.
    file: Mutex<Option<File>>,
}

impl Journal {
    /// Begins a journal. That it cannot be written is told once, and ends no run.
    pub(super) fn begin(path: &Path, head: &Head) -> Self {
        let file = File::create(path);
        let failed = file.as_ref().err().map(ToString::to_string);
        let own = Self { path: path.to_owned(), file: Mutex::new(file.ok()) };
        match failed {
            Some(error) => own.tell(&error),
            None => own.write(head),
        }
        own
    }

    fn write(&self, line: &impl Serialize) {
        let text = serde_json::to_string(line).map_err(std::io::Error::other);
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(own) = &mut *file else { return };
        if let Err(error) = text.and_then(|text| own.write_all((text + "\n").as_bytes())) {
            *file = None;
            self.tell(&error.to_string());
        }
    }

    fn tell(&self, error: &str) {
        let shown = self.path.display();
        console::note(&format!(
            "failed to write the journal {shown}: {error}; the run goes on without it\n"
        ));
    }
}

impl Ledger for Journal {
    fn enter(&self, line: &Line) {
        self.write(line);
    }
}

/// Where the journal of a run belongs: beside the first report that is a file.
pub(super) fn beside<F>(wanted: &[Wanted<F>]) -> Option<PathBuf> {
    let files = wanted.iter().filter_map(|own| match &own.sink {
        Sink::File(path) => Some(path),
        Sink::Standard => None,
    });
    // Beside a device there is no place for it.
    let mut ordinary = files.filter(|path| !path.exists() || path.is_file());
    let path = ordinary.next()?;
    let mut name = path.file_name()?.to_owned();
    name.push(".journal");
    Some(path.with_file_name(name))
}

/// Takes the journal of a run away whose reports are written; a device stays.
pub(super) fn end(path: Option<&Path>) {
    if let Some(path) = path.filter(|own| own.is_file()) {
        // What cannot be taken away stays.
        let _gone = std::fs::remove_file(path);
    }
}
