//! Memory of the generator over a long run: read every five seconds, the slope by least squares.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::bench::{Server, load};

/// What is loaded while the memory is read.
const RATE: &str = "1000";

/// Prints the memory minute by minute and its slope after the first one.
pub(crate) fn run(minutes: u64) {
    let server = Server::start(&[]);
    let duration = format!("{minutes}m");
    let words = load("token-steady", &server, &["--rate", RATE, "--duration", &duration]);
    let mut process = Command::new("taskset")
        .args(["-c", "1"])
        .args(&words)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("assay starts");
    let (begun, mut samples) = (Instant::now(), Vec::new());
    let (_alive, clock) = std::sync::mpsc::channel::<()>();
    while process.try_wait().expect("its state").is_none() {
        let file = format!("/proc/{}/statm", process.id());
        let pages = std::fs::read_to_string(file).ok();
        let pages = pages.and_then(|own| own.split(' ').nth(1)?.parse::<f64>().ok());
        if let Some(pages) = pages {
            samples.push((begun.elapsed().as_secs_f64() / 60.0, pages * 4096.0 / 1e6));
        }
        let _tick = clock.recv_timeout(Duration::from_secs(5));
    }
    println!("\nmemory at {RATE} journeys a second");
    for minute in 0..=minutes {
        if let Some((_, mb)) = samples.iter().find(|(at, _)| *at >= minute as f64) {
            println!("  after {minute:>2} min  {mb:>6.1} MB");
        }
    }
    let settled: Vec<&(f64, f64)> = samples.iter().filter(|(at, _)| *at >= 1.0).collect();
    let count = settled.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| settled.iter().map(|own| of(own)).sum::<f64>() / count;
    let (time, memory) = (mean(|own| own.0), mean(|own| own.1));
    let slope = settled.iter().map(|(at, mb)| (at - time) * (mb - memory)).sum::<f64>()
        / settled.iter().map(|(at, _)| (at - time).powi(2)).sum::<f64>();
    println!("  slope after the first minute: {slope:.3} MB a minute");
}
