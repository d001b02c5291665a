//! What the binary explains, lists and completes, and what it says of mistakes.

use std::fs;
use std::process::Command;

use assay::check::{self, ambient};
use assay::reference::Fault;
use assay::scenario::{Catalog, lookups};

use super::binary::{assay, folder, told};

const COMMANDS: [&str; 19] = [
    "run",
    "load",
    "init",
    "doctor",
    "plan",
    "list",
    "explain",
    "serve",
    "selftest",
    "snapshot",
    "report",
    "diff",
    "known",
    "certify",
    "verify",
    "judge",
    "schema",
    "completions",
    "help",
];

/// Those whose exit code tells what was found.
const TELLING: [&str; 9] =
    ["run", "load", "doctor", "selftest", "snapshot", "diff", "certify", "verify", "judge"];

#[test]
fn every_help_text_gives_examples_and_where_they_matter_the_exit_codes() {
    let main = told(&["--help"]);
    for command in COMMANDS {
        assert!(main.contains(&format!("  {command} ")), "--help is silent about {command}");
        if command == "help" {
            continue;
        }
        let help = told(&[command, "--help"]);
        assert!(help.contains(&format!("assay {command}")), "{command}: {help}");
        let needed = if TELLING.contains(&command) { "Exit codes:\n" } else { "Example" };
        assert!(help.contains(needed), "{command} --help lacks {needed}: {help}");
    }
    let listed = main.lines().skip_while(|line| *line != "Commands:").skip(1);
    let listed = listed.take_while(|line| !line.is_empty()).filter(|line| !line.starts_with("   "));
    assert_eq!(listed.count(), COMMANDS.len(), "a command that this test does not know: {main}");
    for code in ["  0  ", "  1  ", "  2  ", "  3  ", "Examples:\n"] {
        assert!(main.contains(code), "--help lacks `{code}`");
    }
    assert!(told(&["--version"]).contains(env!("CARGO_PKG_VERSION")));
}

#[test]
fn list_shows_everything_of_each_kind_one_a_line() {
    let catalog = Catalog::load(&[]).expect("the built-in catalog");
    let ambient = ambient::ALL.iter().map(|own| format!("ambient/{}", own.id));
    let checks = check::ALL.iter().map(|own| own.id.to_owned()).chain(ambient).collect();
    let kinds: [(&str, Vec<String>); 5] = [
        ("scenarios", catalog.scenarios.keys().cloned().collect()),
        ("suites", catalog.suites.keys().cloned().collect()),
        ("checks", checks),
        ("requirements", catalog.registry.iter().map(|own| own.id.clone()).collect()),
        ("faults", Fault::ALL.iter().map(|own| own.id().to_owned()).collect()),
    ];
    for (kind, ids) in kinds {
        let listed = told(&["list", kind]);
        let first = |line: &str| line.split_whitespace().next().unwrap_or_default().to_owned();
        assert_eq!(listed.lines().map(first).collect::<Vec<_>>(), ids, "{kind}");
        assert!(listed.lines().all(|line| line.split_whitespace().count() > 1), "{kind}");
    }
}

#[test]
fn explain_has_a_page_for_everything_that_has_a_name() {
    for (id, words) in [
        ("pkce/wrong-verifier", ["RFC 7636 4.6 MUST", "pkce-not-enforced", "[[step]]"].as_slice()),
        ("error-code", &["one_of:", "RFC 6749 section 5.2"]),
        ("ambient/no-store", &["token-response-cache-control", "introspection-cacheable"]),
        ("no-store", &["ambient/no-store"]),
        ("pkce-verifier-wrong", &["rfc7636#section-4.6", "pkce/wrong-verifier"]),
        ("token-response-pragma", &["ambient/no-store"]),
        ("pkce-not-enforced", &["assay serve --fault pkce-not-enforced", "pkce/wrong-verifier"]),
        ("token-type-missing", &["ambient/token-response"]),
        ("oauth20", &["scenarios", "OAuth 2.0"]),
        ("lookups", &["${target.issuer}", "${<step>.code}"]),
    ] {
        let page = told(&["explain", id]);
        for word in words {
            assert!(page.contains(word), "explain {id} lacks `{word}`:\n{page}");
        }
    }
    let page = told(&["explain", "lookups"]);
    assert!(lookups::ALL.iter().all(|(path, _)| page.contains(&format!("${{{path}}}"))));
    for (wrong, right) in [
        ("pkce-not-enforcd", "pkce-not-enforced"),
        ("oauth_20", "oauth20"),
        ("no-stor", "no-store"),
        ("grant:authorisation_code", "grant:authorization_code"),
    ] {
        let unknown = assay(&["explain", wrong]);
        assert_eq!(unknown.code, 2);
        assert!(unknown.err.contains(&format!("did you mean `{right}`?")), "{}", unknown.err);
    }
}

