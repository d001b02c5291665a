//! Opens a bundle: hashes, signature, and what its files say of each other.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;

use super::bundle::{Control, Names, Sealed};
use super::configuration::Configuration;
use super::envelope;
use super::headline::page;
use super::key::PublicKey;
use super::manifest::Manifest;
use crate::verdict::{Run, Summary};

/// A bundle that could be read.
#[derive(Debug)]
pub struct Opened {
    /// The run.
    pub run: Run,
    /// Its controls.
    pub controls: Vec<Control>,
    /// What was tested and how.
    pub configuration: Configuration,
    /// The key that signed it.
    pub key: PublicKey,
}

/// Reads the files of a bundle and checks everything that takes no judgement. `trusted` is the key
/// that must have signed it; without one the bundle's own key shows only that nothing was changed since.
///
/// # Errors
/// Everything that is wrong, one line each.
pub fn open(files: &Sealed, trusted: Option<&PublicKey>) -> Result<Opened, Vec<String>> {
    let mut wrong = Vec::new();
    let key = part(files, Names::KEY, &mut wrong, |own| {
        PublicKey::from_pem(own).map_err(|error| error.to_string())
    });
    let run: Option<Run> = part(files, Names::RUN, &mut wrong, json);
    let controls = part(files, Names::CONTROLS, &mut wrong, json);
    let configuration: Option<Configuration> = part(files, Names::CONFIGURATION, &mut wrong, json);
    let manifest =
        part(files, Names::MANIFEST, &mut wrong, |own| json::<Manifest>(own).map(|_| own));
    if let (Some(key), Some(trusted)) = (&key, trusted)
        && key != trusted
    {
        wrong.push(format!(
            "{}: it is not the key that was asked for, {}",
            Names::KEY,
            trusted.id()
        ));
    }
    if let (Some(key), Some(manifest)) = (&key, manifest) {
        let signed = part(files, Names::ENVELOPE, &mut wrong, |own| envelope::open(own, key));
        if signed.is_some_and(|own| own != manifest) {
            wrong.push(format!("{}: it signs another manifest", Names::ENVELOPE));
        }
    }
    if let (Some(run), Some(manifest)) = (&run, manifest) {
        wrong.extend(against_manifest(files, run, manifest));
        if Summary::of(&run.results) != run.summary {
            wrong.push(format!("{}: its summary does not count its results", Names::RUN));
        }
    }
    if let (Some(run), Some(configuration), Some(key)) = (&run, &configuration, &key) {
        let told = files.get(Names::PAGE).map(Vec::as_slice);
        if told != Some(page(run, &configuration.source_hash, &key.id()).as_bytes()) {
            wrong.push(format!("{}: it does not say what the run amounts to", Names::PAGE));
        }
        if configuration.run.seed != run.seed {
            wrong.push(format!("{}: it names another seed than the run", Names::CONFIGURATION));
        }
    }
    match (run, controls, configuration, key) {
        (Some(run), Some(controls), Some(configuration), Some(key)) if wrong.is_empty() => {
            Ok(Opened { run, controls, configuration, key })
        }
        _ => Err(wrong),
    }
}

/// One file, read; what is wrong with it goes to the others.
fn part<'f, T>(
    files: &'f Sealed,
    name: &str,
    wrong: &mut Vec<String>,
    read: impl Fn(&'f [u8]) -> Result<T, String>,
) -> Option<T> {
    let read = files.get(name).ok_or_else(|| "it is missing".to_owned()).and_then(|own| read(own));
    read.map_err(|why| wrong.push(format!("{name}: {why}"))).ok()
}

fn json<T: DeserializeOwned>(text: &[u8]) -> Result<T, String> {
    serde_json::from_slice(text).map_err(|error| error.to_string())
}

/// The manifest must be the very one that these files ask for: every hash, every name, no more and no
/// less. The first differing files are named.
fn against_manifest(files: &Sealed, run: &Run, manifest: &[u8]) -> Vec<String> {
    let mut held: BTreeMap<String, Vec<u8>> = files.clone();
    held.remove(Names::MANIFEST);
    held.remove(Names::ENVELOPE);
    let due = Manifest::of(&held, run, Names::CONFIGURATION);
    if due.text().as_bytes() == manifest {
        return Vec::new();
    }
    let Ok(told) = json::<Manifest>(manifest) else { return Vec::new() };
    let mut wrong = told.differing(&due);
    if wrong.is_empty() {
        wrong.push("it is not the manifest of this run".to_owned());
    }
    wrong.into_iter().map(|why| format!("{}: {why}", Names::MANIFEST)).collect()
}
