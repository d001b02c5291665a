//! A token by whatever grant the target has.

use super::{authorize, back_channel};
use crate::exchange::Ending;
use crate::oauth::GrantType;
use crate::runner::flow::Flow;
use crate::scenario::{Action, Step};

pub(super) async fn perform(flow: &mut Flow<'_>, step: &Step) -> Result<Ending, String> {
    let inner = |action: Action| Step {
        name: Some(step.name().to_owned()),
        client: step.client.clone(),
        set: step.set.clone(),
        plain: step.plain,
        ..Step::conforming(action)
    };
    // A token of a person opens whatever there is, where one that a client has for itself may lack
    // the person behind it.
    if !flow.target().can_authorize() {
        let mut token = inner(Action::Token);
        let grant = GrantType::ClientCredentials.as_str().to_owned();
        token.set.insert("grant_type".to_owned(), grant);
        choose(flow, &token, GrantType::ClientCredentials)?;
        return back_channel::perform(flow, &token).await;
    }
    let authorization = inner(Action::Authorize);
    choose(flow, &authorization, GrantType::AuthorizationCode)?;
    let ending = authorize::perform(flow, &authorization).await?;
    let returned = flow.facts.contains_key(&format!("{}.access_token", step.name()));
    if !matches!(ending, Ending::Code(_)) || flow.target().dialect.returns_token() && returned {
        return Ok(ending);
    }
    let mut token = inner(Action::Token);
    token.from = Some(step.name().to_owned());
    token.set.clear();
    back_channel::perform(flow, &token).await
}

/// The client of the step before acts on, unless it may not have such a token.
fn choose(flow: &mut Flow<'_>, step: &Step, grant: GrantType) -> Result<(), String> {
    if flow.client.is_some_and(|own| !own.grants.contains(&grant)) {
        flow.client = None;
    }
    flow.choose_client(step)
}
