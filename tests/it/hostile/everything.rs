//! Every command, and everything that it writes: no secret of the target file, in whatever spelling,
//! and none that went over the wire.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use assay::oauth::client_auth::basic_credentials;
use assay::reference::Fault;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use tokio::time::sleep;

use super::binary::{Desk, Said, assay, finish, signal};
use super::proxy::Proxy;
use super::secrets::secrets_in;

const EMBEDDED: &str = include_str!("../../../fixtures/targets/embedded.toml");

/// Ids and secrets of the target file.
const SECRETS: [(&str, &str); 8] = [
    ("conf-client", "c0nf: s%cret+/\u{fc}"),
    ("post-client", "p0st-secret"),
    ("second-client", "sec0nd-secret"),
    ("limited-client", "l1mited-secret"),
    ("short-client", "sh0rt-secret"),
    ("resource-server", "rs-secret"),
    ("alice", "wonderland-1"),
    ("reader", "akey-reader-5Jx2vQmT8rLw0ZpN3sYc"),
];

/// More of them than this make the search slow and find nothing else.
const MOST_FROM_THE_WIRE: usize = 400;

/// A secret as it may be written anywhere.
fn spellings(id: &str, secret: &str) -> BTreeSet<String> {
    let form: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let json = serde_json::to_string(secret).expect("JSON");
    let html = secret.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    let html = html.replace('>', "&gt;");
    let whole = format!("{id}:{secret}");
    let encoded = basic_credentials(id, secret);
    [
        secret.to_owned(),
        form.replace('+', "%20"),
        form.to_lowercase(),
        form,
        json.trim_matches('"').to_owned(),
        html.replace('\'', "&#39;"),
        html,
        STANDARD.encode(secret),
        URL_SAFE_NO_PAD.encode(secret),
        STANDARD.encode(&whole),
        URL_SAFE_NO_PAD.encode(&whole),
        encoded.trim_end_matches('=').to_owned(),
        encoded,
    ]
    .into()
}

/// Every file below a folder, but for those that hold secrets by their nature.
fn files(folder: &Path, all: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        let name = path.display().to_string();
        if path.is_dir() {
            files(&path, all);
        } else if !name.ends_with("target.toml") && !name.ends_with("signing.pem") {
            let octets = fs::read(&path).expect("a file");
            all.push((name, String::from_utf8_lossy(&octets).into_owned()));
        }
    }
}

/// The scenario in whose middle a run is killed, and the request that is never answered.
const HELD: &str = "code/replay-ends-access-token";
const HELD_AT: [&str; 2] =
    ["POST /introspect", "x-assay-scenario: code/replay-ends-access-token\r\n"];

/// A run that is killed in the middle of a scenario, once its journal has many others.
async fn killed(desk: &Desk, proxy: &Proxy) -> Said {
    let journal = desk.argument("killed.journal");
    let child = desk.run(&["--jobs", "8", "--cases", "1", "--journal", &journal]);
    let lines = |start: &str| {
        let text = fs::read_to_string(&journal).unwrap_or_default();
        text.lines().filter(|own| own.starts_with(start)).count()
    };
    let begun = Instant::now();
    while lines("{\"over\":") < 200 {
        assert!(begun.elapsed() < Duration::from_secs(90), "no journal comes to be");
        sleep(Duration::from_millis(20)).await;
    }
    proxy.holds().await;
    signal("KILL", child.id());
    let said = finish(child).await;
    let of = format!("{{\"exchange\":{{\"of\":\"{HELD}\"");
    let over = format!("{{\"over\":{{\"result\":{{\"id\":\"{HELD}\"");
    // The authorization with its pages, and the first redemption.
    assert!(lines(&of) >= 3 && lines(&over) == 0, "{}", lines(&of));
    assert!(lines("{\"exchange\":") > 500, "every exchange is noted");
    said
}

