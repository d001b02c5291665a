//! The emulation that a target file names, as a target.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use miette::miette;

use super::dialect::Spoken;
use super::{Failed, target};
use crate::reference::{self, Running, Settings};
use crate::target::{Target, load_at, stand_in};

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
        let spoken = Spoken::find(&name, variants)?;
        let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let server =
            reference::start(any, false, |issuer| Settings { seed, ..spoken.settings(issuer) });
        let server = server.await.map_err(|error| {
            Failed::not_established(miette!("failed to start the emulation: {error}"))
        })?;
        let target =
            load_at(path, Some(&server.issuer), &target::environment).map_err(Failed::usage)?;
        Ok(Self { server, target })
    }
}
