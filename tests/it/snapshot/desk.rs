//! The binary under test, a folder to work in, and single probes without the binary.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use assay::cli::Embedded;
use assay::reference::Fault;
use assay::runner::{Context, Transport, probe};
use assay::scenario::Catalog;
use assay::snapshot::{Fingerprint, Probe, Reading, probes};
use assay::target::Target;
use jiff::Timestamp;
use tempfile::TempDir;
use tokio::process::Command;
use tokio::sync::mpsc;

/// How a command ended and what it said.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) code: i32,
    pub(super) out: String,
    pub(super) err: String,
}

/// A folder with a target file for a server.
pub(super) struct Desk(TempDir);

impl Desk {
    pub(super) fn new() -> Self {
        Self(TempDir::new().expect("a folder"))
    }

    /// With the embedded target file for a server at `issuer`.
    pub(super) fn of(issuer: &str) -> Self {
        let desk = Self::new();
        desk.aim(issuer);
        desk
    }

    /// Turns the target file to another server.
    pub(super) fn aim(&self, issuer: &str) {
        let text = std::fs::read_to_string(root().join("fixtures/targets/embedded.toml"));
        let text = text.expect("the target file").replace("http://127.0.0.1:8414", issuer);
        self.write("target.toml", &text);
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(super) fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap_or_else(|error| panic!("{name}: {error}"));
    }

    pub(super) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The names of the files in the snapshot folder.
    pub(super) fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.path("snaps")).into_iter().flatten().flatten();
        let mut names: Vec<String> =
            entries.map(|own| own.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// `assay snapshot <arguments>` in this folder, for the server of the target file.
    pub(super) async fn targeted(&self, arguments: &[&str]) -> Said {
        self.snapshot(&[arguments, &["--dir", "snaps", "--target", "target.toml"]].concat()).await
    }

    /// `assay snapshot <arguments>` in this folder.
    pub(super) async fn snapshot(&self, arguments: &[&str]) -> Said {
        self.snapshot_with(arguments, &[]).await
    }

    pub(super) async fn snapshot_with(&self, arguments: &[&str], env: &[(&str, &str)]) -> Said {
        said(Some(self.0.path()), arguments, env).await
    }
}

/// `assay snapshot <arguments>` in the root of the crate.
pub(super) async fn at_root(arguments: &[&str]) -> Said {
    said(Some(root()), arguments, &[]).await
}

async fn said(folder: Option<&Path>, arguments: &[&str], env: &[(&str, &str)]) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_assay"));
    for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "RUST_BACKTRACE"] {
        command.env_remove(variable);
    }
    command.arg("snapshot").args(arguments).stdin(Stdio::null()).envs(env.iter().copied());
    command.current_dir(folder.unwrap_or(root()));
    let output = command.output().await.expect("assay");
    let text = |octets: Vec<u8>| String::from_utf8(octets).expect("UTF-8");
    let code = output.status.code().expect("an exit code");
    Said { code, out: text(output.stdout), err: text(output.stderr) }
}

pub(super) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub(super) fn all_probes() -> Vec<Probe> {
    let catalog = Catalog::load(&[]).expect("the built-in catalog");
    probes(&catalog.registry).expect("sound probes")
}

/// Asks a target one probe.
pub(super) async fn ask(target: Target, name: &str, seed: u64) -> Reading {
    let transport = Transport::new(&target).expect("a transport");
    let probed = probe(target, &transport).await.expect("a target");
    let own = all_probes().into_iter().find(|own| own.name == name).expect("a probe");
    if let Some(reason) = own.left_out(&probed.target, &probed.capabilities) {
        return Reading::LeftOut(reason);
    }
    let (events, _unheard) = mpsc::unbounded_channel();
    let context = Context::new(probed.target, transport, seed, events);
    let transcript = own.perform(&context, name).await;
    Reading::of(&own, &context.target, &transcript, Timestamp::now())
}

/// What the embedded server with these faults answers to one probe.
pub(super) async fn print_of(faults: &[Fault], name: &str, seed: u64) -> Fingerprint {
    let embedded = Embedded::start(faults, Some(seed)).await.expect("a server");
    match ask(embedded.target.clone(), name, seed).await {
        Reading::Seen { fingerprint, unmet: None } => fingerprint,
        other => panic!("{name} with {faults:?}: {other:?}"),
    }
}
