//! Whether a token that was won is worth something.

use super::round::{Arena, Round, named};
use crate::check::Subject;
use crate::exchange::StepRecord;
use crate::runner::Flow;
use crate::scenario::Action;

/// Asks introspection and the resource, whichever there are, whether an access token lives; `None`
/// if neither says so or otherwise.
pub(super) async fn lives(
    round: &mut Round,
    arena: &Arena<'_>,
    flow: &mut Flow<'_>,
    token: &str,
    of: &str,
) -> Option<bool> {
    flow.know("won.access_token", token);
    let mut seen = None;
    for (capability, action) in
        [("introspection", Action::Introspect), ("protected-resource", Action::Resource)]
    {
        if seen == Some(true) || !arena.field.capabilities.has(capability) {
            continue;
        }
        let mut step = named(action, format!("{} of {of}", action.as_str()));
        step.from = Some("won".to_owned());
        let record = round.look(flow, &step).await;
        seen = says(action, &record).or(seen);
    }
    round.tell(match seen {
        Some(true) => format!("the access token of {of} lives"),
        Some(false) => format!("the access token of {of} is dead"),
        None => format!("whether the access token of {of} lives cannot be seen"),
    });
    seen
}

/// What introspection or a resource says about the token that it was asked about.
fn says(action: Action, record: &StepRecord) -> Option<bool> {
    let response = Subject { step: record }.response().filter(|own| !own.cut)?;
    match (action, response.status) {
        (Action::Introspect, 200) => response.json().ok()?.member("active")?.as_bool(),
        (Action::Resource, 200..300) => Some(true),
        // RFC 6750 section 3.1: a token that was enough before and is not any more.
        (Action::Resource, 401) => Some(false),
        _ => None,
    }
}
