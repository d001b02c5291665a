//! What must come before the first call of a protected resource.

use futures::future::BoxFuture;

use crate::exchange::{Endpoint, Request};
use crate::runner::flow::Flow;
use crate::runner::fresh::Fresh;
use crate::runner::step;
use crate::scenario::{Action, Match, Step, in_words, match_step};
use crate::target::CallBefore;

use super::credential::{sent_along, with_credentials};

/// Makes the calls that must come first, once a flow, each with a token of its own.
pub(in crate::runner) fn announce<'f>(
    flow: &'f mut Flow<'_>,
    step: &'f Step,
) -> BoxFuture<'f, Result<(), String>> {
    Box::pin(async move {
        let calls = &flow.context.target.dialect.before;
        if flow.announced || step.plain || calls.is_empty() {
            return Ok(());
        }
        flow.announced = true;
        for (number, call) in calls.iter().enumerate() {
            made(flow, call, number).await?;
        }
        Ok(())
    })
}

async fn made(flow: &mut Flow<'_>, call: &CallBefore, number: usize) -> Result<(), String> {
    let mut own = flow.fork(flow.context, flow.label);
    own.fresh = Fresh::new(flow.context.seed, &format!("{} before {number}", flow.label));
    let mut obtain = Step::conforming(Action::Obtain);
    if let Some(scope) = &call.scope {
        obtain.set.insert("scope".to_owned(), scope.clone());
    }
    let record = own.step(&obtain).await;
    let succeeded = matches!(match_step(&obtain, &record), Match::Succeeded);
    let words = in_words(&record);
    flow.exchanges.extend(record.exchanges);
    let token = own.facts.get("latest.access_token").filter(|_| succeeded);
    let Some(token) = token.cloned() else {
        return Err(format!("no token for {}, which must come first: {words}", call.url));
    };
    let mut request = Request::new(&call.method, &call.url);
    request.headers.push(("authorization".to_owned(), format!("Bearer {token}")));
    if let Some(json) = &call.json {
        request.headers.push(("content-type".to_owned(), "application/json".to_owned()));
        request.body = Some(json.clone());
    }
    let plain = Step::conforming(Action::Resource);
    sent_along(&own, &plain, &mut request);
    with_credentials(&mut own, &plain, &mut request)?;
    step::send(flow, Endpoint::Resource, request).await;
    let answer = flow.exchanges.last();
    match answer.and_then(|own| own.response()).map(|own| own.status) {
        Some(200..300) => Ok(()),
        _ => {
            let words = answer.map(|own| own.summary()).unwrap_or_default();
            Err(format!("{}, which must come first, was answered by {words}", call.url))
        }
    }
}
