//! `assay snapshot review` and `reject`, and what `accept` does with pending snapshots.

use std::io::{BufRead as _, IsTerminal as _};
use std::path::Path;

use super::page::{self, Drift};
use crate::cli::{Exit, Failed, console};
use crate::snapshot::{Snapshot, Store, differences};

/// What a person says of one pending snapshot.
enum Decision {
    Accept,
    Reject,
    Skip,
    Quit,
}

/// Shows what is pending; asks for each only where somebody can answer.
pub(super) fn review(dir: &Path) -> Result<Exit, Failed> {
    let mut store = Store::open(dir).map_err(Failed::usage)?;
    let names: Vec<String> = store.pending().keys().cloned().collect();
    if names.is_empty() {
        return console::out(&page::nothing_pending(dir));
    }
    let asks = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    for (at, name) in names.iter().enumerate() {
        console::out(&page::drift(&drift(&store, name)))?;
        if !asks {
            continue;
        }
        match ask(at + 1, names.len())? {
            Decision::Accept => store.promote(name).map_err(Failed::usage)?,
            Decision::Reject => store.reject(name).map_err(Failed::usage)?,
            Decision::Skip => {}
            Decision::Quit => break,
        }
    }
    console::out(&page::reviewed(store.pending().len(), dir))
}

/// Drops what is pending.
pub(super) fn reject(dir: &Path) -> Result<Exit, Failed> {
    let mut store = Store::open(dir).map_err(Failed::usage)?;
    let names: Vec<String> = store.pending().keys().cloned().collect();
    for name in &names {
        store.reject(name).map_err(Failed::usage)?;
    }
    console::out(&page::decided("rejected", &names, dir))
}

/// Accepts what is pending.
pub(super) fn promote(store: &mut Store, dir: &Path) -> Result<Exit, Failed> {
    let names: Vec<String> = store.pending().keys().cloned().collect();
    for name in &names {
        store.promote(name).map_err(Failed::usage)?;
    }
    console::out(&page::decided("accepted", &names, dir))
}

fn drift(store: &Store, name: &str) -> Drift {
    let pending: Option<&Snapshot> = store.pending().get(name);
    let found = match (store.accepted().get(name), pending) {
        (Some(accepted), Some(pending)) => accepted.differences(pending),
        (None, Some(pending)) => differences(None, &pending.fingerprint),
        (_, None) => Vec::new(),
    };
    let title = pending.map(|own| own.title.clone()).unwrap_or_default();
    Drift { probe: name.to_owned(), title, found }
}

fn ask(at: usize, of: usize) -> Result<Decision, Failed> {
    loop {
        console::out(&format!("[{at}/{of}] [a]ccept, [r]eject, [s]kip or [q]uit? "))?;
        let mut line = String::new();
        let read = std::io::stdin().lock().read_line(&mut line).unwrap_or_default();
        match line.trim().to_ascii_lowercase().as_str() {
            "a" | "accept" => return Ok(Decision::Accept),
            "r" | "reject" => return Ok(Decision::Reject),
            "s" | "skip" => return Ok(Decision::Skip),
            "q" | "quit" => return Ok(Decision::Quit),
            // Nobody is there any more.
            _ if read == 0 => return Ok(Decision::Quit),
            _ => {}
        }
    }
}
