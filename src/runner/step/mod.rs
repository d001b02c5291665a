//! One step: the conforming request with its deviation, sent, and what it leaves behind.

mod authorize;
mod back_channel;
mod change;
mod credentials;
mod obtain;
mod parameters;
mod resource;
mod wait;

use super::flow::Flow;
use crate::exchange::{Ending, Endpoint, Request};
use crate::scenario::{Action, Step};

/// Performs a step.
///
/// # Errors
/// Why it cannot be made: something it needs is not there.
pub(super) async fn perform(flow: &mut Flow<'_>, step: &Step) -> Result<Ending, String> {
    match step.action {
        Action::Authorize => authorize::perform(flow, step).await,
        Action::Token | Action::Refresh | Action::Revoke | Action::Introspect => {
            back_channel::perform(flow, step).await
        }
        Action::Resource => resource::perform(flow, step).await,
        Action::Metadata => metadata(flow, step).await,
        Action::Obtain => obtain::perform(flow, step).await,
        Action::Wait => wait::perform(flow, step).await,
        Action::Change => change::perform(flow, step).await,
    }
}

async fn metadata(flow: &mut Flow<'_>, step: &Step) -> Result<Ending, String> {
    let own = flow.context.target.endpoints.metadata.clone();
    let url = match &step.url {
        Some(url) => flow.resolve(url)?,
        None => own.ok_or("the target has no metadata")?,
    };
    let mut request = Request::new(step.method.as_deref().unwrap_or("GET"), url);
    parameters::bend_headers(flow, step, &mut request)?;
    send(flow, Endpoint::Metadata, request).await;
    note_members(flow, step);
    Ok(Ending::Answered)
}

/// What later steps may look up of the document.
fn note_members(flow: &mut Flow<'_>, step: &Step) {
    let response = flow.exchanges.last().and_then(|exchange| exchange.response());
    let Some(json) = response.and_then(|own| own.json().ok()) else { return };
    for name in ["issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"] {
        if let Some(value) = json.text(name) {
            flow.note(step, name, value);
        }
    }
}

/// Sends a request and keeps the exchange.
pub(in crate::runner) async fn send(flow: &mut Flow<'_>, endpoint: Endpoint, request: Request) {
    let exchange = flow.context.wire.send(endpoint, request, flow.label).await;
    flow.keep(exchange);
}
