//! The accepted snapshots of the emulations: `fixtures/snapshots/<platform>`.

use std::path::Path;

use super::recorded::PLATFORMS;
use crate::cli::{Said, command};

/// Set to accept what the emulations answer now.
const UPDATE: &str = "UPDATE_REPORTS";

#[test]
fn the_emulations_answer_as_their_snapshots_say() {
    for platform in PLATFORMS {
        if std::env::var_os(UPDATE).is_some() {
            snapshot("accept", platform);
        }
        let said = snapshot("check", platform);
        assert!(said.contains(" 0 drifted ") && said.contains(" 0 not established"), "{said}");
    }
}

/// What a platform is asked about at the least: each way in which its answers can be told apart.
#[test]
fn what_a_client_meets_first_is_among_them() {
    let code = [
        "authorize-unknown-scope",
        "authorize-unknown-client",
        "authorize-foreign-redirect-uri",
        "code-unknown",
        "code-replayed",
        "resource-without-token",
        "resource-unknown-token",
    ];
    for (platform, always, names) in [
        (
            "booked55",
            &code[..],
            &[
                "code-grant",
                "consent-refused",
                "refresh",
                "resource",
                "resource-insufficient-scope",
            ][..],
        ),
        (
            "calish",
            &code,
            &["code-grant", "code-wrong-secret", "consent-refused", "refresh", "test-call"],
        ),
        (
            "bookyflow",
            &["client-credentials", "client-credentials-unknown-scope"],
            &[
                "client-wrong-secret-in-body",
                "resource-without-token",
                "resource-unknown-token",
                "resource-insufficient-scope",
            ],
        ),
        (
            "bookeo",
            &["authorize-unknown-scope", "authorize-unknown-client", "consent-refused"],
            &[
                "resource-without-token",
                "resource-unknown-token",
                "resource-insufficient-scope",
                "test-call",
                "test-call-unknown-token",
            ],
        ),
        (
            "scopes42",
            &code,
            &["code-grant", "code-wrong-secret", "refresh", "test-call", "metadata"][..],
        ),
    ] {
        for name in always.iter().chain(names) {
            let path = format!("fixtures/snapshots/{platform}/{name}.snap");
            assert!(root().join(&path).is_file(), "{path} is missing: {UPDATE}=1 makes it");
        }
    }
}

fn snapshot(what: &str, platform: &str) -> String {
    let target = format!("fixtures/targets/{platform}.toml");
    let folder = format!("fixtures/snapshots/{platform}");
    let mut command =
        command(&["snapshot", what, "--emulate", "--target", &target, "--dir", &folder]);
    if what == "check" {
        command.arg("--no-pending");
    }
    let Said { code, out, err } = Said::of(command.output().expect("assay"));
    let said = out + &err;
    assert_eq!(code, 0, "{platform}: run this with {UPDATE}=1:\n{said}");
    said
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
