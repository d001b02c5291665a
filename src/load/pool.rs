//! Tokens that journeys ask about: made before the load begins, each with what it says at rest.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use futures::StreamExt as _;
use futures::stream;
use hyper::HeaderMap;

use super::profile::{POOLS, Pool};
use super::verify::{Identity, Skeleton};
use crate::exchange::{Ending, Facts, StepRecord};
use crate::oauth::GrantType;
use crate::runner::{Context, Flow};
use crate::scenario::{Action, Step, match_step};

/// Tokens that are made at once.
const AT_ONCE: usize = 4;

/// One token.
#[derive(Debug)]
pub(super) struct PoolToken {
    /// Its value.
    pub(super) value: String,
    /// What its introspection says at rest, if there is introspection.
    pub(super) identity: Option<Identity>,
    made: Instant,
    lifetime: Option<Duration>,
}

/// Tokens of one kind.
type Tokens = RwLock<Arc<Vec<Arc<PoolToken>>>>;

/// All tokens, by kind.
#[derive(Debug, Default)]
pub(super) struct Pools {
    kinds: [Tokens; POOLS.len()],
}

impl Pools {
    /// Makes as many tokens as the profile asks for and the target can give; `wanted` are the kinds
    /// that journeys ask about.
    ///
    /// # Errors
    /// A token that cannot be made, or is not what it should be at rest, in words.
    pub(super) async fn fill(
        &self,
        context: &Context,
        pool: Pool,
        wanted: &[&'static str],
    ) -> Result<(), String> {
        for kind in wanted {
            let made = make(context, kind, pool.count(kind)).await?;
            self.put(kind, made);
        }
        Ok(())
    }

    /// Replaces live tokens that have used up most of their life.
    pub(super) async fn renew(&self, context: &Context) {
        let live = self.all("live");
        let is_old = |own: &Arc<PoolToken>| {
            own.lifetime.is_some_and(|lifetime| own.made.elapsed() > lifetime.mul_f64(0.7))
        };
        let old = live.iter().filter(|own| is_old(own)).count();
        if old == 0 {
            return;
        }
        // A failure is not final: the tokens are tried again, and expired ones are seen as such.
        if let Ok(fresh) = make(context, "live", old).await {
            let kept = live.iter().filter(|own| !is_old(own)).cloned();
            let all = kept.chain(fresh).collect();
            self.put("live", all);
        }
    }

    /// One token of a kind; `turn` chooses which.
    pub(super) fn pick(&self, kind: &str, turn: u64) -> Option<Arc<PoolToken>> {
        let tokens = self.all(kind);
        let place = usize::try_from(turn).unwrap_or_default().checked_rem(tokens.len())?;
        tokens.get(place).cloned()
    }

    /// What steps can look up about the pool at rest: the first token of each kind.
    pub(super) fn facts(&self) -> Facts {
        let firsts = POOLS.into_iter().filter_map(|kind| {
            let token = self.pick(kind, 0)?;
            Some((format!("{kind}.access_token"), token.value.clone()))
        });
        firsts.collect()
    }

    fn all(&self, kind: &str) -> Arc<Vec<Arc<PoolToken>>> {
        let place = POOLS.into_iter().position(|own| own == kind).unwrap_or_default();
        Arc::clone(&self.kinds[place].read().unwrap_or_else(PoisonError::into_inner))
    }

    fn put(&self, kind: &str, tokens: Vec<Arc<PoolToken>>) {
        let place = POOLS.into_iter().position(|own| own == kind).unwrap_or_default();
        *self.kinds[place].write().unwrap_or_else(PoisonError::into_inner) = Arc::new(tokens);
    }
}

async fn make(
    context: &Context,
    kind: &'static str,
    count: usize,
) -> Result<Vec<Arc<PoolToken>>, String> {
    if kind == "expired" {
        return make_expired(context, count).await;
    }
    let each = stream::iter(0..count).map(|number| async move {
        let label = format!("pool/{kind}/{number}");
        let mut flow = Flow::new(context, &label);
        let mint = mint(context, number);
        must(&mut flow, &mint).await?;
        if kind == "revoked" {
            must(&mut flow, &Step::conforming(Action::Revoke)).await?;
        }
        token(&mut flow, kind).await
    });
    let made: Vec<_> = each.buffer_unordered(AT_ONCE).collect().await;
    made.into_iter().collect()
}

/// All are made first, then waited for once.
async fn make_expired(context: &Context, count: usize) -> Result<Vec<Arc<PoolToken>>, String> {
    let mut flows = Vec::new();
    let labels: Vec<String> = (0..count).map(|number| format!("pool/expired/{number}")).collect();
    for label in &labels {
        let mut flow = Flow::new(context, label);
        let mint = Step { client: Some("short-lived".to_owned()), ..credentials_of("first") };
        must(&mut flow, &mint).await?;
        flows.push(flow);
    }
    if let Some(last) = flows.last_mut() {
        must(last, &Step::conforming(Action::Wait)).await?;
    }
    let mut made = Vec::new();
    for flow in &mut flows {
        made.push(token(flow, "expired").await?);
    }
    Ok(made)
}

/// A token request; clients and scopes alternate, so that an answer about another token shows.
fn mint(context: &Context, number: usize) -> Step {
    let target = &context.target;
    let second = target.client("second", Some(GrantType::ClientCredentials)).is_some();
    let two_scopes = target.scopes.allowed.len() > 1;
    let scope = if two_scopes && number % 2 == 1 { "both" } else { "first" };
    let client = (second && number % 3 == 2).then(|| "second".to_owned());
    Step { client: client.or_else(|| Some("confidential".to_owned())), ..credentials_of(scope) }
}

fn credentials_of(scope: &str) -> Step {
    let mut step = Step::conforming(Action::Token);
    step.set.insert("grant_type".to_owned(), GrantType::ClientCredentials.as_str().to_owned());
    step.set.insert("scope".to_owned(), format!("${{target.scopes.{scope}}}"));
    step
}

async fn must(flow: &mut Flow<'_>, step: &Step) -> Result<StepRecord, String> {
    let record = flow.step(step).await;
    if match_step(step, &record).goes_on() {
        return Ok(record);
    }
    let seen = record.answer().map(|exchange| exchange.summary()).unwrap_or_default();
    Err(match &record.ending {
        Ending::Impossible(reason) | Ending::DeadEnd(reason) => reason.clone(),
        _ => format!("{} was answered by {seen}", step.action.as_str()),
    })
}

/// The token that the flow holds, introspected at rest.
async fn token(flow: &mut Flow<'_>, kind: &'static str) -> Result<Arc<PoolToken>, String> {
    let held = |member: &str| flow.facts().get(&format!("latest.{member}")).cloned();
    let minted = held("access_token").ok_or("the answer holds no token")?;
    let lifetime = held("expires_in").and_then(|seconds| seconds.parse().ok());
    // Read backwards a token has the length and the letters of one, and was never issued.
    let value = if kind == "garbage" { minted.chars().rev().collect() } else { minted };
    flow.know("pool.access_token", &value);
    let identity = identity(flow, kind).await?;
    let lifetime = lifetime.map(Duration::from_secs);
    Ok(Arc::new(PoolToken { value, identity, made: Instant::now(), lifetime }))
}

async fn identity(flow: &mut Flow<'_>, kind: &str) -> Result<Option<Identity>, String> {
    if flow.target().endpoints.introspection.is_none() {
        return Ok(None);
    }
    let ask =
        Step { from: Some("pool".to_owned()), ..Step::conforming(Action::Introspect) };
    let record = flow.step(&ask).await;
    let response = record.answer().and_then(|exchange| exchange.response());
    let active = response
        .filter(|own| own.status == 200)
        .and_then(|own| own.json().ok()?.member("active")?.as_bool());
    match (active, kind) {
        (Some(true), "live") | (Some(false), "expired" | "revoked" | "garbage") => {}
        (Some(active), _) => {
            return Err(format!("{kind}: introspection says active = {active} at rest already"));
        }
        // Who may not introspect cannot compare either; journeys that do will say so.
        (None, _) => return Ok(None),
    }
    let body = response.map(|own| own.body.as_bytes()).unwrap_or_default();
    let mut members = Vec::new();
    Skeleton::default().build(200, &HeaderMap::new(), body, &mut members);
    Ok(Some(Identity::of(body, &members)))
}
