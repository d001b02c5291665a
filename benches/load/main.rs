//! Measures `assay load` itself, against the embedded server in a process of its own.
//!
//! ```text
//! cargo bench --profile dist --bench load               # all but the ten minutes of `memory`
//! cargo bench --profile dist --bench load -- cpu        # CPU per request beside oha and wrk
//! cargo bench --profile dist --bench load -- accuracy   # reported percentiles beside the true ones
//! cargo bench --profile dist --bench load -- start      # 1,000 and 10,000 virtual users
//! cargo bench --profile dist --bench load -- memory 10  # memory over so many minutes
//! ```
//! The profile `dist` is what is shipped; without it the build is quicker and the program slower.
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
