//! Every resource of the target file, none left out: closed without a token, opened by a token with
//! just its scope, and closed to a token with every scope that does not open it.
//!
//! Nothing is drawn, so this is a trial of its own and no property. Resources that need the same scope
//! share their tokens.

use std::collections::BTreeMap;

use futures::future::BoxFuture;

use super::grant::Grant;
use super::judged::Judged;
use super::seen::{Access, Answer, Seen};
use super::stage::Stage;
use crate::oauth::Scope;
use crate::runner::{Conducted, Field, Trial};
use crate::target::{Resource, ScopeModel, Target};
use crate::verdict::Experiment;

/// See `scenarios/property/every-resource.toml`.
#[derive(Debug)]
pub(super) struct EveryResource;

/// Calls are requests, and a file may be long by mistake.
const MOST_RESOURCES: usize = 64;

/// A call with a token for a set of scopes.
#[derive(Debug, Clone)]
struct Call<'t> {
    resource: &'t Resource,
    /// The step that got the token; none for a call without one.
    token: Option<String>,
    scopes: Vec<String>,
}

impl Trial for EveryResource {
    fn conduct<'a>(&'a self, field: Field<'a>) -> BoxFuture<'a, Conducted> {
        Box::pin(conducted(field))
    }
}

async fn conducted(field: Field<'_>) -> Conducted {
    let Some(grant) = Grant::first(field.capabilities) else {
        let reason = Some("the target has no grant that it makes sense with".to_owned());
        return Conducted { reason, ..Conducted::default() };
    };
    let target = &field.context.target;
    let calls = calls(target);
    let mut stage = Stage::new(field, &field.scenario.id);
    let mut tokens: BTreeMap<&str, bool> = BTreeMap::new();
    for call in &calls {
        let Some(name) = &call.token else {
            stage.call_without_token(call.resource).await;
            continue;
        };
        let obtained = match tokens.get(name.as_str()) {
            Some(obtained) => *obtained,
            None => stage.obtain(name, grant, &call.scopes).await,
        };
        tokens.insert(name, obtained);
        if obtained {
            stage.call(name, call.resource).await;
        }
    }
    let (transcript, story) = stage.over();
    let mut judged = Judged::default();
    let seen = Seen { target, transcript: &transcript };
    calls.iter().for_each(|call| judge(call, &seen, &mut judged));
    let mut experiment = Experiment {
        cases: calls.len() as u64,
        requests: transcript.exchanges().count() as u64,
        ..Experiment::default()
    };
    experiment.figure("resources", guarded(target).count().to_string());
    if !judged.breaches.is_empty() {
        experiment.story = story;
    }
    Conducted { transcript, breaches: judged.breaches, reason: judged.reason, experiment }
}

fn guarded(target: &Target) -> impl Iterator<Item = &Resource> {
    target.resources.iter().filter(|own| own.scope.is_some()).take(MOST_RESOURCES)
}

fn calls(target: &Target) -> Vec<Call<'_>> {
    let mut calls = Vec::new();
    for resource in guarded(target) {
        calls.push(Call { resource, token: None, scopes: Vec::new() });
        let opening = resource.scopes().map(|own| vec![own.to_owned()]);
        for scopes in opening.chain([others(resource, &target.scopes)]) {
            if !scopes.is_empty() {
                let token = Some(format!("token for {}", scopes.join(" ")));
                calls.push(Call { resource, token, scopes });
            }
        }
    }
    calls
}

/// Every scope that does not open a resource.
fn others(resource: &Resource, model: &ScopeModel) -> Vec<String> {
    let opens = |own: &&String| resource.opens_to(&Scope::from_tokens([own.as_str()]), model);
    model.allowed.iter().filter(|own| !opens(own)).cloned().collect()
}

fn judge(call: &Call<'_>, seen: &Seen<'_>, judged: &mut Judged) {
    let Call { resource, token, .. } = call;
    let place = resource.label();
    let Some(name) = token else {
        without_token(resource, &place, seen, judged);
        return;
    };
    let granted = match seen.answer(name) {
        Answer::Granted(granted) => granted.scope,
        Answer::Refused(code) => {
            judged.stuck(format!("the scope of the {name} is refused with {code}"));
            return;
        }
        Answer::Nothing(reason) => return judged.stuck(reason),
    };
    let needed = resource.needs();
    let covered = resource.opens_to(&granted, &seen.target.scopes);
    match seen.access(name, resource) {
        Some((Access::Open, exchange)) if !covered => {
            let expected = format!("403 from {place}, which needs {needed}");
            let actual = format!("it opened to a token with the scope {granted}");
            judged.breach("bearer-scope-enforced", expected, actual, exchange);
        }
        Some((Access::Closed { for_scope: true }, exchange)) if covered => {
            let expected = format!("2xx from {place}, which needs {needed}");
            let actual = format!("insufficient_scope for a token with the scope {granted}");
            judged.breach("resource-opens-as-documented", expected, actual, exchange);
        }
        // It may want more than a scope: a person behind the token, for one.
        Some((Access::Closed { for_scope: false }, _)) if covered => judged.stuck(format!(
            "{place} refuses a token that has its scope, and does not say that it lacks scope"
        )),
        Some((Access::Nothing(reason), _)) => judged.stuck(reason),
        Some((Access::Open | Access::Closed { .. }, _)) | None => {}
    }
}

fn without_token(resource: &Resource, place: &str, seen: &Seen<'_>, judged: &mut Judged) {
    let Some((status, exchange)) = seen.status_without_token(resource) else {
        return judged.stuck(format!("{place} did not answer a call without a token"));
    };
    let expected = format!("401 from {place}, called without a token");
    match status {
        401 => {}
        200..300 => {
            let actual = format!("it opened, with status {status}");
            judged.breach("bearer-scope-enforced", expected, actual, exchange);
        }
        400 | 403 => {
            judged.breach("bearer-no-token-401", expected, format!("status {status}"), exchange);
        }
        _ => judged.stuck(format!("{place} answered {status} to a call without a token")),
    }
}
