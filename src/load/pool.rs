//! Tokens that journeys ask about: made before the load begins, each with what it says at rest.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use futures::StreamExt as _;
use futures::stream;
use hyper::HeaderMap;

use super::profile::{POOLS, Pool};
use super::verify::{Identity, Skeleton};
use crate::exchange::Facts;
use crate::oauth::GrantType;
use crate::runner::{Context, Flow};
use crate::scenario::{Action, Step, in_words, match_step};

/// Tokens that are made at once.
const AT_ONCE: usize = 4;

/// The kind whose tokens take a wait.
const EXPIRED: &str = "expired";

/// The kind whose tokens must not grow old.
const LIVE: &str = "live";

/// The share of its life after which a token is renewed.
const OLD: f64 = 0.7;

/// The share of its life after which a token is not asked about any more.
const NEAR_END: f64 = 0.9;

/// Why a token of the pool is not there.
#[derive(Debug)]
pub(super) enum PoolProblem {
    /// It cannot be made, in words.
    Failed(String),
    /// Introspection says the contrary of what it is.
    Wrong {
        /// What it is.
        kind: &'static str,
        /// What introspection says.
        active: bool,
        /// Its value.
        value: String,
    },
}

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

impl PoolToken {
    fn is_older_than(&self, share: f64) -> bool {
        self.lifetime.is_some_and(|lifetime| self.made.elapsed() > lifetime.mul_f64(share))
    }
}

/// Tokens of one kind.
type Tokens = RwLock<Arc<Vec<Arc<PoolToken>>>>;

/// All tokens, by kind.
#[derive(Debug, Default)]
pub(super) struct Pools {
    kinds: [Tokens; POOLS.len()],
}

