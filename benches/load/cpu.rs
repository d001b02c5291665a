//! CPU per request beside oha and wrk: the same request, 32 connections, interleaved rounds.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::bench::{BASIC, BODY, FORM, Server, measure, quartiles, timed};

const ROUNDS: usize = 7;
/// As long as the profile itself holds: rehearsal and report are a part of what it costs.
const SECONDS: &str = "20s";

/// Prints the median and quartiles of each, and the ratios round by round.
pub(crate) fn run() {
    let server = Server::start(&[]);
    let url = format!("{}/token", server.issuer);
    let lua = std::env::temp_dir().join("assay-bench.lua");
    let script = format!(
        "wrk.method = 'POST'\nwrk.body = '{BODY}'\nwrk.headers['Content-Type'] = '{FORM}'\nwrk.headers['Authorization'] = '{BASIC}'\n"
    );
    std::fs::write(&lua, script).expect("written");
    let lua = lua.display().to_string();
    let mut costs: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for round in 0..ROUNDS {
        let mut order = ["assay", "oha", "wrk"];
        order.rotate_left(round % 3);
        for tool in order {
            let (requests, seconds) = match tool {
                "wrk" => wrk(&url, &lua),
                "oha" => oha(&url),
                _ => assay(&server),
            };
            costs.entry(tool).or_default().push(seconds * 1e6 / requests);
        }
        println!("round {}: {}", round + 1, shown(&costs, round));
    }
    println!("\nCPU per request, in microseconds (lower quartile, median, upper quartile)");
    for (tool, all) in &costs {
        let [low, median, high] = quartiles(all.clone());
        println!("  {tool:<6} {low:>6.1} {median:>6.1} {high:>6.1}");
    }
    for peer in ["oha", "wrk"] {
        let ratios = costs["assay"].iter().zip(&costs[peer]).map(|(own, peer)| own / peer);
        let [low, median, high] = quartiles(ratios.collect());
        println!("  assay / {peer}: {median:.2} ({low:.2} to {high:.2})");
    }
}

fn shown(costs: &BTreeMap<&str, Vec<f64>>, round: usize) -> String {
    let each = costs.iter().map(|(tool, all)| format!("{tool} {:.1} us", all[round]));
    each.collect::<Vec<_>>().join(", ")
}

fn wrk(url: &str, lua: &str) -> (f64, f64) {
    let words = ["wrk", "-t1", "-c32", "-d", SECONDS, "-s", lua, url];
    let (text, seconds) = timed(&words.map(str::to_owned));
    let line = text.lines().find(|line| line.contains(" requests in "));
    let count = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    assert!(!text.contains("Non-2xx"), "wrk was refused:\n{text}");
    (count.expect("wrk tells how many"), seconds)
}

fn oha(url: &str) -> (f64, f64) {
    let authorization = format!("Authorization: {BASIC}");
    let content = format!("Content-Type: {FORM}");
    let words = [
        "oha",
        "-z",
        SECONDS,
        "-c",
        "32",
        "--no-tui",
        "--output-format",
        "json",
        "-m",
        "POST",
        "-H",
        &authorization,
        "-H",
        &content,
        "-d",
        BODY,
        url,
    ];
    let (text, seconds) = timed(&words.map(str::to_owned));
    let json: Value = serde_json::from_str(&text).expect("oha tells in JSON");
    let statuses = json["statusCodeDistribution"].as_object().expect("statuses");
    assert!(statuses.keys().all(|own| own == "200"), "oha was refused: {statuses:?}");
    (statuses.values().filter_map(Value::as_f64).sum(), seconds)
}

fn assay(server: &Server) -> (f64, f64) {
    let arguments = ["--users", "32", "--duration", SECONDS, "--ramp", "0s"];
    let (json, seconds) = measure("token-steady", server, &arguments);
    let counts = &json["counts"];
    assert_eq!(counts["requests"], counts["verified"], "every answer is verified");
    assert_eq!(counts["requests"], counts["outcomes"]["ok"], "every answer is right");
    // The whole process against all its requests, those of the cool-down too.
    let timeline = json["timeline"].as_array().expect("a timeline");
    let requests = timeline.iter().filter_map(|own| own["requests"].as_f64()).sum();
    (requests, seconds)
}
