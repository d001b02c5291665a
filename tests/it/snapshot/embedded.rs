//! The accepted snapshots of the embedded server.

use std::collections::BTreeSet;

use super::desk::{all_probes, at_root, root};

const FOLDER: &str = "fixtures/snapshots/embedded";

/// Set to accept what the embedded server answers now.
const UPDATE: &str = "UPDATE_REPORTS";

#[tokio::test]
async fn the_embedded_server_answers_as_its_snapshots_say() {
    if std::env::var_os(UPDATE).is_some() {
        let said = at_root(&["accept", "--dir", FOLDER]).await;
        assert_eq!(said.code, 0, "{said:?}");
    }
    let said = at_root(&["check", "--dir", FOLDER, "--no-pending"]).await;
    assert_eq!(
        said.code, 0,
        "the embedded server drifted: run this test with {UPDATE}=1 and review the change:\n{}{}",
        said.out, said.err
    );
    assert!(said.out.contains(" 0 drifted ") && said.out.contains(" 0 left out"), "{}", said.out);
}

#[test]
fn there_is_one_snapshot_for_each_probe_and_none_is_pending() {
    let entries = std::fs::read_dir(root().join(FOLDER)).expect("the snapshots").flatten();
    let files: BTreeSet<String> =
        entries.map(|own| own.file_name().to_string_lossy().into_owned()).collect();
    let probes: BTreeSet<String> =
        all_probes().iter().map(|own| format!("{}.snap", own.name)).collect();
    assert_eq!(files, probes);
}

#[test]
fn insta_itself_reads_the_files() {
    for probe in all_probes() {
        let path = root().join(FOLDER).join(format!("{}.snap", probe.name));
        let read = insta::Snapshot::from_file(&path).expect("insta's format");
        assert_eq!(read.snapshot_name(), Some(probe.name.as_str()));
        assert_eq!(read.metadata().expression(), Some(probe.title.as_str()));
        assert!(read.as_text().is_some_and(|own| own.to_string().starts_with('{')));
    }
}
