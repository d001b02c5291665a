//! Platforms that are no textbook servers: the doctor speaks their dialects.

use std::path::Path;

use crate::cli::assay;

#[test]
fn every_emulated_platform_and_its_target_file_are_right() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/targets");
    let files = std::fs::read_dir(folder).expect("target files").flatten().map(|own| own.path());
    let emulated = |own: &std::path::PathBuf| {
        std::fs::read_to_string(own).is_ok_and(|text| text.contains("\nemulate"))
    };
    let files: Vec<_> = files.filter(emulated).collect();
    assert!(files.len() >= 5, "{files:?}");
    for file in files {
        let target = file.display().to_string();
        let said = assay(&["doctor", "--target", &target, "--emulate", "--seed", "1"]);
        assert_eq!(said.code, 0, "{target}: {}{}", said.out, said.err);
        let odd = |own: &&str| {
            ["SERVER", "UNREACHABLE", "WRONG"].iter().any(|state| own.starts_with(state))
        };
        assert_eq!(said.out.lines().find(odd), None, "{target}");
        let logins = said.out.lines().filter(|own| own.starts_with("ok           login")).count();
        assert!(
            logins > 0 || said.out.contains("client_credentials brings"),
            "{target}: {}",
            said.out
        );
    }
}
