//! Measures `assay load` itself, against the embedded server in a process of its own.
//!
//! ```text
//! cargo bench --bench load               # everything but the ten minutes of `memory`
//! cargo bench --bench load -- cpu        # CPU per request beside oha and wrk, interleaved
//! cargo bench --bench load -- accuracy   # reported percentiles beside the injected ones
//! cargo bench --bench load -- start      # 1,000 and 10,000 virtual users: first request, memory
//! cargo bench --bench load -- memory 10  # memory over so many minutes
//! ```
//! `cpu` needs wrk (Debian's package) and oha (`cargo install oha`) on the path, all need taskset.
//! The server runs on core 0, the generator on core 1.

#![allow(clippy::print_stdout, reason = "a bench prints")]

mod accuracy;
mod bench;
mod cpu;
mod memory;
mod start;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let word = words.first().map(String::as_str);
    let minutes = words.get(1).and_then(|word| word.parse().ok()).unwrap_or(10);
    match word {
        Some("cpu") => cpu::run(),
        Some("accuracy") => accuracy::run(),
        Some("start") => start::run(),
        Some("memory") => memory::run(minutes),
        None => {
            cpu::run();
            accuracy::run();
            start::run();
        }
        Some(other) => println!("there is no `{other}`: cpu, accuracy, start or memory MINUTES"),
    }
}
