//! The suites that a target file names hold unless the command line names others.

use tempfile::TempDir;

use crate::cli::{Said, command};

/// Nobody listens at port 1.
const FILE: &str = "issuer = \"http://127.0.0.1:1\"\nsuites = [\"no-such-suite\"]\n";

fn plan(arguments: &[&str]) -> Said {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("target.toml");
    std::fs::write(&path, FILE).expect("a file");
    let mut command = command(&["plan", "--target"]);
    Said::of(command.arg(&path).args(arguments).output().expect("assay"))
}

#[test]
fn those_of_the_file_count_first() {
    let own = plan(&[]);
    assert_eq!(own.code, 2, "{own:?}");
    assert!(own.err.contains("there is no suite `no-such-suite`"), "{own:?}");
}

#[test]
fn those_of_the_command_line_replace_them() {
    let own = plan(&["--suite", "bcp"]);
    assert_eq!(own.code, 3, "{own:?}");
    assert!(own.err.contains("failed to reach the target"), "{own:?}");
}
