//! The binary under test, and a server of its own to test.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// How a command ended and what it said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Said {
    pub(crate) fn of(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        let code = output.status.code().expect("an exit code");
        Self { code, out: text(output.stdout), err: text(output.stderr) }
    }
}

pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_assay"));
    for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "RUST_BACKTRACE"] {
        command.env_remove(variable);
    }
    command.args(arguments).stdin(Stdio::null());
    command
}

pub(crate) fn assay(arguments: &[&str]) -> Said {
    Said::of(command(arguments).output().expect("assay"))
}

/// What a command that must succeed says.
pub(crate) fn told(arguments: &[&str]) -> String {
    let said = assay(arguments);
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{arguments:?}");
    said.out
}

/// `assay serve` with a target file; killed when dropped.
pub(crate) struct Served {
    pub(crate) child: Child,
    pub(crate) issuer: String,
    /// What it said before it was ready.
    pub(crate) before: String,
    pub(crate) target: PathBuf,
}

impl Served {
    pub(crate) fn start(arguments: &[&str], folder: &Path) -> Self {
        let mut command = command(&["serve", "--listen", "127.0.0.1:0"]);
        let mut child =
            command.args(arguments).stdout(Stdio::piped()).spawn().expect("assay serve");
        let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let mut lines = lines.map(|line| line.expect("UTF-8"));
        let mut before = String::new();
        let issuer = lines.find_map(|line| {
            let ready = line.strip_prefix("ready").map(|own| own.trim().to_owned());
            if ready.is_none() {
                before.push_str(&(line + "\n"));
            }
            ready
        });
        let issuer = issuer.expect("`ready` with the URL");
        let text = fs::read_to_string(root().join("fixtures/targets/embedded.toml"));
        let text = text.expect("the target file").replace("http://127.0.0.1:8414", &issuer);
        let target = folder.join("target.toml");
        fs::write(&target, text).expect("a target file");
        Self { child, issuer, before, target }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _gone = self.child.kill().and_then(|()| self.child.wait());
    }
}

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub(crate) fn folder() -> TempDir {
    TempDir::new().expect("a temporary folder")
}

pub(crate) fn run(text: &str) -> Value {
    serde_json::from_str(text).expect("a run as JSON")
}
