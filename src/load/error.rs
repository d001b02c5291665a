//! Why a load run cannot be made.

use miette::Diagnostic;
use thiserror::Error;

/// Why a load run cannot be made.
#[derive(Debug, Error, Diagnostic)]
pub enum LoadError {
    /// Another machine, and nobody allowed it.
    #[error("load on {host} is not allowed")]
    #[diagnostic(help(
        "load goes to loopback only; if you may load that server, write `load = \"allowed\"` under [manners] in the target file"
    ))]
    NotAllowed {
        /// The host.
        host: String,
    },
    /// More than assay will ever send.
    #[error("at most {most} {what} are allowed")]
    Ceiling {
        /// Of what.
        what: String,
        /// How many.
        most: String,
    },
    /// Connections that the system does not let assay open.
    #[error(
        "{connections} connections take more file descriptors than the {limit} that are allowed"
    )]
    #[diagnostic(help("raise the limit (`ulimit -n`), or take fewer users or connections"))]
    Files {
        /// How many are asked for.
        connections: usize,
        /// The limit.
        limit: u64,
    },
    /// The target can take no journey of the profile.
    #[error("the target can take no journey of the profile: {0}")]
    NothingToDo(String),
    /// A journey does not even work without load.
    #[error("{0}")]
    #[diagnostic(help(
        "the load was not started; `assay run` tells more about the server at rest"
    ))]
    AtRest(String),
    /// The target file says something impossible.
    #[error("failed to set up the connections: {0}")]
    Target(String),
    /// goose refuses.
    #[error("failed to drive the load: {0}")]
    Driver(String),
}
