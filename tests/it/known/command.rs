//! `assay run --known`, `assay known add` and `--fail-on`, as a person uses them.

use std::fs;

use tempfile::TempDir;

use crate::cli::{Served, assay};

/// A fault that only warns, and the scenario that shows it.
const WARNS: (&str, &str) = ("insufficient-scope-as-401", "bearer/insufficient-scope");

#[test]
fn what_failed_becomes_a_list_that_a_person_completes_and_that_the_next_run_holds_to() {
    let folder = TempDir::new().expect("a folder");
    let served = Served::start(&["--fault", "pkce-not-enforced"], folder.path());
    let at = |name: &str| folder.path().join(name).display().to_string();
    let (target, known, report) = (at("target.toml"), at("known.toml"), at("run.json"));
    let run = |more: &[&str]| {
        let plain = ["run", "pkce/", "--target", &target, "--quiet", "--seed", "5"];
        assay(&[plain.as_slice(), more].concat())
    };
    assert_eq!(run(&["--report", &format!("json={report}")]).code, 1);
    let added = assay(&["known", "add", &report, "--to", &known]);
    assert_eq!(added.code, 0, "{}", added.err);
    let refused = run(&["--known", &known]);
    assert_eq!(refused.code, 2, "{}", refused.out);
    assert!(
        refused.err.contains("gives no reason") && refused.err.contains("known.toml"),
        "{}",
        refused.err
    );

    let text = fs::read_to_string(&known).expect("the list");
    fs::write(&known, text.replace("reason      = \"\"", "reason = \"PROJ-7\"")).expect("the list");
    let held = run(&["--known", &known, "--report", &format!("json={report}")]);
    assert_eq!(held.code, 0, "{}{}", held.out, held.err);
    assert!(held.out.contains("KNOWN") && held.out.contains("PROJ-7"), "{}", held.out);
    let again = assay(&["known", "add", &report, "--to", &known]);
    assert_eq!((again.code, again.out.as_str()), (0, ""), "{}", again.err);

    // The same list in the target file does the same, and --known replaces it.
    let list = fs::read_to_string(&known).expect("the list");
    let own = fs::read_to_string(&target).expect("the target file");
    fs::write(&target, format!("{own}\n{list}")).expect("the target file");
    assert_eq!(run(&[]).code, 0);
    let empty = at("empty.toml");
    fs::write(&empty, "").expect("a list");
    assert_eq!(run(&["--known", &empty]).code, 1);

    // As flaky it is run again, and stays a failure when every try shows it.
    let flaky = list.replace("[[known]]", "[[flaky]]");
    fs::write(&empty, flaky).expect("a list");
    let tried = run(&["--known", &empty]);
    assert_eq!(tried.code, 1, "{}", tried.out);
    assert!(tried.out.contains("flaky: 3 of 3 tries showed it"), "{}", tried.out);

    drop(served);
    let mended = Served::start(&[], folder.path());
    let stale = assay(&[
        "run",
        "pkce/",
        "--target",
        &mended.target.display().to_string(),
        "--quiet",
        "--known",
        &known,
    ]);
    assert_eq!(stale.code, 1, "{}", stale.out);
    assert!(stale.out.contains("STALE") && stale.out.contains("no longer occurs"), "{}", stale.out);
}

#[test]
fn a_device_is_no_list_to_add_to() {
    let folder = TempDir::new().expect("a folder");
    let report = folder.path().join("run.json").display().to_string();
    let served = Served::start(&["--fault", WARNS.0], folder.path());
    let target = served.target.display().to_string();
    assay(&["run", WARNS.1, "--target", &target, "--report", &format!("json={report}")]);
    for device in ["/dev/full", "/dev/zero"] {
        let said = assay(&["known", "add", &report, "--to", device, "--warnings"]);
        assert_eq!(said.code, 2, "{said:?}");
        assert!(said.err.contains("is no ordinary file"), "{said:?}");
    }
}

#[test]
fn warnings_fail_a_run_that_is_held_to_recommendations() {
    let folder = TempDir::new().expect("a folder");
    let served = Served::start(&["--fault", WARNS.0], folder.path());
    let target = served.target.display().to_string();
    let run = |more: &[&str]| {
        let plain = ["run", WARNS.1, "--target", &target, "--quiet"];
        assay(&[plain.as_slice(), more].concat())
    };
    let report = folder.path().join("run.json").display().to_string();
    assert_eq!(run(&["--fail-on", "must"]).code, 0);
    let warned = run(&["--fail-on", "should", "--report", &format!("json={report}")]);
    assert_eq!(warned.code, 1, "{}", warned.out);
    assert!(warned.out.contains("WARN"), "{}", warned.out);
    let known = folder.path().join("known.toml").display().to_string();
    assert_eq!(assay(&["known", "add", &report, "--to", &known, "--warnings"]).code, 0);
    let text = fs::read_to_string(&known).expect("the list");
    assert!(text.contains("\"warn\""), "{text}");
    fs::write(&known, text.replace("reason      = \"\"", "reason = \"w\"")).expect("the list");
    assert_eq!(run(&["--fail-on", "should", "--known", &known]).code, 0);
}
