//! The manifest: an in-toto statement (version 1) about the files of a bundle, with the predicate for
//! test results, so that tools which know those can read it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::verdict::{Run, Verdict};

const STATEMENT: &str = "https://in-toto.io/Statement/v1";
const TEST_RESULT: &str = "https://in-toto.io/attestation/test-result/v0.1";

/// The statement.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Manifest {
    #[serde(rename = "_type")]
    kind: String,
    /// Every file with its hash.
    subject: Vec<Descriptor>,
    predicate_type: String,
    predicate: TestResult,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Descriptor {
    name: String,
    digest: Digests,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Digests {
    sha256: String,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct TestResult {
    /// `PASSED` only if everything was established and nothing failed, not even a known deviation.
    result: String,
    configuration: Vec<Descriptor>,
    passed_tests: Vec<String>,
    warned_tests: Vec<String>,
    /// Failed or not established.
    failed_tests: Vec<String>,
}

impl Manifest {
    /// About these files, which hold this run; `configuration` is the name of one of them.
    pub(super) fn of(files: &BTreeMap<String, Vec<u8>>, run: &Run, configuration: &str) -> Self {
        let named = |name: &str| files.get(name).map(|own| descriptor(name, own));
        Self {
            kind: STATEMENT.to_owned(),
            subject: files.iter().map(|(name, octets)| descriptor(name, octets)).collect(),
            predicate_type: TEST_RESULT.to_owned(),
            predicate: TestResult::of(run, named(configuration).into_iter().collect()),
        }
    }

    /// Files that this manifest and another one see differently, in words about this one.
    pub(super) fn differing(&self, held: &Self) -> Vec<String> {
        let hash = |list: &Self, name: &str| {
            let own = list.subject.iter().find(|own| own.name == name);
            own.map(|own| own.digest.sha256.clone())
        };
        let all = self.subject.iter().chain(&held.subject).map(|own| own.name.as_str());
        let names: BTreeSet<&str> = all.collect();
        let told =
            names.into_iter().filter_map(|name| match (hash(self, name), hash(held, name)) {
                (Some(own), Some(other)) if own != other => {
                    Some(format!("{name} has another hash"))
                }
                (Some(_), None) => Some(format!("{name} is missing")),
                (None, Some(_)) => Some(format!("it does not name {name}")),
                _ => None,
            });
        told.collect()
    }

    /// Its text, in the one spelling that counts.
    pub(super) fn text(&self) -> String {
        // Strings and lists are always JSON.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}

impl TestResult {
    fn of(run: &Run, configuration: Vec<Descriptor>) -> Self {
        let ids = |wanted: &[Verdict]| -> Vec<String> {
            let own = run.results.iter().filter(|own| wanted.contains(&own.verdict));
            own.map(|own| own.id.clone()).collect()
        };
        let failed_tests = ids(&[Verdict::Fail, Verdict::Inconclusive]);
        let warned_tests = ids(&[Verdict::Warn]);
        let sound = failed_tests.is_empty() && !run.interrupted && run.stale.is_empty();
        let result = match (sound, warned_tests.is_empty()) {
            (false, _) => "FAILED",
            (true, false) => "WARNED",
            (true, true) => "PASSED",
        };
        Self {
            result: result.to_owned(),
            configuration,
            passed_tests: ids(&[Verdict::Pass]),
            warned_tests,
            failed_tests,
        }
    }
}

fn descriptor(name: &str, octets: &[u8]) -> Descriptor {
    Descriptor { name: name.to_owned(), digest: Digests { sha256: hex(&Sha256::digest(octets)) } }
}

/// Octets in hexadecimal digits.
pub(super) fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}
