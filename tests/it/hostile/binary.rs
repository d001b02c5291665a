//! The built binary as a user runs it.

use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;
use tokio::time::timeout;

/// Longer than any command of these tests takes on a busy machine; a hang ends here.
const PATIENCE: Duration = Duration::from_secs(120);

/// How a command ended and what it wrote.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) code: Option<i32>,
    pub(super) out: String,
    pub(super) err: String,
}

impl Said {
    /// The message on standard error in one line: drawn with lines, it is broken at any width.
    pub(super) fn message(&self) -> String {
        let lines = self.err.lines().map(|line| line.trim().trim_start_matches('│').trim());
        let mut message = String::new();
        for line in lines.filter(|line| !line.is_empty()) {
            // Words with a hyphen are broken behind it.
            if !message.is_empty() && !message.ends_with('-') {
                message.push(' ');
            }
            message.push_str(line);
        }
        message
    }
}

/// Runs a command to its end.
pub(super) async fn assay(arguments: &[&str]) -> Said {
    finish(start(arguments, &[])).await
}

/// Runs a command to its end, with more in its environment.
pub(super) async fn assay_in(arguments: &[&str], environment: &[(&str, &str)]) -> Said {
    finish(start(arguments, environment)).await
}

/// Starts a command.
pub(super) fn start(arguments: &[&str], environment: &[(&str, &str)]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_assay"))
        .args(arguments)
        .env_remove("CLICOLOR_FORCE")
        .envs(environment.iter().copied())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs")
}

/// Waits for the end of a command; one that never ends is killed, and fails the test.
pub(super) async fn finish(child: Child) -> Said {
    let id = child.id();
    let waiting = tokio::task::spawn_blocking(move || child.wait_with_output());
    let ended = timeout(PATIENCE, waiting).await;
    if ended.is_err() {
        signal("KILL", id);
    }
    let output: Output = ended.expect("the command ends").expect("waited").expect("output");
    let text = |octets: Vec<u8>| String::from_utf8(octets).expect("assay writes UTF-8");
    Said { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// Sends a signal to a process of ours.
pub(super) fn signal(name: &str, id: u32) {
    let sent = Command::new("kill").args([&format!("-{name}"), &id.to_string()]).status();
    assert!(sent.expect("kill runs").success(), "{name} reaches {id}");
}

/// A folder with a target file and room for reports.
#[derive(Debug)]
pub(super) struct Desk {
    folder: TempDir,
}

/// What a run came to.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) said: Said,
    pub(super) json: Value,
}

impl Desk {
    /// A folder with this target file.
    pub(super) fn new(target: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("target.toml"), target).expect("written");
        Self { folder }
    }

    /// A file in the folder.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The path of a file in the folder, as an argument.
    pub(super) fn argument(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    /// `assay run --target target.toml --report json=run.json` with more arguments.
    pub(super) fn run(&self, more: &[&str]) -> Child {
        self.run_in(more, &[])
    }

    /// The same with more in the environment.
    pub(super) fn run_in(&self, more: &[&str], environment: &[(&str, &str)]) -> Child {
        let target = self.argument("target.toml");
        let report = format!("json={}", self.argument("run.json"));
        let mut arguments = vec!["run", "--target", &target, "--report", &report, "--seed", "1"];
        arguments.extend(more);
        start(&arguments, environment)
    }

    /// Runs it to its end and reads the report.
    pub(super) async fn outcome(&self, more: &[&str]) -> Outcome {
        let said = finish(self.run(more)).await;
        Outcome { json: self.report(&said), said }
    }

    /// The JSON report of a run that ended so.
    pub(super) fn report(&self, said: &Said) -> Value {
        let text = std::fs::read_to_string(self.path("run.json"));
        let text = text.unwrap_or_else(|error| panic!("no report: {error}; {said:?}"));
        serde_json::from_str(&text).expect("JSON")
    }
}

impl Outcome {
    /// All results.
    pub(super) fn results(&self) -> &[Value] {
        self.json["results"].as_array().map(Vec::as_slice).unwrap_or_default()
    }

    /// One result.
    pub(super) fn result(&self, id: &str) -> &Value {
        let found = self.results().iter().find(|own| own["id"] == id);
        found.unwrap_or_else(|| panic!("no result {id}: {:?}", self.said))
    }

    /// The verdict of a result.
    pub(super) fn verdict(&self, id: &str) -> &str {
        self.result(id)["verdict"].as_str().unwrap_or_default()
    }

    /// Why a result was not established.
    pub(super) fn reason(&self, id: &str) -> &str {
        self.result(id)["reason"].as_str().unwrap_or_default()
    }

    /// The ids of all results with this verdict.
    pub(super) fn with_verdict(&self, verdict: &str) -> Vec<&str> {
        let found = self.results().iter().filter(|own| own["verdict"] == verdict);
        found.filter_map(|own| own["id"].as_str()).collect()
    }
}

/// A target file with all endpoints by hand at `origin`, one confidential client and short
/// deadlines.
pub(super) fn target(origin: &str) -> String {
    format!(
        r#"
name = "hostile"

[endpoints]
authorization = "{origin}/authorize"
token         = "{origin}/token"
revocation    = "{origin}/revoke"
introspection = "{origin}/introspect"

[[client]]
role   = "confidential"
id     = "web"
secret = "marked-client-secret"
grants = ["authorization_code", "refresh_token", "client_credentials"]
redirect_uris = ["https://client.example/callback"]

[[resource_owner]]
username = "alice"
password = "marked-password"

[scopes]
allowed = ["read", "write"]

[[resource]]
url   = "{origin}/resource"
scope = "read"

[manners]
connect_timeout    = 2
first_byte_timeout = 1
timeout            = 2
"#
    )
}
