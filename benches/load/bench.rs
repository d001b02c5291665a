//! Servers, generators and statistics that the benches share.

use std::io::{BufRead as _, BufReader, Lines};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::Value;

/// The binary under test.
pub(crate) const ASSAY: &str = env!("CARGO_BIN_EXE_assay");

/// The token request that every tool sends.
pub(crate) const BODY: &str = "grant_type=client_credentials&scope=read";
/// `conf-client` and its published secret, form-encoded (RFC 6749 section 2.3.1).
pub(crate) const BASIC: &str = "Basic Y29uZi1jbGllbnQ6YzBuZiUzQStzJTI1Y3JldCUyQiUyRiVDMyVCQw==";
/// Its media type.
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

/// An embedded server on core 0; it ends when this is dropped.
pub(crate) struct Server {
    process: Child,
    output: Lines<BufReader<ChildStdout>>,
    /// Where it is.
    pub(crate) issuer: String,
    /// A target file for it.
    pub(crate) target: PathBuf,
}

impl Server {
    /// Starts one with further arguments of `assay serve`.
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let mut process = Command::new("taskset")
            .args(["-c", "0", ASSAY, "serve", "--listen", "127.0.0.1:0"])
            .args(["--access-token-lifetime", "20s"])
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .expect("taskset and assay start");
        let mut output = BufReader::new(process.stdout.take().expect("standard output")).lines();
        let ready = output
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("ready").map(|issuer| issuer.trim().to_owned()));
        let issuer = ready.expect("the server comes up");
        let own = include_str!("../../fixtures/targets/embedded.toml");
        let target = std::env::temp_dir().join(format!("assay-bench-{}.toml", process.id()));
        std::fs::write(&target, own.replace("http://127.0.0.1:8414", &issuer)).expect("written");
        Self { process, output, issuer, target }
    }

    /// Ends it: how long it held answers back, in milliseconds, by p50, p90, p99 and p99.9.
    pub(crate) fn stop(mut self) -> Vec<f64> {
        let pid = self.process.id().to_string();
        Command::new("kill").args(["-INT", &pid]).status().expect("kill starts");
        let mut lines = self.output.by_ref().map_while(Result::ok);
        let held = lines.find(|line| line.starts_with("held ")).expect("it held answers back");
        let number =
            |part: &str| part.split(' ').rev().nth(1)?.parse().ok().map(|us: f64| us / 1e3);
        held.split(", ").skip(1).filter_map(number).collect()
    }
}

/// Keeps both cores from sleeping, with spinners that give way to everything else.
pub(crate) fn awake() -> Vec<Spinner> {
    let spinner = |core| {
        let words = ["-c", core, "chrt", "-i", "0", "sh", "-c", "while :; do :; done"];
        Spinner(Command::new("taskset").args(words).spawn().expect("taskset and chrt start"))
    };
    ["0", "1"].map(spinner).into()
}

/// A process that spins until this is dropped.
pub(crate) struct Spinner(Child);

impl Drop for Spinner {
    fn drop(&mut self) {
        let _gone = self.0.kill();
        let _gone = self.0.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _gone = self.process.kill();
        let _gone = self.process.wait();
        let _gone = std::fs::remove_file(&self.target);
    }
}

/// A command on core 1: its standard output and its CPU time in seconds, user and system.
pub(crate) fn timed(command: &[String]) -> (String, f64) {
    let quoted: Vec<String> =
        command.iter().map(|word| format!("'{}'", word.replace('\'', r"'\''"))).collect();
    let script = format!("TIMEFORMAT='cpu %U %S'; time taskset -c 1 {}", quoted.join(" "));
    let output = Command::new("bash").args(["-c", &script]).output().expect("bash starts");
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    let line = errors.lines().rev().find_map(|line| line.strip_prefix("cpu "));
    let seconds = line.map(|line| line.split(' ').filter_map(|own| own.parse::<f64>().ok()).sum());
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    (text, seconds.unwrap_or_else(|| panic!("no CPU time of {command:?}:\n{errors}")))
}

/// The words of `assay load` with a JSON report on standard output.
pub(crate) fn load(profile: &str, server: &Server, arguments: &[&str]) -> Vec<String> {
    let target = server.target.display().to_string();
    let own = [ASSAY, "load", profile, "--target", &target, "--quiet", "--report", "json=-"];
    own.iter().chain(arguments).map(|word| (*word).to_owned()).collect()
}

/// Runs `assay load` on core 1: the report and the CPU time in seconds.
pub(crate) fn measure(profile: &str, server: &Server, arguments: &[&str]) -> (Value, f64) {
    let (text, seconds) = timed(&load(profile, server, arguments));
    (serde_json::from_str(&text).expect("a JSON report"), seconds)
}

/// Lower quartile, median and upper quartile.
pub(crate) fn quartiles(mut values: Vec<f64>) -> [f64; 3] {
    values.sort_by(f64::total_cmp);
    [0.25, 0.5, 0.75].map(|share| values[((values.len() - 1) as f64 * share).round() as usize])
}
