//! The embedded server in a process of its own, so that it does not share the generator's time.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use miette::miette;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::cli::{Failed, embedded_target};
use crate::target::Target;

/// How long the server may take to be there.
const PATIENCE: Duration = Duration::from_secs(10);

/// A running server; it is killed when this is dropped.
#[derive(Debug)]
pub(super) struct Sibling {
    _process: Child,
}

/// Starts `assay serve` on a free port.
pub(super) async fn start() -> Result<(Sibling, Target), Failed> {
    let failed = |reason: &dyn std::fmt::Display| {
        Failed::not_established(miette!("failed to start the embedded server: {reason}"))
    };
    let program: PathBuf = std::env::current_exe().map_err(|error| failed(&error))?;
    let mut process = Command::new(program)
        .args(["serve", "--listen", "127.0.0.1:0", "--access-token-lifetime", "60s"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        // Ctrl-C goes to the whole group; the server must outlive the last answers.
        .process_group(0)
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| failed(&error))?;
    let output = process.stdout.take().ok_or_else(|| failed(&"it has no output"))?;
    let mut lines = BufReader::new(output).lines();
    let ready = async {
        while let Ok(Some(line)) = lines.next_line().await {
            if let Some(issuer) = line.strip_prefix("ready") {
                return Some(issuer.trim().to_owned());
            }
        }
        None
    };
    let issuer = tokio::time::timeout(PATIENCE, ready).await.ok().flatten();
    let issuer = issuer.ok_or_else(|| failed(&"it does not come up"))?;
    Ok((Sibling { _process: process }, embedded_target(&issuer)))
}