/// Runs every command that could tell something; all of them write into the desk.
async fn work(desk: &Desk, proxy: &Proxy) -> Vec<(String, Said)> {
    let issuer = proxy.origin();
    let at = |name: &str| desk.argument(name);
    let target = at("target.toml");
    let formats = ["junit", "text", "html", "sarif", "markdown", "github", "har"];
    let reports = |stem: &str| formats.map(|own| format!("{own}={}", at(&format!("{stem}.{own}"))));
    let with = |reports: &[String]| {
        reports.iter().flat_map(|own| ["--report".to_owned(), own.clone()]).collect::<Vec<_>>()
    };
    let mut said = vec![("killed".to_owned(), killed(desk, proxy).await)];
    let replays = at("replays");
    let select = [
        "client-auth/",
        "code/",
        "pkce/",
        "token/",
        "refresh/",
        "state/",
        "introspection/",
        "bearer/",
        "property/",
        "lifecycle/",
        "--cases",
        "2",
        "--jobs",
        "8",
        "--replays",
        &replays,
    ];
    let own: Vec<String> =
        select.iter().map(|own| (*own).to_owned()).chain(with(&reports("run"))).collect();
    let own: Vec<&str> = own.iter().map(String::as_str).collect();
    said.push(("run".to_owned(), finish(desk.run(&own)).await));

    let (run, known, key) = (at("run.json"), at("known.toml"), at("signing.pem"));
    let (bundle, snapshots, load) = (at("bundle"), at("snapshots"), at("load"));
    let (json, markdown) =
        (format!("json={}", at("diff.json")), format!("markdown={}", at("diff.md")));
    let doctor = format!("json={}", at("doctor.json"));
    let killed = at("killed.journal");
    let load_reports = ["json", "html", "text", "junit", "csv", "prometheus"];
    let load_reports = load_reports.map(|own| format!("{own}={load}.{own}"));
    let later = with(&reports("later"));
    let proposal = at("proposal.toml");
    let mut commands: Vec<Vec<&str>> = vec![
        vec!["plan", "--target", &target],
        vec!["doctor", "--target", &target, "--report", &doctor],
        vec!["init", issuer, "--out", &proposal],
        vec!["judge", &run],
        vec!["known", "add", &run, "--to", &known],
        vec!["known", "add", &run],
        vec!["diff", &run, &run, "--report", &json, "--report", &markdown],
        vec!["certify", "--new-key", "--key", &key],
        vec![
            "certify", "--target", &target, "--suite", "oauth20", "--key", &key, "--out", &bundle,
            "--cases", "1", "--jobs", "8", "--quiet",
        ],
        vec!["verify", &bundle],
        vec!["snapshot", "accept", "--target", &target, "--dir", &snapshots],
        vec!["snapshot", "check", "--target", &target, "--dir", &snapshots],
    ];
    let mut report = vec!["report", killed.as_str()];
    report.extend(later.iter().map(String::as_str));
    commands.push(report);
    let mut loaded = vec!["load", "token-steady", "--target", &target];
    loaded.extend(["--rate", "40", "--duration", "1s", "--ramp", "0s", "--seed", "1"]);
    loaded.extend(load_reports.iter().flat_map(|own| ["--report", own.as_str()]));
    commands.push(loaded);
    for command in commands {
        said.push((command.join(" "), assay(&command).await));
    }
    said
}

#[tokio::test]
async fn no_command_writes_a_secret_anywhere() {
    // Faults make it talk: failures with their exchanges, replays, entries for known deviations.
    let faults = [Fault::WrongSecretAccepted, Fault::RefreshWidensScope, Fault::CodeReusable];
    let proxy = Proxy::holding(&HELD_AT, &faults).await;
    let desk = Desk::new(&EMBEDDED.replace("http://127.0.0.1:8414", proxy.origin()));
    let said = work(&desk, &proxy).await;
    let mut texts = Vec::new();
    for (command, own) in &said {
        let fine =
            matches!(own.code, Some(0 | 1)) || command == "killed" || command.starts_with("load");
        assert!(fine, "{command}: {own:?}");
        texts.push((format!("{command} (standard output)"), own.out.clone()));
        texts.push((format!("{command} (standard error)"), own.err.clone()));
    }
    files(&desk.path(""), &mut texts);
    for name in [
        "killed.journal",
        "doctor.json",
        "proposal.toml",
        "known.toml",
        "diff.md",
        "run.har",
        "later.html",
        "load.html",
        "bundle/controls.json",
        "snapshots/",
        "replays/",
    ] {
        assert!(texts.iter().any(|(own, _)| own.contains(name)), "there is no {name}");
    }
    let declared = SECRETS.iter().flat_map(|(id, secret)| spellings(id, secret));
    let wire = secrets_in(&proxy.recorded());
    assert!(wire.len() > 300, "{} secrets went over the wire", wire.len());
    // Evenly out of all, and so of every kind.
    let step = wire.len().div_ceil(MOST_FROM_THE_WIRE);
    let wire = wire.into_iter().step_by(step);
    let mut leaks = Vec::new();
    for secret in declared.chain(wire) {
        for (place, text) in &texts {
            if let Some(at) = text.find(&secret) {
                let from = text[..at].char_indices().rev().nth(60).map_or(0, |(at, _)| at);
                let around: String = text[from..].chars().take(60 + secret.len()).collect();
                leaks.push(format!("{place}: `{secret}` in {around:?}"));
            }
        }
    }
    assert!(leaks.is_empty(), "{} leaks:\n{}", leaks.len(), leaks.join("\n"));
}
