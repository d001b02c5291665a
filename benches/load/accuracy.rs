//! Reported percentiles beside those of the injected latency, at three rates, with and without a
//! stall of one second.
//!
//! What is injected is not all of the truth: the server's timer, the kernel and the way there and
//! back add to it. A plain client on one blocking socket asks beside the load, some thirty times a
//! second; where assay is off by as much as that client, it is the server that was late.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::bench::{BASIC, BODY, FORM, Server, measure};

const RULE: &str = "20ms:60%,40ms:35%,80ms:4.5%,150ms:0.5%";
/// The same as delay in milliseconds and share.
const DELAYS: [(f64, f64); 4] = [(20.0, 0.6), (40.0, 0.35), (80.0, 0.045), (150.0, 0.005)];
const SECONDS: f64 = 20.0;
const PERCENTS: [f64; 4] = [50.0, 90.0, 99.0, 99.9];

/// Prints for each rate what was reported, what is true, and the difference.
pub(crate) fn run() {
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
    let (stop, stopped) = channel();
    let address = server.issuer.trim_start_matches("http://").to_owned();
    let plain = thread::spawn(move || probe(&address, &stopped));
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
    drop(stop);
    let plain = plain.join().expect("the plain client ends");
    let counts = &json["counts"];
    let asked = f64::from(rate) * SECONDS;
    let sent = counts["started"].as_f64().unwrap_or_default() / asked;
    let truth = truth(stall);
    for percent in PERCENTS {
        let own = quantiles(&json).find(|own| own["percent"] == percent).expect("a percentile");
        let reported = own["us"].as_f64().unwrap_or_default() / 1e3;
        let truth = truth[((truth.len() - 1) as f64 * percent / 100.0) as usize];
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
    let place = |share: f64| plain[((plain.len() - 1) as f64 * share) as usize];
    println!(
        "          a plain client beside it: p50 {:.3} ms, p90 {:.3} ms ({} samples)",
        place(0.5),
        place(0.9),
        plain.len()
    );
    let late = quantiles_of(&json["generator"]["lateness"]).find(|own| own["percent"] == 99.0);
    let late = late.and_then(|own| own["us"].as_f64()).unwrap_or_default();
    println!("          dispatch late by p99 {late:.0} us, {}", json["generator"]["limited_by"]);
}

/// Latencies of a blocking client, sorted, in milliseconds.
fn probe(address: &str, stopped: &Receiver<()>) -> Vec<f64> {
    let mut socket = TcpStream::connect(address).expect("the server listens");
    socket.set_nodelay(true).expect("a socket option");
    let request = format!(
        "POST /token HTTP/1.1\r\nhost: {address}\r\nauthorization: {BASIC}\r\ncontent-type: {FORM}\r\ncontent-length: {}\r\n\r\n{BODY}",
        BODY.len()
    );
    let (mut all, mut answer) = (Vec::new(), [0; 4096]);
    while let Err(RecvTimeoutError::Timeout) = stopped.recv_timeout(Duration::from_millis(10)) {
        let begun = Instant::now();
        socket.write_all(request.as_bytes()).expect("sent");
        // The answer is small and comes in one piece.
        assert!(socket.read(&mut answer).expect("an answer") > 0, "the server hung up");
        all.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    all.sort_by(f64::total_cmp);
    all
}

fn quantiles(json: &Value) -> impl Iterator<Item = &Value> {
    let series = json["series"].as_array().expect("series");
    let own = series.iter().find(|own| own["outcome"] == "ok").expect("good answers");
    quantiles_of(&own["latency"])
}

fn quantiles_of(distribution: &Value) -> impl Iterator<Item = &Value> {
    distribution["quantiles"].as_array().expect("quantiles").iter()
}

/// Latencies of evenly spaced arrivals, sorted, in milliseconds. During the stall no delay runs
/// down: what comes in it waits for its end and then its whole delay, what is due in it the rest.
fn truth(stall: bool) -> Vec<f64> {
    let (from, to) = if stall { (8_000.0, 9_000.0) } else { (f64::MAX, f64::MAX) };
    let mut all = Vec::new();
    // Each delay meets every arrival time, weighted by its share.
    for (delay, share) in DELAYS {
        let count = (share * 200_000.0_f64).round() as usize;
        for number in 0..count {
            let at = number as f64 / count as f64 * SECONDS * 1e3;
            let latency = if (from..to).contains(&at) {
                to - at + delay
            } else if at < from && at + delay >= from {
                delay + (to - from)
            } else {
                delay
            };
            all.push(latency);
        }
    }
    all.sort_by(f64::total_cmp);
    all
}
