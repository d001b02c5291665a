//! The built binary under load, and what it reports.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::time::Duration;

use assay::measurement::{Measurement, Outcome};
use assay::report::read_measurement;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

/// Longer than any run of these tests takes on a busy machine; a hang ends here.
const PATIENCE: Duration = Duration::from_secs(180);

/// More runs at once would starve each other.
static TURNS: Semaphore = Semaphore::const_new(2);

/// The right to put load on something; held until a run is over.
pub(super) struct Turn(SemaphorePermit<'static>);

/// Waits until few others put load on something.
pub(super) async fn turn() -> Turn {
    Turn(TURNS.acquire().await.expect("it is never closed"))
}

impl Turn {
    /// Starts `assay load` with its JSON report on standard output.
    pub(super) fn start(&self, arguments: &[&str]) -> Child {
        let Self(_held) = self;
        let report = ["load", "--quiet", "--report", "json=-"];
        command(&[&report, arguments].concat()).spawn().expect("the binary runs")
    }
}

/// Runs a command that makes no load.
pub(super) async fn assay(arguments: &[&str]) -> Said {
    finish(command(arguments).spawn().expect("the binary runs")).await
}

/// Waits for the end of a command; one that never ends fails the test and is killed.
pub(super) async fn finish(child: Child) -> Said {
    let ended = timeout(PATIENCE, child.wait_with_output()).await;
    let output = ended.expect("the command ends").expect("its output");
    let text = |octets: Vec<u8>| String::from_utf8(octets).expect("assay writes UTF-8");
    let said =
        Said { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) };
    assert!(!said.err.contains("panicked"), "{}", said.err);
    said
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_assay"));
    for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "RUST_BACKTRACE"] {
        command.env_remove(variable);
    }
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.kill_on_drop(true);
    command
}

/// How a command ended and what it wrote.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) code: Option<i32>,
    pub(super) out: String,
    pub(super) err: String,
}

impl Said {
    /// The report: valid by the committed schema, with counts that add up, and alone on standard
    /// output.
    pub(super) fn report(&self) -> Measurement {
        let value: Value = serde_json::from_str(&self.out)
            .unwrap_or_else(|error| panic!("{error}: {self:?} is no report"));
        let version = value["schema_version"].as_str().expect("a version");
        let root = env!("CARGO_MANIFEST_DIR");
        let schema = std::fs::read_to_string(format!("{root}/reports/load-{version}.schema.json"));
        let schema: Value = serde_json::from_str(&schema.expect("its schema")).expect("JSON");
        let schema = jsonschema::validator_for(&schema).expect("a schema");
        let errors: Vec<String> = schema.iter_errors(&value).map(|own| own.to_string()).collect();
        assert!(errors.is_empty(), "the report is not valid:\n{}", errors.join("\n"));
        let own = read_measurement(&self.out).expect("a measurement");
        adds_up(&own);
        own
    }

    /// The report of a run that ended with this exit code.
    pub(super) fn report_of(&self, code: i32) -> Measurement {
        assert_eq!(self.code, Some(code), "{}", self.err);
        self.report()
    }
}

/// Every arrival and every request has one fate.
fn adds_up(own: &Measurement) {
    let counts = &own.counts;
    assert_eq!(counts.asked, counts.started + counts.not_sent + counts.held_back, "{counts:?}");
    assert_eq!(counts.requests, counts.outcomes.values().sum::<u64>(), "{counts:?}");
    let answered = counts.requests - counts.of(Outcome::NoAnswer);
    assert_eq!(answered, counts.statuses.values().sum::<u64>(), "{counts:?}");
    assert_eq!(counts.of(Outcome::NoAnswer), counts.no_answer.values().sum::<u64>(), "{counts:?}");
    let mut sampled: BTreeMap<Outcome, u64> = BTreeMap::new();
    for series in &own.series {
        *sampled.entry(series.outcome).or_default() += series.latency.count;
    }
    assert_eq!(counts.outcomes, sampled, "each request has its latency");
    let in_time: u64 = own.timeline.iter().map(|point| point.requests).sum();
    assert!(in_time >= counts.requests, "{in_time} on the timeline, {counts:?}");
}

/// `assay serve`; killed when dropped.
pub(super) struct Served {
    _child: Child,
    /// `http://127.0.0.1:PORT`, or https.
    pub(super) issuer: String,
}

impl Served {
    pub(super) async fn start(arguments: &[&str]) -> Self {
        let mut command = command(&["serve", "--listen", "127.0.0.1:0"]);
        let mut child = command.args(arguments).stderr(Stdio::inherit()).spawn().expect("a server");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let ready = async {
            while let Some(line) = lines.next_line().await.expect("UTF-8") {
                if let Some(issuer) = line.strip_prefix("ready") {
                    return issuer.trim().to_owned();
                }
            }
            panic!("no `ready` with the URL");
        };
        let issuer = timeout(PATIENCE, ready).await.expect("the server comes up");
        Self { _child: child, issuer }
    }
}
