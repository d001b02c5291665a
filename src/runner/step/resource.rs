//! Call of the first protected resource, or of the one at a URL of its own (RFC 6750 section 2.1).

use super::{back_channel, parameters, send};
use crate::exchange::{Ending, Endpoint, Request};
use crate::oauth::{forms, metadata};
use crate::runner::flow::Flow;
use crate::scenario::{Place, Step};

pub(super) async fn perform(flow: &mut Flow<'_>, step: &Step) -> Result<Ending, String> {
    let first = flow.context.target.resources.first();
    let (method, url) = match (&step.url, first) {
        (Some(url), _) => ("GET", flow.resolve(url)?),
        (None, Some(first)) => (first.method.as_str(), first.url.clone()),
        (None, None) => return Err("the target has no protected resource".to_owned()),
    };
    let mut request = Request::new(step.method.as_deref().unwrap_or(method), url);
    let token = back_channel::latest(flow, step, "access_token");
    let named = step
        .header
        .keys()
        .chain(&step.drop_header)
        .any(|name| name.eq_ignore_ascii_case("authorization"));
    match token {
        Some(token) => {
            request.headers.push(("authorization".to_owned(), format!("Bearer {token}")))
        }
        None if named => {}
        None => return Err("there is no access token to call the resource with".to_owned()),
    }
    let mut query = Vec::new();
    parameters::bend(flow, step, &mut query)?;
    let default = if step.body.is_some() { Place::Body } else { Place::Query };
    match step.place.unwrap_or(default) {
        _ if query.is_empty() => {}
        Place::Query => request.url = forms::append_query(&request.url, &forms::encode(&query)),
        Place::Body => parameters::write_body(step, &mut request, query),
    }
    parameters::bend_headers(flow, step, &mut request)?;
    let url = request.url.clone();
    send(flow, Endpoint::Resource, request).await;
    note_metadata_url(flow, step, &url);
    Ok(Ending::Answered)
}

/// Where the challenge says that the metadata of the resource are; else where they belong
/// (RFC 9728 sections 3.1 and 5.1).
fn note_metadata_url(flow: &mut Flow<'_>, step: &Step, url: &str) {
    let response = flow.exchanges.last().and_then(|exchange| exchange.response());
    let challenges = response.map(|own| own.challenges()).unwrap_or_default();
    let named = challenges.iter().find_map(|own| own.parameter("resource_metadata"));
    let found = named.map_or_else(|| metadata::resource_well_known(url), str::to_owned);
    flow.note(step, "metadata_url", found);
}
