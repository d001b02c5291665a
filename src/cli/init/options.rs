//! Arguments of `assay init`; their help texts teach.

use std::path::PathBuf;

use clap::Args;

/// `assay init`.
#[derive(Debug, Args)]
pub(in crate::cli) struct InitOptions {
    /// Issuer identifier: https://as.example.
    pub(in crate::cli) issuer: String,
    /// Target file to write, never over one that is there; `-` is standard output.
    #[arg(long, value_name = "FILE", default_value = "target.toml")]
    pub(in crate::cli) out: PathBuf,
    /// PEM file with certificates to trust beside those of the system.
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) ca_file: Option<PathBuf>,
    /// Register clients (RFC 7591): one with a secret, another one, and one without.
    ///
    /// Each secret goes into a file of its own beside the target file, FILE.ROLE.secret, that only
    /// its owner can read; none is printed.
    #[arg(long)]
    pub(in crate::cli) register: bool,
    /// Environment variable with the initial access token, where registration takes one.
    #[arg(long, value_name = "NAME", requires = "register")]
    pub(in crate::cli) initial_access_token_env: Option<String>,
    /// Redirect URI to register instead of the usual ones; may be repeated.
    #[arg(long, value_name = "URL", requires = "register")]
    pub(in crate::cli) redirect_uri: Vec<String>,
    /// Scopes to register the clients for, separated by spaces; the server's choice if left out.
    #[arg(long, value_name = "SCOPE", requires = "register")]
    pub(in crate::cli) scope: Option<String>,
    /// Write the secrets into the target file, which only its owner can then read.
    #[arg(long, requires = "register")]
    pub(in crate::cli) secrets_in_target: bool,
}

impl InitOptions {
    /// The file to write; `None` for standard output.
    pub(super) fn file(&self) -> Option<&std::path::Path> {
        (self.out.as_os_str() != "-").then_some(self.out.as_path())
    }
}
