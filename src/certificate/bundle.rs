//! The files of a bundle, made.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::configuration::Configuration;
use super::key::SigningKey;
use super::manifest::Manifest;
use super::{envelope, headline};
use crate::exchange::Transcript;
use crate::verdict::Run;

/// The names of the files in a bundle.
#[derive(Debug)]
pub struct Names;

impl Names {
    /// For people; its first line says what the run amounts to.
    pub const PAGE: &str = "certificate.txt";
    /// What was tested and how.
    pub const CONFIGURATION: &str = "configuration.json";
    /// The positive controls of the run.
    pub const CONTROLS: &str = "controls.json";
    /// The run with its findings and transcripts.
    pub const RUN: &str = "run.json";
    /// The report.
    pub const REPORT: &str = "report.txt";
    /// The public key.
    pub const KEY: &str = "key.pub.pem";
    /// The manifest as it was signed.
    pub const MANIFEST: &str = "manifest.json";
    /// The manifest with its signature.
    pub const ENVELOPE: &str = "manifest.dsse.json";
}

/// A positive control as it was run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Control {
    /// `control 1 before: authorize, token`.
    pub label: String,
    /// What it did and saw, without secrets.
    pub transcript: Transcript,
}

/// What goes into a bundle.
#[derive(Debug, Clone, Copy)]
pub struct Bundle<'b> {
    /// The run.
    pub run: &'b Run,
    /// Its controls: ambient checks judge them as well.
    pub controls: &'b [Control],
    /// What was tested and how.
    pub configuration: &'b Configuration,
    /// The report for people.
    pub report: &'b str,
}

/// The files by name.
pub type Sealed = BTreeMap<String, Vec<u8>>;

impl Bundle<'_> {
    /// The files, their manifest and its signature.
    ///
    /// # Errors
    /// What cannot be written as JSON.
    pub fn seal(&self, key: &SigningKey) -> Result<Sealed, String> {
        let public = key.public();
        let hash = &self.configuration.source_hash;
        let mut files = Sealed::new();
        let mut put = |name: &str, text: String| files.insert(name.to_owned(), text.into_bytes());
        put(Names::PAGE, headline::page(self.run, hash, &public.id()));
        put(Names::CONFIGURATION, json(self.configuration)?);
        put(Names::CONTROLS, json(&self.controls)?);
        put(Names::RUN, json(self.run)?);
        put(Names::REPORT, self.report.to_owned());
        put(Names::KEY, public.to_pem());
        let manifest = Manifest::of(&files, self.run, Names::CONFIGURATION).text();
        let envelope = envelope::seal(manifest.as_bytes(), key);
        files.insert(Names::MANIFEST.to_owned(), manifest.into_bytes());
        files.insert(Names::ENVELOPE.to_owned(), envelope.into_bytes());
        Ok(files)
    }
}

fn json(value: &impl Serialize) -> Result<String, String> {
    serde_json::to_string_pretty(value).map(|text| text + "\n").map_err(|error| error.to_string())
}
