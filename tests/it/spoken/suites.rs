//! The suites that a target file names hold unless the command line names others.

use std::process::{Command, Output};

use tempfile::TempDir;

/// Nobody listens at port 1.
const FILE: &str = "issuer = \"http://127.0.0.1:1\"\nsuites = [\"no-such-suite\"]\n";

fn plan(arguments: &[&str]) -> Output {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("target.toml");
    std::fs::write(&path, FILE).expect("a file");
    let mut command = Command::new(env!("CARGO_BIN_EXE_assay"));
    command.arg("plan").arg("--target").arg(&path).args(arguments);
    command.output().expect("assay")
}

#[test]
fn those_of_the_file_count_first() {
    let own = plan(&[]);
    let told = String::from_utf8_lossy(&own.stderr);
    assert_eq!(own.status.code(), Some(2), "{told}");
    assert!(told.contains("there is no suite `no-such-suite`"), "{told}");
}

#[test]
fn those_of_the_command_line_replace_them() {
    let own = plan(&["--suite", "bcp"]);
    let told = String::from_utf8_lossy(&own.stderr);
    assert_eq!(own.status.code(), Some(3), "{told}");
    assert!(told.contains("failed to reach the target"), "{told}");
}
