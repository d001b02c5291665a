//! `assay serve`.

use miette::miette;

use super::args::ServeOptions;
use super::{Exit, Failed, console};
use crate::document::did_you_mean;
use crate::reference::{self, Fault, Settings};

/// Runs the reference server until it is interrupted.
pub(super) async fn serve(options: ServeOptions) -> Result<Exit, Failed> {
    let faults: Vec<Fault> = options.fault.iter().map(|id| parse(id)).collect::<Result<_, _>>()?;
    if !options.listen.ip().is_loopback() {
        return Err(Failed::usage(miette!(
            help = "listen on 127.0.0.1 or [::1]: its accounts and secrets are published",
            "{} is no loopback address",
            options.listen
        )));
    }
    let planted = faults.clone();
    let server = reference::start(options.listen, options.tls, |issuer| Settings {
        faults: planted.into_iter().collect(),
        ..Settings::embedded(issuer)
    });
    let server = server.await.map_err(|error| {
        Failed::not_established(miette!("failed to listen on {}: {error}", options.listen))
    })?;
    if let (Some(path), Some(pem)) = (&options.ca_out, &server.ca_pem) {
        std::fs::write(path, pem).map_err(|error| {
            Failed::not_established(miette!("failed to write {}: {error}", path.display()))
        })?;
    }
    let planted: String = faults
        .iter()
        .map(|fault| format!("fault   {}: {}\n", fault.id(), fault.description()))
        .collect();
    // Heard from the first moment on: whoever reads `ready` may stop the server at once.
    let mut stop = std::pin::pin!(tokio::signal::ctrl_c());
    let early = futures::poll!(stop.as_mut());
    console::out(&format!("{planted}ready   {}\nCtrl-C stops it.\n", server.issuer))?;
    let stopped = match early {
        std::task::Poll::Ready(stopped) => stopped,
        std::task::Poll::Pending => stop.await,
    };
    stopped
        .map_err(|error| Failed::not_established(miette!("failed to wait for Ctrl-C: {error}")))?;
    server.stop().await;
    Ok(Exit::Conforms)
}

fn parse(id: &str) -> Result<Fault, Failed> {
    Fault::parse(id).ok_or_else(|| {
        let known = Fault::ALL.iter().map(|fault| fault.id());
        let cure = did_you_mean(id, known)
            .unwrap_or_else(|| "`assay list faults` names them all".to_owned());
        Failed::usage(miette!(help = cure, "there is no fault `{id}`"))
    })
}