#[test]
fn explain_has_a_page_for_a_capability_as_its_help_says() {
    assert!(told(&["explain", "--help"]).contains("a capability"));
    let page = assay(&["explain", "pkce:S256"]);
    assert!(page.code == 0 && page.out.contains("S256"), "{}{}", page.out, page.err);
}

#[test]
fn completion_scripts_are_made_for_every_shell_and_bash_parses_its_own() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = told(&["completions", shell]);
        assert!(script.contains("assay"), "{shell}");
        for command in COMMANDS {
            assert!(script.contains(command), "{shell} cannot complete {command}");
        }
        for option in ["initial-access-token-env", "registration", "journal", "new-key"] {
            assert!(script.contains(option), "{shell} cannot complete --{option}");
        }
    }
    let folder = folder();
    let path = folder.path().join("assay.bash");
    fs::write(&path, told(&["completions", "bash"])).expect("a file");
    let parsed = Command::new("bash").arg("-n").arg(&path).output().expect("bash");
    assert!(parsed.status.success(), "{}", String::from_utf8_lossy(&parsed.stderr));
}

#[test]
fn a_mistake_in_the_arguments_ends_with_2_and_one_message() {
    for (arguments, words) in [
        (["run", "pkce/wrong-verifyer"].as_slice(), "did you mean `pkce/wrong-verifier`?"),
        (&["run", "--suite", "oauth3"], "there is no suite `oauth3`"),
        (&["run", "--target", "nowhere.toml"], "nowhere.toml"),
        (&["run", "--issuer", "no url"], "`no url` is no http or https URL"),
        (&["run", "--issuer", "http://a", "--target", "b.toml"], "cannot be used with"),
        (&["run", "--report", "yaml=-"], "there is no report format `yaml`"),
        (&["run", "--report", "json"], "write it as FORMAT=PATH"),
        (&["run", "--report", "json=/no/such/folder/run.json"], "its folder does not exist"),
        (
            &["run", "--report", "json=-", "--report", "junit=-"],
            "only one report can go to standard",
        ),
        (&["run", "--jobs", "0"], "--jobs"),
        (&["run", "--catalog", "/no/such/folder"], "failed to read the catalog"),
        (&["plan", "rfc7636/99"], "nothing is called `rfc7636/99`"),
        (&["serve", "--fault", "pkce-not-enforcd"], "did you mean `pkce-not-enforced`?"),
        (&["serve", "--listen", "0.0.0.0:0"], "is no loopback address"),
        (&["serve", "--ca-out", "x.pem"], "--tls"),
        (&["selftest", "--report", "junit=-"], "there is no report format `junit` here"),
        (&["judge", "nowhere.json"], "failed to read nowhere.json"),
        (&["list", "wonders"], "invalid value 'wonders'"),
        (&[], "Usage: assay"),
    ] {
        let said = assay(arguments);
        let told =
            said.err.split_whitespace().filter(|own| *own != "│").collect::<Vec<_>>().join(" ");
        assert_eq!(said.code, 2, "{arguments:?}: {}{}", said.out, said.err);
        assert!(told.contains(words), "{arguments:?} lacks `{words}`: {told}");
        assert_eq!(said.out, "", "{arguments:?}");
    }
}
