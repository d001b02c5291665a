//! Proves the trials over many seeds, where the test suite takes a few.
//!
//! ```text
//! cargo bench --bench seeds                  # both of the following
//! cargo bench --bench seeds -- green 200     # the right server stays green over so many seeds
//! cargo bench --bench seeds -- caught 20     # each gap and late revocation is found so many times
//! ```
//! Ends with an error when a seed is red, or a fault is missed.

#![allow(clippy::print_stdout, reason = "a bench prints")]

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use assay::scenario::Catalog;

const TRIALS: [&str; 4] = ["property/", "lifecycle/", "race/", "lag/"];

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let count = words.get(1).and_then(|word| word.parse().ok());
    let missed = match words.first().map(String::as_str) {
        Some("green") => green(count.unwrap_or(200)),
        Some("caught") => caught(count.unwrap_or(20)),
        Some(other) => vec![format!("there is no `{other}`: green or caught")],
        None => [green(200), caught(20)].concat(),
    };
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

/// The seeds with which the right server is not green.
fn green(seeds: u32) -> Vec<String> {
    let red = |seed: &u32| run(&[&TRIALS[..], &["--seed", &seed.to_string()]].concat()) != Some(0);
    let red: Vec<String> = (1..=seeds).filter(red).map(|seed| format!("seed {seed}")).collect();
    println!("the right server: {} of {seeds} seeds are green", seeds as usize - red.len());
    red
}

/// The races and lags that let a fault pass, and how often.
fn caught(times: u32) -> Vec<String> {
    let catalog = Catalog::load(&[]).expect("the built-in catalog");
    let timed = |id: &str| id.starts_with("race/") || id.starts_with("lag/");
    let mut missed = Vec::new();
    for (own, fault) in catalog
        .scenarios
        .values()
        .filter(|own| timed(&own.id))
        .flat_map(|own| own.catches.iter().map(move |fault| (own, fault)))
    {
        let server = Served::start(fault);
        let red = |seed: &u32| {
            let seed = seed.to_string();
            // The suite that holds all of them against a server.
            run(&[&own.id, "--target", &server.target, "--seed", &seed, "--suite", "bcp"])
                == Some(1)
        };
        let found = (1..=times).filter(red).count();
        println!("{}: {fault} is found {found} times of {times}", own.id);
        if found < times as usize {
            missed.push(format!("{}: {fault}: {found} of {times}", own.id));
        }
    }
    missed
}

/// The exit code of `assay run`.
fn run(arguments: &[&str]) -> Option<i32> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_assay"));
    let folder = std::env::temp_dir().join("assay-seeds");
    let command = command.args(["run", "--quiet", "--replays"]).arg(folder).args(arguments);
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().expect("assay runs").code()
}

/// The reference server with one fault, and the target file for it.
struct Served {
    child: Child,
    target: String,
}

impl Served {
    fn start(fault: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_assay"))
            .args(["serve", "--listen", "127.0.0.1:0", "--fault", fault])
            .stdout(Stdio::piped())
            .spawn()
            .expect("assay serves");
        let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let ready = |line: String| line.strip_prefix("ready   ").map(str::to_owned);
        let issuer = lines.map_while(Result::ok).find_map(ready).expect("it says where it is");
        let text = include_str!("../fixtures/targets/embedded.toml");
        let path = std::env::temp_dir().join(format!("assay-seeds-{fault}.toml"));
        std::fs::write(&path, text.replace("http://127.0.0.1:8414", &issuer)).expect("a file");
        Self { child, target: path.display().to_string() }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may be gone already.
        let _killed = self.child.kill();
        let _ended = self.child.wait();
    }
}
