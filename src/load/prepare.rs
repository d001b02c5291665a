//! What happens before the load: is it allowed, what can the target take, does it work at rest.

use std::sync::{Arc, Mutex};

use super::arena::{Arena, mix};
use super::clock::{Clock, Stop};
use super::error::LoadError;
use super::journey::{Rehearsal, RehearsalError, Rehearsed};
use super::pool::{PoolProblem, Pools};
use super::profile::{Journey, POOLS};
use super::recorder::Recorder;
use super::schedule::Schedule;
use super::settings::Settings;
use super::verify::{Fault, TokenMemory};
use super::violations::Violations;
use crate::exchange::Facts;
use crate::measurement::{Canary, Skipped};
use crate::runner::connect::{Address, Connector};
use crate::runner::{Context, Flow};
use crate::scenario::{Action, Step, match_step};
use crate::target::{Capabilities, Target, is_loopback};

/// Load goes to this machine, or where the target file allows it. Without a token endpoint the
/// issuer is asked for one, so it must not be elsewhere either.
///
/// # Errors
/// The target is another machine and its file does not allow load.
pub fn guard(target: &Target) -> Result<(), LoadError> {
    let own = &target.endpoints;
    let issuer = if own.token.is_none() { &target.issuer } else { &None };
    let urls = [issuer, &own.authorization, &own.token, &own.revocation, &own.introspection];
    let resources = target.resources.iter().map(|resource| &resource.url);
    for url in urls.into_iter().flatten().chain(resources) {
        if !is_loopback(url) && !target.manners.load_allowed {
            let (address, _) = Address::of(url).map_err(LoadError::Target)?;
            return Err(LoadError::NotAllowed { host: address.authority });
        }
    }
    Ok(())
}

/// What was prepared.
pub(super) struct Prepared {
    pub(super) arena: Arena,
    pub(super) skipped: Vec<Skipped>,
    /// Canaries that cannot be asked.
    pub(super) mute: Vec<Canary>,
    pub(super) remarks: Vec<String>,
    /// What calls itself in `Server`.
    pub(super) server: Option<String>,
}

/// Makes tokens, takes every journey once at rest.
pub(super) async fn prepare(
    settings: &Settings,
    capabilities: &Capabilities,
    context: &Context,
    stop: Stop,
) -> Result<Prepared, LoadError> {
    let schedule = Schedule::new(&settings.profile.stages, settings.level());
    settings.check(&schedule)?;
    let target = Arc::clone(&context.target);
    let mut skipped = Vec::new();
    let missing = |journey: &Journey| {
        journey
            .requires
            .iter()
            .find(|name| !capabilities.has(name))
            .map(|name| capabilities.why_missing(name))
    };
    let mut possible = Vec::new();
    for journey in &settings.profile.journeys {
        match missing(journey) {
            None => possible.push(journey),
            Some(reason) => skipped.push(Skipped { journey: journey.name.clone(), reason }),
        }
    }
    if possible.is_empty() {
        let reasons = skipped.iter().map(|own| format!("{}: {}", own.journey, own.reason));
        return Err(LoadError::NothingToDo(reasons.collect::<Vec<_>>().join("; ")));
    }
    let asked = |kind: &&'static str| {
        let mut steps = possible.iter().flat_map(|own| own.before.iter().chain(&own.steps));
        steps.any(|step| step.from.as_deref() == Some(*kind))
    };
    let wanted: Vec<&'static str> = POOLS.into_iter().filter(asked).collect();
    let pools = Pools::default();
    let mut violations = Violations::new(target.redactor());
    if let Err(problem) = pools.begin(context, settings.profile.pool, &wanted).await {
        wrong_in_pool(&mut violations, problem)?;
    }

    let rehearsal = Rehearsal {
        context,
        target: Arc::clone(&target),
        catalog: Arc::clone(&settings.catalog),
        gradings: Arc::clone(&settings.gradings),
        http2: settings.http2,
    };
    let facts = pools.facts();
    let mut journeys: Vec<Rehearsed> = Vec::new();
    let mut remarks = Vec::new();
    for journey in possible {
        match rehearsal.take(journey, &facts).await {
            Ok(rehearsed) => journeys.push(rehearsed),
            Err(error @ RehearsalError::Failed { .. }) => {
                return Err(LoadError::AtRest(error.to_string()));
            }
            Err(error) => {
                let (journey, reason) = (journey.name.clone(), error.to_string());
                skipped.push(Skipped { journey, reason });
                wrong_at_rest(&mut violations, error);
            }
        }
    }
    for remark in journeys.iter().flat_map(|own| &own.remarks) {
        if !remarks.contains(remark) {
            remarks.push(remark.clone());
        }
    }
    let (canaries, mute) = canaries(settings, &rehearsal, &mut violations, &missing).await;
    for problem in pools.complete(context, settings.profile.pool, &wanted).await {
        wrong_in_pool(&mut violations, problem)?;
    }
    let server = server(context).await;
    let weights: Vec<u32> = journeys.iter().map(|own| own.journey.weight).collect();
    let connector =
        Connector::new(target.ca_pem.as_deref(), target.manners.connect_timeout, settings.http2);
    let recorder = Arc::new(Mutex::new(Recorder::new(&schedule)));
    let arena = Arena {
        clock: Clock::new(schedule, stop),
        recorder,
        violations: Mutex::new(violations),
        tokens: Mutex::new(TokenMemory::default()),
        pools,
        mix: mix(&weights),
        journeys,
        canaries,
        limit: target.manners.timeout,
        connector: connector.map_err(LoadError::Target)?,
        seed: settings.seed,
        verify: settings.profile.verify,
        tokens_repeat: capabilities.has("tokens:repeat"),
        present: 0.into(),
        outstanding: 0.into(),
        target,
    };
    Ok(Prepared { arena, skipped, mute, remarks, server })
}

