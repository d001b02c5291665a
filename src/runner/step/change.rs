//! A change of a key's scopes, as the target file says that an administrator makes it.

use secrecy::ExposeSecret as _;

use super::{parameters, send};
use crate::exchange::{Ending, Endpoint, Request};
use crate::runner::flow::Flow;
use crate::runner::owner::filled_in;
use crate::scenario::{Change, Step};

pub(super) async fn perform(flow: &mut Flow<'_>, step: &Step) -> Result<Ending, String> {
    let change = flow.target().key("changing", None).and_then(|(key, _)| key.change.as_ref());
    let own = change.ok_or("the target file has no key that changes")?;
    let json = match step.to {
        Some(Change::Narrowed) => Some(&own.narrow),
        Some(Change::Unconfirmed) => own.unconfirmed.as_ref(),
        Some(Change::Widened) | None => Some(&own.widen),
    };
    let json = json.ok_or("the target file does not say what lacks its confirmation")?;
    let mut request = Request::new(step.method.as_deref().unwrap_or(&own.method), &own.url);
    let credential = format!("Bearer {}", own.credential.expose_secret());
    request.headers.push(("authorization".to_owned(), credential));
    request.headers.push(("content-type".to_owned(), "application/json".to_owned()));
    let owner = flow.target().owners.first();
    request.body = Some(owner.map_or_else(|| json.clone(), |owner| filled_in(json, owner)));
    parameters::bend_headers(flow, step, &mut request)?;
    send(flow, Endpoint::Administration, request).await;
    Ok(Ending::Answered)
}
