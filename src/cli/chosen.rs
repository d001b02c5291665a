//! Which server is meant: arguments that every command about a target has.

use std::path::PathBuf;

use clap::Args;

/// Which server.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct ChosenTarget {
    /// Target file; without it and --issuer the embedded reference server is meant.
    #[arg(long, value_name = "FILE", conflicts_with = "issuer")]
    pub(super) target: Option<PathBuf>,
    /// Issuer of a server of which nothing else is known: only what needs no client can be tried.
    #[arg(long, value_name = "URL")]
    pub(super) issuer: Option<String>,
    /// Start the emulation of the dialect that the target file names, and mean that.
    #[arg(long, requires = "target")]
    pub(super) emulate: bool,
    /// Variant of the emulated dialect (`assay list dialects`); may be repeated.
    #[arg(long, value_name = "NAME", requires = "emulate")]
    pub(super) variant: Vec<String>,
}

/// Which server, and how it is asked.
#[derive(Debug, Args)]
pub(super) struct ServerOptions {
    #[command(flatten)]
    pub(super) chosen: ChosenTarget,
    /// Seed of every random value; drawn anew if left out.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Requests a second at the most; wins over the target file.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) rate: Option<u32>,
    /// Only what matters: no progress, and nothing about what is as it should be.
    #[arg(long, short)]
    pub(super) quiet: bool,
}

impl ServerOptions {
    /// The seed that was given, or a new one.
    pub(super) fn seed(&self) -> u64 {
        self.seed.unwrap_or_else(|| rand::random::<u32>().into())
    }
}

impl ChosenTarget {
    /// Whether no server was named.
    pub(super) fn is_embedded(&self) -> bool {
        self.target.is_none() && self.issuer.is_none()
    }
}
