//! Bad arguments: exit code 2 and one message with a cure, before anything is sent.

use wiremock::MockServer;

use super::binary::{Desk, assay, target};
use super::input::{complains, faults};

#[tokio::test]
async fn a_selection_that_means_nothing_is_told() {
    for (arguments, words) in [
        (
            &["run", "pkce/wrong-verifer"][..],
            &["`pkce/wrong-verifer`", "help: did you mean `pkce/wrong-verifier`?"][..],
        ),
        (&["plan", "zzz/"], &["nothing is called `zzz/`", "help:", "assay list scenarios"]),
        (&["run", "rfc7636/9.9"], &["nothing is called `rfc7636/9.9`", "help:"]),
        (&["run", ""], &["nothing is called ``", "help:"]),
        (
            &["run", "--suite", "oauth2"],
            &["there is no suite `oauth2`", "help: known are:", "oauth20"],
        ),
        (
            &["run", "pkce/", "--suite", "narrow", "--catalog", "fixtures/invalid/catalogs/narrow"],
            &["nothing is selected", "narrow", "help:"],
        ),
        (
            &["explain", "pkce/wrong-verifer"],
            &["`pkce/wrong-verifer`", "help: did you mean `pkce/wrong-verifier`?"],
        ),
    ] {
        complains(&assay(arguments).await, words);
    }
}

#[tokio::test]
async fn a_report_that_cannot_be_written_is_told_before_anything_is_sent() {
    let server = MockServer::start().await;
    let desk = Desk::new(&target(&server.uri()));
    let (file, folder) = (desk.argument("target.toml"), desk.path("").display().to_string());
    let mut all = Vec::new();
    for (report, words) in [
        (
            "jsn=run.json".to_owned(),
            &["there is no report format `jsn`", "json, junit, text", "help:"][..],
        ),
        ("run.json".to_owned(), &["`run.json` is no report", "help: write it as FORMAT=PATH"]),
        ("json=".to_owned(), &["cannot be written", "help: write it as FORMAT=PATH"]),
        (
            "json=/no/such/folder/run.json".to_owned(),
            &["/no/such/folder/run.json", "cannot be written", "help: make the folder first"],
        ),
        (format!("json={folder}"), &["cannot be written", "help: name a file"]),
        (
            "json=/proc/run.json".to_owned(),
            &["/proc/run.json", "cannot be written", "help: name a file"],
        ),
    ] {
        let said = assay(&["run", "token/", "--target", &file, "--report", &report]).await;
        all.extend(faults(&said, words).into_iter().map(|fault| format!("{report}: {fault}")));
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
    assert!(server.received_requests().await.unwrap_or_default().is_empty());
}

#[tokio::test]
async fn two_reports_on_standard_output_are_told() {
    let said = assay(&["run", "--report", "json=-", "--report", "junit=-"]).await;
    complains(&said, &["only one report can go to standard output"]);
}

#[tokio::test]
async fn an_unknown_fault_is_told() {
    let said = assay(&["serve", "--fault", "pkce-not-enforcd"]).await;
    complains(
        &said,
        &["there is no fault `pkce-not-enforcd`", "help: did you mean `pkce-not-enforced`?"],
    );
    let said = assay(&["serve", "--fault", "zzz"]).await;
    complains(&said, &["there is no fault `zzz`", "help: `assay list faults`"]);
}

#[tokio::test]
async fn the_server_with_published_secrets_stays_on_loopback() {
    let said = assay(&["serve", "--listen", "0.0.0.0:0"]).await;
    complains(&said, &["0.0.0.0:0 is no loopback address", "help: listen on 127.0.0.1"]);
}

#[tokio::test]
async fn an_issuer_that_no_server_can_have_is_told() {
    let mut all = Vec::new();
    for issuer in ["as.example", "not a url", "ftp://as.example", "file:///etc/passwd"] {
        let said = assay(&["plan", "--issuer", issuer]).await;
        all.extend(faults(&said, &[issuer, "help:"]));
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[tokio::test]
async fn arguments_out_of_range_are_told_by_name() {
    for (arguments, name) in [
        (&["run", "--jobs", "0"][..], "--jobs"),
        (&["run", "--jobs", "many"], "--jobs"),
        (&["run", "--rate", "0"], "--rate"),
        (&["run", "--seed=-1"], "--seed"),
        (&["run", "--target", "a.toml", "--issuer", "https://as.example"], "--issuer"),
        (&["run", "--repot", "json=-"], "--repot"),
        (&["serve", "--listen", "nowhere"], "--listen"),
        (&["serve", "--ca-out", "ca.pem"], "--tls"),
        (&["lst"], "lst"),
        (&["explain"], "<ID>"),
    ] {
        let said = assay(arguments).await;
        assert_eq!(said.code, Some(2), "{arguments:?}");
        assert!(said.out.is_empty(), "{}", said.out);
        assert!(said.err.contains(name), "{arguments:?}: {}", said.err);
        assert_eq!(said.err.matches("error:").count(), 1, "{}", said.err);
    }
}

#[tokio::test]
async fn a_recorded_run_that_is_none_is_told() {
    for (file, words) in [
        ("no/such/run.json", &["failed to read no/such/run.json"][..]),
        ("Cargo.toml", &["Cargo.toml is no recorded run", "help:"]),
        ("fixtures/metadata/not-a-document.json", &["is no recorded run", "help:"]),
    ] {
        complains(&assay(&["judge", file]).await, words);
    }
}
