//! Puts the hash of everything that decides a verdict into the binary, so that a certificate can
//! name the source it was made with: the sources, the scenarios and suites, the dependencies.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

const DECIDING: &[&str] = &["Cargo.lock", "Cargo.toml", "scenarios", "src", "suites"];

fn main() {
    let mut hash = Sha256::new();
    for name in DECIDING {
        println!("cargo:rerun-if-changed={name}");
        for path in files(Path::new(name)) {
            // A file that vanishes meanwhile is as good as one that was never there.
            let text = fs::read(&path).unwrap_or_default();
            hash.update(path.to_string_lossy().replace('\\', "/").as_bytes());
            hash.update([0]);
            hash.update(text.len().to_be_bytes());
            hash.update(&text);
        }
    }
    let hash: String = hash.finalize().iter().map(|octet| format!("{octet:02x}")).collect();
    println!("cargo:rustc-env=ASSAY_SOURCE_HASH={hash}");
}

/// A file, or every file below a folder, in the order of their paths.
fn files(path: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(path) else {
        return vec![path.to_owned()];
    };
    let mut all: Vec<PathBuf> = entries.flatten().flat_map(|entry| files(&entry.path())).collect();
    all.sort();
    all
}
