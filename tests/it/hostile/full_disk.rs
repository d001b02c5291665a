//! A full disk: one clear error each time, and never a verdict that nobody can read.

use std::fs::File;
use std::process::{Command, Output, Stdio};

/// `/dev/full` is a disk without room.
const FULL: &str = "/dev/full";

fn assay(arguments: &[&str], out: Stdio) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_assay"));
    command.args(arguments).stdin(Stdio::null()).stdout(out).output().expect("assay")
}

/// What it said on standard error, without the progress of a run.
fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_report_that_finds_no_room_is_one_error_and_keeps_the_others() {
    let folder = tempfile::tempdir().expect("a folder");
    let junit = folder.path().join("run.xml");
    let other = format!("junit={}", junit.display());
    let full = format!("json={FULL}");
    let select =
        ["run", "--quiet", "--seed", "1", "state/echoed", "--report", &full, "--report", &other];
    let output = assay(&select, Stdio::null());
    let told = told(&output);
    assert_eq!(output.status.code(), Some(3), "{told}");
    assert!(
        told.contains("failed to write the report /dev/full: No space left on device"),
        "{told}"
    );
    assert_eq!(told.matches("No space left").count(), 1, "{told}");
    assert!(junit.exists(), "the other report is written");
}

#[test]
fn standard_output_without_room_is_one_error() {
    for arguments in [
        ["run", "--quiet", "--seed", "1", "state/echoed"].as_slice(),
        &["list", "scenarios"],
        &["doctor"],
        &["run", "--quiet", "--seed", "1", "state/echoed", "--report", "json=-"],
    ] {
        let full = File::options().write(true).open(FULL).expect("/dev/full");
        let output = assay(arguments, Stdio::from(full));
        let told = told(&output);
        assert_eq!(output.status.code(), Some(3), "{arguments:?}: {told}");
        let message = "failed to write to standard output: No space left on device";
        assert_eq!(told.matches(message).count(), 1, "{arguments:?}: {told}");
    }
}

#[test]
fn a_journal_that_finds_no_room_is_told_once_and_the_run_goes_on() {
    let select = ["run", "--quiet", "--seed", "1", "state/", "--journal", FULL];
    let output = assay(&select, Stdio::null());
    let told = told(&output);
    assert_eq!(output.status.code(), Some(0), "{told}");
    let message = "failed to write the journal /dev/full: No space left on device";
    assert_eq!(told.matches(message).count(), 1, "{told}");
}
