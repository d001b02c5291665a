//! The embedded server behind a target file that a test spoils.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use crate::cli::{Said, Served, assay};

/// A served reference server, and its right target file.
pub(super) struct Desk {
    folder: TempDir,
    served: Served,
}

/// What the doctor said.
pub(super) struct Diagnosed {
    pub(super) said: Said,
    pub(super) examinations: Vec<Value>,
}

impl Desk {
    pub(super) fn new(arguments: &[&str]) -> Self {
        let folder = TempDir::new().expect("a folder");
        let served = Served::start(arguments, folder.path());
        Self { folder, served }
    }

    pub(super) fn issuer(&self) -> &str {
        &self.served.issuer
    }

    /// The doctor's word on the target file with each text replaced by another.
    pub(super) fn spoilt(&self, changes: &[(&str, &str)]) -> Diagnosed {
        let mut text = fs::read_to_string(&self.served.target).expect("the target file");
        for (from, to) in changes {
            assert!(text.contains(from), "the target file has no {from}");
            text = text.replacen(from, to, 1);
        }
        examine(&self.folder, &text)
    }
}

/// The doctor's word on a target file.
pub(super) fn examine(folder: &TempDir, text: &str) -> Diagnosed {
    let at = |name: &str| folder.path().join(name).display().to_string();
    fs::write(folder.path().join("spoilt.toml"), text).expect("written");
    let report = format!("json={}", at("doctor.json"));
    let said =
        assay(&["doctor", "--target", &at("spoilt.toml"), "--seed", "1", "--report", &report]);
    let json = fs::read_to_string(folder.path().join("doctor.json"));
    let json = json.unwrap_or_else(|error| panic!("{error}: {}", said.err));
    let json: Value = serde_json::from_str(&json).expect("JSON");
    let examinations = json["examinations"].as_array().expect("examinations").clone();
    Diagnosed { said, examinations }
}

impl Diagnosed {
    /// Area and subject of everything in a state.
    pub(super) fn with(&self, state: &str) -> Vec<String> {
        let own = self.examinations.iter().filter(|own| own["state"] == state);
        own.map(|own| format!("{} {}", text(own, "area"), text(own, "subject"))).collect()
    }

    /// The one thing that is wrong: its key and what it says.
    pub(super) fn wrong(&self) -> &Value {
        let mut all = self.examinations.iter().filter(|own| own["state"] == "wrong");
        let own = all.next().unwrap_or_else(|| panic!("nothing is wrong: {}", self.said.out));
        assert!(all.next().is_none(), "more than one thing is wrong: {}", self.said.out);
        own
    }
}

pub(super) fn text<'v>(own: &'v Value, name: &str) -> &'v str {
    own[name].as_str().unwrap_or_default()
}
