//! Call of the first protected resource (RFC 6750 section 2.1).

use super::{back_channel, parameters, send};
use crate::exchange::{Ending, Endpoint, Request};
use crate::oauth::forms;
use crate::runner::flow::Flow;
use crate::scenario::Step;

pub(super) async fn perform(flow: &mut Flow<'_>, step: &Step) -> Result<Ending, String> {
    let resource =
        flow.context.target.resources.first().ok_or("the target has no protected resource")?;
    let mut request =
        Request::new(step.method.as_deref().unwrap_or(&resource.method), &resource.url);
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
    if !query.is_empty() {
        request.url = forms::append_query(&request.url, &forms::encode(&query));
    }
    parameters::bend_headers(flow, step, &mut request)?;
    send(flow, Endpoint::Resource, request).await;
    Ok(Ending::Answered)
}
