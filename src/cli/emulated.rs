//! The emulation that a target file names, or one by its name, as a target.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use miette::miette;

use super::dialect::{Spoken, target_file};
use super::{Failed, target};
use crate::reference::{self, Running, Settings};
use crate::target::{Source, Target, load_at, read, stand_in};

/// A running emulation with the target that describes it.
#[derive(Debug)]
pub(super) struct Emulated {
    /// The server; it stops when this is dropped.
    pub(super) server: Running,
    /// The target.
    pub(super) target: Target,
}

impl Emulated {
    /// Starts the emulation for a target file on a free loopback port.
    pub(super) async fn start(
        path: &Path,
        variants: &[String],
        seed: Option<u64>,
    ) -> Result<Self, Failed> {
        let name = stand_in(path).map_err(Failed::usage)?.ok_or_else(|| {
            let cure = "write `emulate = \"NAME\"`; `assay list dialects` names them";
            Failed::usage(miette!(help = cure, "{} names no dialect", path.display()))
        })?;
        let server = started(&name, variants, seed).await?;
        let target =
            load_at(path, Some(&server.issuer), &target::environment).map_err(Failed::usage)?;
        Ok(Self { server, target })
    }

    /// Starts an emulation with the target file that is compiled in for it.
    pub(super) async fn built_in(
        name: &str,
        variants: &[String],
        seed: Option<u64>,
    ) -> Result<Self, Failed> {
        let server = started(name, variants, seed).await?;
        let document = target_file(name).ok_or_else(|| {
            Failed::usage(miette!("no target file says how to speak to the dialect `{name}`"))
        })?;
        let source = Source { folder: Path::new("fixtures/targets"), env: &|_| None };
        let mut target = read(&document, &source).map_err(|error| Failed::usage(*error))?;
        target.move_to(&server.issuer);
        Ok(Self { server, target })
    }
}

async fn started(name: &str, variants: &[String], seed: Option<u64>) -> Result<Running, Failed> {
    let spoken = Spoken::find(name, variants)?;
    let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let server =
        reference::start(any, false, |issuer| Settings { seed, ..spoken.settings(issuer) });
    server
        .await
        .map_err(|error| Failed::not_established(miette!("failed to start the emulation: {error}")))
}
