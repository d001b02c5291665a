//! Many virtual users: time to the first request, and memory.

use crate::bench::{Server, load, timed};

/// Prints both for 1,000 and 10,000 virtual users.
pub(crate) fn run() {
    let server = Server::start(&[]);
    println!("\nvirtual users  first request  memory at the end of the hold  CPU a request");
    for users in ["1000", "10000"] {
        let arguments = ["--users", users, "--duration", "5s", "--ramp", "0s"];
        let (text, _) = timed(&load("token-steady", &server, &arguments));
        let json: serde_json::Value = serde_json::from_str(&text).expect("a JSON report");
        let generator = &json["generator"];
        println!(
            "{users:>13}  {:>10.0} ms  {:>26.0} MB  {:>10.1} us  ({} requests, {} errors)",
            generator["first_request_ms"].as_f64().unwrap_or_default(),
            generator["memory_mb"].as_f64().unwrap_or_default(),
            generator["cpu_us_per_request"].as_f64().unwrap_or_default(),
            json["counts"]["requests"],
            json["counts"]["requests"].as_u64().unwrap_or_default()
                - json["counts"]["outcomes"]["ok"].as_u64().unwrap_or_default(),
        );
    }
}
