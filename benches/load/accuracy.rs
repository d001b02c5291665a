//! Reported percentiles beside those of what the server really held back, at three rates, with and
//! without a stall of one second.
//!
//! The truth is the server's own record, from when it read the head of a request to when its answer
//! left. What is reported beyond that is the way there and back and the generator's own lateness,
//! which is printed too. A spinner of idle priority keeps both cores awake: on a virtual machine a
//! core that sleeps comes back a millisecond late now and then, for the server and the generator.

use serde_json::Value;

use crate::bench::{Server, awake, measure};

/// An endpoint that verifies a hashed secret. No percentile that is compared lies where the
/// distribution jumps, with or without the stall: there a handful of requests would move it.
const RULE: &str = "50ms:60%,100ms:37%,200ms:2.5%,400ms:0.5%";
const SECONDS: f64 = 20.0;
const PERCENTS: [f64; 4] = [50.0, 90.0, 99.0, 99.9];

/// Prints for each rate what was reported, what is true, and the difference.
pub(crate) fn run() {
    let _awake = awake();
    for stall in [false, true] {
        let words = if stall { "with a stall of 1 s" } else { "without a stall" };
        println!("\nlatency {RULE} {words}, {SECONDS} s");
        println!("  {:>6}  {:>9}  percentile  reported ms  true ms  off by", "rate", "sent");
        for rate in [100_u32, 1_000, 10_000] {
            one(rate, stall);
        }
    }
}

fn one(rate: u32, stall: bool) {
    let mut arguments = vec!["--latency", RULE];
    if stall {
        arguments.extend(["--stall", "1s@8s"]);
    }
    let server = Server::start(&arguments);
    // Enough for all that are under way at once, in the stall too: a request that waits for a
    // connection is late by our own doing.
    let connections = if stall { rate + rate / 5 + 100 } else { rate / 10 + 100 };
    let (json, _) = measure(
        "token-steady",
        &server,
        &[
            "--rate",
            &rate.to_string(),
            "--connections",
            &connections.to_string(),
            "--duration",
            &format!("{SECONDS}s"),
            "--ramp",
            "0s",
        ],
    );
    let held = server.stop();
    let counts = &json["counts"];
    let asked = f64::from(rate) * SECONDS;
    let sent = counts["started"].as_f64().unwrap_or_default() / asked;
    for (percent, truth) in PERCENTS.into_iter().zip(held) {
        let own = quantiles(&json).find(|own| own["percent"] == percent).expect("a percentile");
        let reported = own["us"].as_f64().unwrap_or_default() / 1e3;
        let off = reported - truth;
        let within = off.abs() <= 0.1 || off.abs() / truth <= 0.01;
        println!(
            "  {rate:>6}  {:>8.2}%  p{percent:<9}  {reported:>11.3}  {truth:>7.3}  {off:+.3} ms ({:+.2} %){}{}",
            sent * 100.0,
            off / truth * 100.0,
            if within { "" } else { "  MORE THAN 1 % AND 100 us" },
            if own["supported"] == true { "" } else { "  (few samples)" },
        );
    }
    let late = |percent: f64| {
        let own =
            quantiles_of(&json["generator"]["lateness"]).find(|own| own["percent"] == percent);
        own.and_then(|own| own["us"].as_f64()).unwrap_or_default()
    };
    println!(
        "          dispatch late by p50 {:.0} us, p99 {:.0} us, {}",
        late(50.0),
        late(99.0),
        json["generator"]["limited_by"]
    );
}

fn quantiles(json: &Value) -> impl Iterator<Item = &Value> {
    let series = json["series"].as_array().expect("series");
    let own = series.iter().find(|own| own["outcome"] == "ok").expect("good answers");
    quantiles_of(&own["latency"])
}

fn quantiles_of(distribution: &Value) -> impl Iterator<Item = &Value> {
    distribution["quantiles"].as_array().expect("quantiles").iter()
}
