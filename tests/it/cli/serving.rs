//! The commands around a run: the server, the plan, the self-test.

use std::fs;
use std::process::Command;

use assay::reference::Fault;
use serde_json::Value;

use super::binary::{Served, assay, folder, told};

#[test]
fn serve_says_when_it_is_ready_and_stops_at_ctrl_c_with_0() {
    let folder = folder();
    let ca = folder.path().join("ca.pem").display().to_string();
    for arguments in [[].as_slice(), &["--fault", "code-reusable"], &["--tls", "--ca-out", &ca]] {
        let mut served = Served::start(arguments, folder.path());
        let scheme = if arguments.contains(&"--tls") { "https" } else { "http" };
        assert!(served.issuer.starts_with(&format!("{scheme}://127.0.0.1:")), "{}", served.issuer);
        let id = served.child.id().to_string();
        let sent = Command::new("kill").args(["-INT", &id]).status().expect("kill");
        assert!(sent.success());
        assert_eq!(served.child.wait().expect("an end").code(), Some(0), "{arguments:?}");
    }
    assert!(fs::read_to_string(ca).expect("the certificate").contains("BEGIN CERTIFICATE"));
}

#[test]
fn serve_says_which_target_file_goes_with_a_dialect() {
    let folder = folder();
    let served = Served::start(&["--dialect", "bookeo"], folder.path());
    let words = format!(
        "target  fixtures/targets/bookeo.toml, with issuer = \"{}\" in it\n        (assay run \
         --target fixtures/targets/bookeo.toml --emulate starts a server of its own)",
        served.issuer
    );
    assert_eq!(served.before.trim_end(), words);
}

#[test]
fn plan_shows_what_would_run_and_why_not_the_rest() {
    let folder = folder();
    let served = Served::start(&[], folder.path());
    let bare = assay(&["plan", "--issuer", &served.issuer]);
    assert_eq!(bare.code, 0, "{}", bare.err);
    assert!(bare.out.contains("run   metadata/well-known\n"), "{}", bare.out);
    let reason = "skip  pkce/wrong-verifier: no grant:authorization_code: it takes";
    assert!(bare.out.contains(reason), "{}", bare.out);
    let full = told(&["plan", "pkce/wrong-verifier", "introspection/live-token"]);
    assert!(full.contains("run   pkce/wrong-verifier  [control: authorize, token]\n"), "{full}");
    assert!(full.contains("run   introspection/live-token\n"), "{full}");
    assert!(full.contains("2 would run, 0 would be skipped"), "{full}");
}

#[test]
fn selftest_proves_the_scenarios_and_counts_them() {
    let said = assay(&["selftest", "--quiet", "--report", "json=-"]);
    let matrix: Value = serde_json::from_str(&said.out).expect("nothing but JSON");
    let number = |member: &str| matrix[member].as_u64().unwrap_or_else(|| panic!("no {member}"));
    assert_eq!(matrix["survivors"], Value::Array(Vec::new()), "{}", said.err);
    let shown = Fault::ALL.iter().filter(|fault| !fault.only_under_load()).count();
    let kills = matrix["kills"].as_object().expect("the kills");
    let variants = kills.keys().filter(|id| id.contains(':')).count();
    assert!(variants >= 15 && kills["bookeo:key-kept"][0] == "authorize/once-more", "{kills:?}");
    assert_eq!(number("faults"), (shown + variants) as u64);
    assert_eq!(number("caught"), number("faults"));
    assert!(number("scenarios") >= 80);
    assert_eq!(number("catching"), number("scenarios"));
    assert_eq!(said.code, 0);
}
