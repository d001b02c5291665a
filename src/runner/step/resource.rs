//! Call of a protected resource, or of the one at a URL of its own (RFC 6750 section 2.1).

use secrecy::ExposeSecret as _;

use super::{back_channel, parameters, send};
use crate::exchange::{Ending, Endpoint, Request};
use crate::oauth::{forms, metadata};
use crate::runner::flow::Flow;
use crate::runner::spoken;
use crate::scenario::{BodyKind, Place, Step};
use crate::target::Resource;

pub(super) async fn perform(flow: &mut Flow<'_>, step: &Step) -> Result<Ending, String> {
    let keyed = back_channel::choose_key(flow, step);
    if step.key.is_some() && keyed.is_none() {
        return Err("the target file has no such key".to_owned());
    }
    flow.key = keyed.map(|(key, _)| key);
    let meant = || flow.target().resource(step.resource());
    let resource = keyed.map(|(_, resource)| resource).or_else(meant);
    if resource.is_some_and(|own| !own.open) && step.url.is_none() {
        spoken::announce(flow, step).await?;
    }
    let mut request = unsigned(flow, step, resource)?;
    request.headers.extend(authorization(flow, step, resource)?);
    let mut query = Vec::new();
    parameters::bend(flow, step, &mut query)?;
    let default = if step.body.is_some() { Place::Body } else { Place::Query };
    match step.place.unwrap_or(default) {
        _ if query.is_empty() => {}
        Place::Query => request.url = forms::append_query(&request.url, &forms::encode(&query)),
        Place::Body => {
            let kind = step.body.unwrap_or(BodyKind::Form);
            parameters::write_body(kind, &mut request, query);
        }
    }
    spoken::sent_along(flow, step, &mut request);
    parameters::bend_headers(flow, step, &mut request)?;
    let url = request.url.clone();
    if !resource.is_some_and(|own| own.open) {
        spoken::with_credentials(flow, step, &mut request)?;
    }
    if step.with_token {
        let token = back_channel::latest(flow, step, "access_token");
        let token = token.ok_or("there is no access token to send beside the key")?;
        flow.target().dialect.token.put(&mut request, &token);
    }
    send(flow, Endpoint::Resource, request).await;
    note_metadata_url(flow, step, &url);
    Ok(Ending::Answered)
}

/// The request without a credential.
fn unsigned(
    flow: &mut Flow<'_>,
    step: &Step,
    resource: Option<&Resource>,
) -> Result<Request, String> {
    let (method, url) = match (&step.url, resource) {
        (Some(url), _) => ("GET", flow.resolve(url)?),
        (None, Some(own)) => (own.method.as_str(), own.url.clone()),
        (None, None) => return Err("the target has no such resource".to_owned()),
    };
    let mut request = Request::new(step.method.as_deref().unwrap_or(method), url);
    let json = resource.filter(|_| step.url.is_none()).and_then(|own| own.json.clone());
    if let Some(json) = json.filter(|_| step.body.is_none()) {
        request.headers.push(("content-type".to_owned(), "application/json".to_owned()));
        request.body = Some(json);
    }
    Ok(request)
}

/// The field with the token or the key, as RFC 6750 section 2.1 has it.
fn authorization(
    flow: &Flow<'_>,
    step: &Step,
    resource: Option<&Resource>,
) -> Result<Option<(String, String)>, String> {
    let named = step
        .header
        .keys()
        .chain(&step.drop_header)
        .any(|name| name.eq_ignore_ascii_case("authorization"));
    let open = step.url.is_none() && resource.is_some_and(|own| own.open);
    let key = flow.key.map(|own| own.value.expose_secret().to_owned());
    let token = key.or_else(|| back_channel::latest(flow, step, "access_token"));
    match token {
        Some(_) if open => Ok(None),
        Some(token) => Ok(Some(("authorization".to_owned(), format!("Bearer {token}")))),
        None if named || open => Ok(None),
        None => Err("there is no access token to call the resource with".to_owned()),
    }
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