async fn canaries(
    settings: &Settings,
    rehearsal: &Rehearsal<'_>,
    violations: &mut Violations,
    missing: &impl Fn(&Journey) -> Option<String>,
) -> (Vec<Rehearsed>, Vec<Canary>) {
    let (mut able, mut mute) = (Vec::new(), Vec::new());
    for canary in &settings.profile.canaries {
        let reason = match missing(canary) {
            Some(reason) => reason,
            None => match rehearsal.take(canary, &Facts::new()).await {
                Ok(rehearsed) => {
                    able.push(rehearsed);
                    continue;
                }
                Err(error) => {
                    let reason = error.to_string();
                    wrong_at_rest(violations, error);
                    reason
                }
            },
        };
        mute.push(Canary {
            name: canary.name.clone(),
            expects: canary.title.clone(),
            asked: 0,
            held: 0,
            broken: 0,
            skipped: Some(reason),
        });
    }
    (able, mute)
}

fn wrong_at_rest(violations: &mut Violations, error: RehearsalError) {
    if let RehearsalError::Wrong { journey, step, requirement, expected, actual } = error {
        let fault = Fault { kind: "wrong-at-rest".to_owned(), requirement, expected, actual };
        violations.add(&format!("{journey}: {step}"), &fault, || None);
    }
}

/// A token that is not what introspection says is a violation; one that cannot be made an error.
fn wrong_in_pool(violations: &mut Violations, problem: PoolProblem) -> Result<(), LoadError> {
    match problem {
        PoolProblem::Failed(reason) => {
            Err(LoadError::AtRest(format!("failed to make tokens: {reason}")))
        }
        PoolProblem::Wrong { kind, active, .. } => {
            let fault = Fault::own(
                "wrong-at-rest",
                format!("active: {} for a token that is {kind}", !active),
                format!("active: {active}"),
            );
            violations.add(&format!("{kind} tokens"), &fault, || None);
            Ok(())
        }
    }
}

/// What the target calls itself, asked by way of its metadata.
async fn server(context: &Context) -> Option<String> {
    let mut flow = Flow::new(context, "load");
    let step = Step::conforming(Action::Metadata);
    let record = flow.step(&step).await;
    match_step(&step, &record).goes_on().then_some(())?;
    record.answer().and_then(|own| own.response()?.header("server").map(str::to_owned))
}
