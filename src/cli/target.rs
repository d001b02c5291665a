//! Which target is meant: a file, an issuer, or the embedded server.

use miette::miette;

use super::Failed;
use super::chosen::ChosenTarget;
use super::embedded::Embedded;
use super::emulated::Emulated;
use crate::reference::Running;
use crate::runner::{Probed, Transport, probe};
use crate::scenario::Catalog;
use crate::target::{KnownDeviations, Target, load, load_known};

/// A target that was looked at, with the means to go on.
#[derive(Debug)]
pub(super) struct Reached {
    pub(super) probed: Probed,
    pub(super) transport: Transport,
    /// The embedded server, which must outlive the run.
    pub(super) _server: Option<Running>,
}

/// The catalog, extended from disk.
pub(super) fn catalog(folders: &[std::path::PathBuf]) -> Result<Catalog, Failed> {
    Catalog::load(folders).map_err(Failed::usage)
}

/// Reads a target file.
pub(super) fn read(path: &std::path::Path) -> Result<Target, Failed> {
    load(path, &environment).map_err(Failed::usage)
}

/// Reads a list of known deviations, if one is given.
pub(super) fn known(path: Option<&std::path::Path>) -> Result<Option<KnownDeviations>, Failed> {
    path.map(load_known).transpose().map_err(Failed::usage)
}

/// Resolves at Ctrl-C.
pub(super) async fn interrupt() {
    if tokio::signal::ctrl_c().await.is_err() {
        // Without the handler there is no interruption to wait for.
        std::future::pending::<()>().await;
    }
}

/// A target of which nothing but the issuer is known.
pub(super) fn of_issuer(issuer: &str) -> Result<Target, Failed> {
    let parsed = url::Url::parse(issuer);
    if !parsed.is_ok_and(|url| matches!(url.scheme(), "https" | "http")) {
        let cure = "write it in full: https://as.example";
        return Err(Failed::usage(miette!(help = cure, "`{issuer}` is no http or https URL")));
    }
    Ok(Target::of_issuer(issuer))
}

/// A target that nobody has looked at yet.
#[derive(Debug)]
pub(super) struct Aimed {
    pub(super) target: Target,
    /// The embedded server, which must outlive what is done with it.
    pub(super) server: Option<Running>,
}

/// Finds the target.
pub(super) async fn aim(
    chosen: &ChosenTarget,
    rate: Option<u32>,
    seed: u64,
) -> Result<Aimed, Failed> {
    let (mut target, server) = match (&chosen.target, &chosen.issuer) {
        (Some(path), _) if chosen.emulate => {
            let emulated = Emulated::start(path, &chosen.variant, Some(seed)).await?;
            (emulated.target, Some(emulated.server))
        }
        (Some(path), _) => (read(path)?, None),
        (None, Some(issuer)) => (of_issuer(issuer)?, None),
        (None, None) => {
            let embedded = Embedded::start(&[], Some(seed)).await;
            let embedded = embedded.map_err(|error| {
                Failed::not_established(miette!("failed to start the embedded server: {error}"))
            })?;
            (embedded.target, Some(embedded.server))
        }
    };
    if rate.is_some() {
        target.manners.rate = rate;
    }
    Ok(Aimed { target, server })
}

/// Finds the target and looks at it for the first time.
pub(super) async fn reach(
    chosen: &ChosenTarget,
    rate: Option<u32>,
    seed: u64,
) -> Result<Reached, Failed> {
    let Aimed { target, server } = aim(chosen, rate, seed).await?;
    let transport = Transport::new(&target).map_err(Failed::usage)?;
    let probed = probe(target, &transport).await.map_err(Failed::not_established)?;
    Ok(Reached { probed, transport, _server: server })
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place where variables that hold secrets are looked up"
)]
pub(super) fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
