//! Bad target files: exit code 2 and one message with file, line and cure.

use super::binary::{Desk, Said, assay};

/// What a message must hold, or why it does not.
pub(super) fn faults(said: &Said, words: &[&str]) -> Vec<String> {
    let message = said.message();
    let mut faults = Vec::new();
    if said.code != Some(2) {
        faults.push(format!("exit code {:?}", said.code));
    }
    if !said.out.is_empty() {
        faults.push(format!("standard output: {}", said.out));
    }
    if said.err.matches('×').count() != 1 {
        faults.push("not exactly one message".to_owned());
    }
    let missing = words.iter().filter(|word| !message.contains(**word));
    faults.extend(missing.map(|word| format!("lacks {word:?}")));
    if !faults.is_empty() {
        faults.push(said.err.clone());
    }
    faults
}

pub(super) fn complains(said: &Said, words: &[&str]) {
    let faults = faults(said, words);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A file under `fixtures/invalid/targets`, its place and what is said of it.
const TARGETS: &[(&str, &str, &[&str])] = &[
    ("unknown-key", "2:1", &["unknown field `isuer`", "help: did you mean `issuer`?"]),
    (
        "unknown-key-in-table",
        "6:1",
        &["unknown field `redirect_uri`", "help: did you mean `redirect_uris`?"],
    ),
    (
        "wrong-type",
        "6:10",
        &[
            "invalid type: integer `3`",
            "expected a string, { env = \"NAME\" } or { file = \"path\" }",
        ],
    ),
    ("wrong-type-of-list", "4:11", &["invalid type: string \"read write\"", "expected a sequence"]),
    (
        "unknown-role",
        "4:8",
        &["unknown variant `confidental`", "help: did you mean `confidential`?"],
    ),
    (
        "dialect-of-no-parameter",
        "4:35",
        &["`scop` is no standard parameter", "help: did you mean `scope`?"],
    ),
    (
        "dialect-of-no-error",
        "4:34",
        &["`invalid_grand`, for `Unauthorized`", "help: did you mean `invalid_grant`?"],
    ),
    (
        "path-of-no-host",
        "2:9",
        &["`/oauth/token` is a path, and no issuer says of which host", "help: set `issuer`"],
    ),
    (
        "key-of-unknown-scope",
        "9:11",
        &["the key `reader` has the scope `raed`", "help: list it under [scopes]"],
    ),
    (
        "open-with-scope",
        "4:9",
        &["/status is open, and yet asks for a token", "help: take out `open`"],
    ),
    ("race-of-one", "4:1", &["a race takes 2 to 16 requests, not 1"]),
    ("lag-that-is-no-duration", "4:1", &["`soon` is no duration such as 300ms or 2s"]),
    ("grace-that-is-no-duration", "4:17", &["`soon` is no duration", "help: write it as 500ms"]),
    (
        "grace-without-rotation",
        "5:1",
        &["`refresh_grace` says nothing where refresh tokens never change", "help: leave out"],
    ),
    ("no-toml", "3:10", &["unclosed array table", "expected `]`"]),
    (
        "unset-variable",
        "7:18",
        &[
            "the environment variable ASSAY_TEST_VARIABLE_THAT_NOBODY_SETS is not set",
            "help: set it before the run, for example: export ASSAY_TEST_VARIABLE_THAT_NOBODY_SETS=",
        ],
    ),
    ("secret-of-two-sources", "6:10", &["a secret has one source: either `env` or `file`"]),
    ("secret-of-no-known-source", "6:10", &["unknown field `vault`", "expected `env` or `file`"]),
    (
        "missing-secret-file",
        "6:19",
        &["no-such-secret.txt", "help: relative files resolve from the target file's folder"],
    ),
    (
        "missing-ca-file",
        "2:11",
        &["no-such-ca.pem", "help: relative files resolve from the target file's folder"],
    ),
    (
        "ca-file-without-certificate",
        "2:11",
        &["no-endpoints.toml", "it holds none", "help: ca_file must be a PEM file"],
    ),
    (
        "no-endpoints",
        "1:1",
        &["neither issuer nor endpoints are given", "help: set `issuer` for discovery"],
    ),
    (
        "relative-issuer",
        "2:10",
        &["`as.example/tenant` is no absolute URL", "help: write it in full: https://host/path"],
    ),
    (
        "relative-redirect-uri",
        "6:53",
        &["`/callback` is no absolute URL", "help: write it in full: https://host/path"],
    ),
    (
        "unknown-capability",
        "4:12",
        &["`pkce:s256` is no capability", "help: did you mean `pkce:S256`?"],
    ),
    (
        "secret-of-public-client",
        "5:10",
        &["the public client `app` has a secret", "help: leave `secret` out"],
    ),
    (
        "method-without-secret",
        "5:8",
        &["authenticates by client_secret_post but has no secret", "help: give it `secret`"],
    ),
    ("no-selector", "7:12", &["`button[name=` is no CSS selector", "help:"]),
];

#[tokio::test]
async fn a_bad_target_file_is_told_with_place_and_cure() {
    let mut all = Vec::new();
    for (name, place, words) in TARGETS {
        let file = format!("fixtures/invalid/targets/{name}.toml");
        let shown = format!("{file}:{place}]");
        let words = [&[shown.as_str()], *words].concat();
        for command in ["run", "plan"] {
            let found = faults(&assay(&[command, "--target", &file]).await, &words);
            all.extend(found.iter().map(|fault| format!("{command} {name}: {fault}")));
        }
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[tokio::test]
async fn every_bad_target_file_is_tried() {
    let folder = std::fs::read_dir("fixtures/invalid/targets").expect("the folder");
    let mut files: Vec<String> = folder
        .map(|entry| {
            entry
                .expect("an entry")
                .path()
                .file_stem()
                .map(|name| name.to_string_lossy().into_owned())
        })
        .map(Option::unwrap_or_default)
        .collect();
    files.sort();
    let mut tried: Vec<&str> = TARGETS.iter().map(|(name, ..)| *name).collect();
    tried.sort_unstable();
    assert_eq!(files, tried);
}

#[tokio::test]
async fn a_missing_target_file_is_told_once() {
    let said = assay(&["run", "--target", "no/such/target.toml"]).await;
    complains(&said, &["failed to read the target file no/such/target.toml", "help:"]);
    let times = said.message().matches("No such file or directory").count();
    assert_eq!(times, 1, "{}", said.err);
}

#[tokio::test]
async fn a_folder_as_target_file_is_told() {
    let said = assay(&["run", "--target", "fixtures"]).await;
    complains(&said, &["failed to read the target file fixtures", "help:"]);
}

#[tokio::test]
async fn a_literal_secret_is_not_shown_beside_a_mistake() {
    for mistake in ["secrt = 1", "auth = \"basic\"", "grants = 7"] {
        let desk = Desk::new(&format!(
            "issuer = \"https://as.example\"\n[[client]]\nrole = \"confidential\"\nid = \"web\"\n\
             secret = \"marked-client-secret\"\n{mistake}\n"
        ));
        let said = assay(&["run", "--target", &desk.argument("target.toml")]).await;
        complains(&said, &["target.toml:6:"]);
        assert!(!said.err.contains("marked"), "{}", said.err);
    }
}