impl Pools {
    /// Makes the tokens that a rehearsal needs: one of each kind in `wanted`, and all expired ones,
    /// which take a wait. A server at rest is asked little.
    ///
    /// A token that is not what it should be is kept: the rehearsal judges what is said of it.
    ///
    /// # Errors
    /// The first token that cannot be made.
    pub(super) async fn begin(
        &self,
        context: &Context,
        pool: Pool,
        wanted: &[&'static str],
    ) -> Result<(), PoolProblem> {
        for kind in wanted {
            let count = if *kind == EXPIRED { pool.count(kind) } else { 1 };
            let made = make(context, kind, count).await.into_iter();
            let kept = made.map(|own| match own {
                Err(PoolProblem::Wrong { value, .. }) => Ok(Arc::new(PoolToken {
                    value,
                    identity: None,
                    made: Instant::now(),
                    lifetime: None,
                })),
                other => other,
            });
            self.put(kind, kept.collect::<Result<_, _>>()?);
        }
        Ok(())
    }

    /// Makes the others, as many as the profile asks for; returns what went wrong.
    pub(super) async fn complete(
        &self,
        context: &Context,
        pool: Pool,
        wanted: &[&'static str],
    ) -> Vec<PoolProblem> {
        let mut problems = Vec::new();
        for kind in wanted {
            let mut all = self.all(kind).to_vec();
            let missing = pool.count(kind).saturating_sub(all.len());
            for made in make(context, kind, missing).await {
                match made {
                    Ok(token) => all.push(token),
                    Err(problem) => problems.push(problem),
                }
            }
            self.put(kind, all);
        }
        problems
    }

    /// Replaces live tokens that have used up most of their life.
    pub(super) async fn renew(&self, context: &Context) {
        let live = self.all(LIVE);
        let is_old = |own: &Arc<PoolToken>| own.is_older_than(OLD);
        let old = live.iter().filter(|own| is_old(own)).count();
        if old == 0 {
            return;
        }
        // A failure is not final: it is tried again, and old tokens are not asked about any more.
        let fresh: Vec<_> = make(context, LIVE, old).await.into_iter().flatten().collect();
        if fresh.len() == old {
            let kept = live.iter().filter(|own| !is_old(own)).cloned();
            self.put(LIVE, kept.chain(fresh).collect());
        }
    }

    /// One token of a kind; `turn` chooses which. A live token whose end is near is passed over: it
    /// would expire on the way, and no answer about it would be wrong.
    pub(super) fn pick(&self, kind: &str, turn: u64) -> Option<Arc<PoolToken>> {
        let tokens = self.all(kind);
        let place = usize::try_from(turn).unwrap_or_default().checked_rem(tokens.len())?;
        let (before, from) = tokens.split_at(place);
        from.iter().chain(before).find(|own| kind != LIVE || !own.is_older_than(NEAR_END)).cloned()
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

type Made = Result<Arc<PoolToken>, PoolProblem>;

async fn make(context: &Context, kind: &'static str, count: usize) -> Vec<Made> {
    if kind == EXPIRED {
        return make_expired(context, count).await;
    }
    let each = stream::iter(0..count).map(|number| async move {
        let label = format!("pool/{kind}/{number}");
        let mut flow = Flow::new(context, &label);
        must(&mut flow, &mint(context, number)).await?;
        if kind == "revoked" {
            must(&mut flow, &Step::conforming(Action::Revoke)).await?;
        }
        token(&mut flow, kind).await
    });
    each.buffer_unordered(AT_ONCE).collect().await
}

/// All are made first, then waited for once.
async fn make_expired(context: &Context, count: usize) -> Vec<Made> {
    let labels: Vec<String> = (0..count).map(|number| format!("pool/expired/{number}")).collect();
    let mut flows = Vec::new();
    for label in &labels {
        let mut flow = Flow::new(context, label);
        let mint = Step { client: Some("short-lived".to_owned()), ..credentials_of("first") };
        match must(&mut flow, &mint).await {
            Ok(()) => flows.push(flow),
            Err(problem) => return vec![Err(problem)],
        }
    }
    if let Some(last) = flows.last_mut()
        && let Err(problem) = must(last, &Step::conforming(Action::Wait)).await
    {
        return vec![Err(problem)];
    }
    let mut made = Vec::new();
    for flow in &mut flows {
        made.push(token(flow, EXPIRED).await);
    }
    made
}

/// A token request; clients and scopes alternate, so that an answer about another token shows. Only
/// a resource server's own client is sure to be told about the tokens of two clients: a server may
/// call a token inactive to whoever it is none of the business of (RFC 7662 section 2.2).
fn mint(context: &Context, number: usize) -> Step {
    let target = &context.target;
    let second = target.client("resource-server", None).is_some()
        && target.client("second", Some(GrantType::ClientCredentials)).is_some();
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

async fn must(flow: &mut Flow<'_>, step: &Step) -> Result<(), PoolProblem> {
    let record = flow.step(step).await;
    if match_step(step, &record).goes_on() {
        return Ok(());
    }
    let step = step.action.as_str();
    Err(PoolProblem::Failed(format!("{step} was answered by {}", in_words(&record))))
}

/// The token that the flow holds, introspected at rest.
async fn token(flow: &mut Flow<'_>, kind: &'static str) -> Made {
    let held = |member: &str| flow.facts().get(&format!("latest.{member}")).cloned();
    let minted = held("access_token")
        .ok_or_else(|| PoolProblem::Failed("the answer holds no token".to_owned()))?;
    let lifetime = held("expires_in").and_then(|seconds| seconds.parse().ok());
    // Read backwards a token has the length and the letters of one, and was never issued.
    let value = if kind == "garbage" { minted.chars().rev().collect() } else { minted };
    flow.know("pool.access_token", &value);
    let identity = identity(flow, kind, &value).await?;
    let lifetime = lifetime.map(Duration::from_secs);
    Ok(Arc::new(PoolToken { value, identity, made: Instant::now(), lifetime }))
}

async fn identity(
    flow: &mut Flow<'_>,
    kind: &'static str,
    value: &str,
) -> Result<Option<Identity>, PoolProblem> {
    if flow.target().endpoints.introspection.is_none() {
        return Ok(None);
    }
    let ask = Step { from: Some("pool".to_owned()), ..Step::conforming(Action::Introspect) };
    let record = flow.step(&ask).await;
    let response = record.answer().and_then(|exchange| exchange.response());
    let active = response
        .filter(|own| own.status == 200)
        .and_then(|own| own.json().ok()?.member("active")?.as_bool());
    match (active, kind) {
        (Some(active), _) if active == (kind == LIVE) => {}
        (Some(active), _) => {
            return Err(PoolProblem::Wrong { kind, active, value: value.to_owned() });
        }
        // Who may not introspect cannot compare either; journeys that do will say so.
        (None, _) => return Ok(None),
    }
    let body = response.map(|own| own.body.as_bytes()).unwrap_or_default();
    let mut members = Vec::new();
    Skeleton::default().build(200, &HeaderMap::new(), body, &mut members);
    Ok(Some(Identity::of(body, &members)))
}
