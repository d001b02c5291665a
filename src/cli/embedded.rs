//! The embedded reference server as a target.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use crate::document::Document;
use crate::reference::{self, Fault, Running, Settings};
use crate::target::{Source, Target, read};

const TARGET: &str = include_str!("../../fixtures/targets/embedded.toml");

/// A running reference server with the target that describes it.
#[derive(Debug)]
pub struct Embedded {
    /// The server; it stops when this is dropped.
    pub server: Running,
    /// The target.
    pub target: Target,
}

impl Embedded {
    /// Starts a server with the given faults on a free loopback port.
    ///
    /// # Errors
    /// No port can be had.
    pub async fn start(faults: &[Fault], seed: Option<u64>) -> std::io::Result<Self> {
        let faults = faults.iter().copied().collect();
        let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let server = reference::start(any, false, |issuer| Settings {
            faults,
            seed,
            ..Settings::embedded(issuer)
        })
        .await?;
        let target = embedded_target(&server.issuer);
        Ok(Self { server, target })
    }
}

/// The target file of the embedded server, with another issuer.
///
/// # Panics
/// Never: the file is compiled in, and a test reads it.
#[must_use]
pub fn embedded_target(issuer: &str) -> Target {
    let text = TARGET.replace("http://127.0.0.1:8414", issuer);
    let document = Document::new("fixtures/targets/embedded.toml", text);
    let source = Source { folder: Path::new("fixtures/targets"), env: &|_| None };
    read(&document, &source).expect("the embedded target file is sound")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_target_file_takes_the_issuer_of_the_server() {
        let target = embedded_target("http://127.0.0.1:1");
        assert_eq!(target.issuer.as_deref(), Some("http://127.0.0.1:1"));
        assert_eq!(target.resources[0].url, "http://127.0.0.1:1/resource/read");
    }
}
