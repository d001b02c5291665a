//! The first look at a target: its metadata, and through them its endpoints.

use miette::Diagnostic;
use thiserror::Error;

use super::transport::Transport;
use crate::exchange::{Endpoint, Exchange, Reply, Request, tame};
use crate::oauth::{Metadata, metadata};
use crate::target::{Capabilities, Target};

/// What the first look showed.
#[derive(Debug, Clone)]
pub struct Probed {
    /// The target with its endpoints completed.
    pub target: Target,
    /// What it can do.
    pub capabilities: Capabilities,
    /// The metadata document, if there is one.
    pub metadata: Option<Metadata>,
    /// The exchanges that were made.
    pub exchanges: Vec<Exchange>,
}

/// Why nothing can be established about a target.
#[derive(Debug, Error, Diagnostic)]
pub enum ProbeError {
    /// The host does not answer.
    #[error("failed to reach the target: {url}: {detail}")]
    #[diagnostic(help(
        "check the URL, the network and, for https, the certificate (ca_file in the target file)"
    ))]
    Unreachable {
        /// What was asked for.
        url: String,
        /// Why it failed.
        detail: String,
    },
    /// It answers, but with no metadata, and no endpoint is given by hand.
    #[error("failed to find the target's endpoints: {seen}")]
    #[diagnostic(help(
        "give the endpoints by hand in the target file:\n[endpoints]\nauthorization = \"https://...\"\ntoken = \"https://...\""
    ))]
    NoMetadata {
        /// What was seen where metadata should be.
        seen: String,
    },
}

/// Looks for metadata by RFC 8414, then by OpenID Connect Discovery.
///
/// # Errors
/// An unreachable host, or neither metadata nor endpoints.
pub async fn probe(mut target: Target, transport: &Transport) -> Result<Probed, ProbeError> {
    let mut exchanges = Vec::new();
    let mut found = None;
    if let Some(issuer) = target.issuer.clone() {
        let mut seen = Vec::new();
        for url in [metadata::oauth_well_known(&issuer), metadata::openid_well_known(&issuer)] {
            let exchange =
                transport.send(Endpoint::Metadata, Request::new("GET", &url), "probe").await;
            if let Reply::Failure(failure) = &exchange.reply {
                return Err(ProbeError::Unreachable { url, detail: tame(&failure.detail) });
            }
            let document = read(&exchange);
            seen.push(format!(
                "GET {url} answered {}{}",
                exchange.summary(),
                if document.is_some() { "" } else { ", which is no metadata document" }
            ));
            exchanges.push(exchange);
            if let Some(document) = document {
                target.endpoints.metadata = Some(url);
                target.endpoints.complete(&document);
                found = Some(document);
                break;
            }
        }
        if found.is_none()
            && target.endpoints.token.is_none()
            && target.endpoints.authorization.is_none()
        {
            return Err(ProbeError::NoMetadata { seen: seen.join("; ") });
        }
    }
    let capabilities = Capabilities::of(&target, found.as_ref());
    Ok(Probed { target, capabilities, metadata: found, exchanges })
}

/// A 200 is a metadata document only if it is a JSON object that names an endpoint or an issuer: some
/// servers answer every path with a page.
fn read(exchange: &Exchange) -> Option<Metadata> {
    let response = exchange.response().filter(|response| response.status == 200)?;
    let json = response.json().ok()?;
    let document = Metadata::from_object(json.object()?);
    (document.issuer.is_some() || document.token_endpoint.is_some()).then_some(document)
}
