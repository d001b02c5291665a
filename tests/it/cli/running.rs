//! Runs: what goes to which stream, what a seed fixes, and how a run ends.

use std::fs;

use serde_json::Value;

use super::binary::{Said, Served, assay, command, folder, root, run};

#[test]
fn a_report_on_standard_output_has_it_for_itself() {
    let said = assay(&["run", "--seed", "1", "pkce/", "--report", "json=-"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let run: Value = serde_json::from_str(&said.out).expect("nothing but JSON");
    assert_eq!(
        (&run["seed"], &run["schema_version"]),
        (&Value::from(1), &Value::from(assay::verdict::SCHEMA_VERSION))
    );
    assert!(said.err.contains("pass") && said.err.contains("pkce/wrong-verifier"), "{}", said.err);
}

#[test]
fn a_report_on_standard_output_and_one_in_a_file_are_the_same() {
    // DEL is a character that JSON leaves as it is and that a terminal would not show.
    let folder = folder();
    let scenarios = folder.path().join("scenarios/house");
    fs::create_dir_all(&scenarios).expect("a folder");
    let own =
        fs::read_to_string(root().join("scenarios/metadata/well-known.toml")).expect("a scenario");
    let own = own.replace("Metadata at", r"Meta\u007Fdata at");
    fs::write(scenarios.join("delete.toml"), own).expect("a file");
    let catalog = folder.path().display().to_string();
    let file = folder.path().join("run.json").display().to_string();
    let report = format!("json={file}");
    let one = ["run", "house/delete", "--seed", "1", "--catalog", &catalog, "--quiet", "--report"];
    assert_eq!(assay(&[one.as_slice(), &[&report]].concat()).code, 0);
    let printed = assay(&[one.as_slice(), &["json=-"]].concat());
    let title = |text: &str| run(text)["results"][0]["title"].clone();
    let in_file = title(&fs::read_to_string(file).expect("the report"));
    assert_eq!(in_file, "Meta\u{7f}data at the well-known URL of the issuer");
    assert_eq!(title(&printed.out), in_file);
}

#[test]
fn two_runs_with_one_seed_are_equal_up_to_times() {
    let recorded = |jobs: &str| {
        let said = assay(&[
            "run",
            "--seed",
            "3",
            "--jobs",
            jobs,
            "--report",
            "json=-",
            "--quiet",
            "pkce/",
            "introspection/",
        ]);
        assert_eq!(said.code, 0, "{}", said.err);
        said.out
    };
    let one = timeless(&recorded("1"));
    assert!(one["results"].as_array().is_some_and(|own| own.len() > 30));
    assert_eq!(one, timeless(&recorded("1")));
    // With more jobs the server draws its tokens in another order; what was found is the same.
    let many = timeless(&recorded("8"));
    for (one, many) in one["results"].as_array().into_iter().zip(many["results"].as_array()) {
        for (one, many) in one.iter().zip(many) {
            for member in ["id", "verdict", "reason", "findings", "requirements"] {
                assert_eq!(one[member], many[member], "{}", one["id"]);
            }
        }
    }
    let other = assay(&[
        "run",
        "--seed",
        "4",
        "--jobs",
        "1",
        "--report",
        "json=-",
        "--quiet",
        "pkce/",
        "introspection/",
    ]);
    assert_ne!(one["results"], timeless(&other.out)["results"], "the seed decides nothing");
}

#[test]
fn quiet_leaves_the_findings_and_the_counts() {
    let quiet = assay(&["run", "--seed", "1", "state/", "--quiet"]);
    assert_eq!((quiet.code, quiet.err.as_str()), (0, ""));
    assert!(quiet.out.contains(" pass, 0 warn, 0 inconclusive, 0 fail"), "{}", quiet.out);
    let loud = assay(&["run", "--seed", "1", "state/"]);
    assert!(loud.err.lines().count() > 5 && loud.err.contains("state/echoed"), "{}", loud.err);
}

#[test]
fn escape_sequences_are_for_terminals_that_want_them() {
    let folder = folder();
    let served = Served::start(&["--fault", "state-dropped"], folder.path());
    let target = served.target.display().to_string();
    let said = |variable: Option<(&str, &str)>, arguments: &[&str]| {
        let mut command = command(arguments);
        command.envs(variable);
        let said = Said::of(command.output().expect("assay"));
        (said.out.contains('\u{1b}'), said.err.contains('\u{1b}'))
    };
    let run = ["run", "--target", &target, "state/echoed"];
    assert_eq!(said(None, &run), (false, false));
    assert_eq!(said(Some(("NO_COLOR", "1")), &run), (false, false));
    assert!(said(Some(("CLICOLOR_FORCE", "1")), &run).0, "this test sees no colours at all");
    for arguments in [["explain", "pkce-not-enforcd"].as_slice(), &["run", "--no-such-option"]] {
        assert_eq!(said(None, arguments), (false, false), "{arguments:?}");
        assert_eq!(said(Some(("NO_COLOR", "1")), arguments), (false, false), "{arguments:?}");
    }
}

#[test]
fn the_exit_code_tells_conforming_from_breach_mistake_and_nothing_established() {
    let embedded = assay(&["run", "--seed", "1", "pkce/wrong-verifier"]);
    assert_eq!(embedded.code, 0, "{}{}", embedded.out, embedded.err);

    let folder = folder();
    let served = Served::start(&["--fault", "pkce-not-enforced"], folder.path());
    let target = served.target.display().to_string();
    let breach = assay(&["run", "--target", &target, "pkce/wrong-verifier"]);
    assert_eq!(breach.code, 1, "{}{}", breach.out, breach.err);
    for word in
        ["FAIL", "pkce-verifier-wrong", "RFC 7636 4.6 MUST", "expected", "actual", "curl -i"]
    {
        assert!(breach.out.contains(word), "no {word} in {}", breach.out);
    }
    drop(served);
    let gone = assay(&["run", "--target", &target, "pkce/wrong-verifier"]);
    assert_eq!(gone.code, 3, "{}{}", gone.out, gone.err);
    assert!(gone.err.contains("failed to reach the target"), "{}", gone.err);
}

/// A run without what the clock and the port decide.
fn timeless(text: &str) -> Value {
    let issuer = run(text)["target"]["issuer"].as_str().expect("the issuer").to_owned();
    let host = issuer.trim_start_matches("http://").to_owned();
    let text = text.replace(&host, "HOST").replace(&host.replace(':', "%3A"), "HOST");
    let mut run = run(&text);
    strip(&mut run);
    run
}

fn strip(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|name, _| {
                !matches!(name.as_str(), "started" | "elapsed_ms" | "elapsed_us")
            });
            members.values_mut().for_each(strip);
        }
        Value::Array(items) => {
            items.retain(|item| item.get(0).is_none_or(|name| name != "date"));
            items.iter_mut().for_each(strip);
        }
        // The times of an introspection answer.
        Value::String(text) if text.contains("\"exp\":") => {
            let mut body: Value = serde_json::from_str(text).expect("JSON");
            body["exp"] = Value::Null;
            body["iat"] = Value::Null;
            *text = body.to_string();
        }
        _ => {}
    }
}
