//! The conforming steps of an examination.

use crate::exchange::{Endpoint, Request, StepRecord};
use crate::oauth::GrantType;
use crate::runner::Flow;
use crate::scenario::{Action, Step};
use crate::target::{Client, Endpoints};

/// The scope that a token is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AskedScope<'s> {
    /// The first allowed one, as in most scenarios.
    Usual,
    /// None at all.
    Left,
    /// This one.
    Named(&'s str),
}

/// A request to each endpoint that any of them refuses in its own words: it has no parameters.
pub(super) fn bare(endpoints: &Endpoints) -> Vec<(Endpoint, Request)> {
    let post = |url: &String| {
        let mut request = Request::new("POST", url);
        let form = "application/x-www-form-urlencoded".to_owned();
        request.headers.push(("content-type".to_owned(), form));
        request.body = Some(String::new());
        request
    };
    let authorization = endpoints.authorization.iter().map(|url| Request::new("GET", url));
    let authorization = authorization.map(|own| (Endpoint::Authorization, own));
    let others = [
        (Endpoint::Token, &endpoints.token),
        (Endpoint::Revocation, &endpoints.revocation),
        (Endpoint::Introspection, &endpoints.introspection),
    ];
    let others = others.into_iter().filter_map(|(own, url)| Some((own, post(url.as_ref()?))));
    authorization.chain(others).collect()
}

/// A step of the client. It is named by its role, which no other client of the flow's target has.
pub(super) fn step(action: Action, client: &Client) -> Step {
    Step { client: Some(client.role.as_str().to_owned()), ..Step::conforming(action) }
}

/// Asks for a token; the last record tells whether one came.
pub(super) async fn token(
    flow: &mut Flow<'_>,
    client: &Client,
    grant: GrantType,
    scope: AskedScope<'_>,
) -> Vec<StepRecord> {
    let with_scope = |mut step: Step| {
        match scope {
            AskedScope::Usual => {}
            AskedScope::Left => step.drop.push("scope".to_owned()),
            AskedScope::Named(scope) => drop(step.set.insert("scope".to_owned(), scope.to_owned())),
        }
        step
    };
    if grant == GrantType::ClientCredentials {
        let mut own = with_scope(step(Action::Token, client));
        own.set.insert("grant_type".to_owned(), grant.as_str().to_owned());
        return vec![flow.step(&own).await];
    }
    let login = flow.step(&with_scope(step(Action::Authorize, client))).await;
    if !login.facts.contains_key("authorize.code") {
        return vec![login];
    }
    let token = flow.step(&step(Action::Token, client)).await;
    vec![login, token]
}

/// Whether a token came: from the token endpoint or, in some dialects, with the redirect.
pub(super) fn came(records: &[StepRecord]) -> bool {
    let tokens = ["token.access_token", "authorize.access_token"];
    records.last().is_some_and(|own| tokens.iter().any(|name| own.facts.contains_key(*name)))
}
