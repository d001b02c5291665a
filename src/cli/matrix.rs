//! The kill matrix: every scenario against the right server and against each fault it names.
//!
//! Faults that only load shows are left out: load profiles catch them, and prove it elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use futures::StreamExt as _;
use futures::stream;
use serde::Serialize;
use tokio::sync::mpsc;

use super::Embedded;
use crate::check::ambient;
use crate::plan::{Plan, Selection};
use crate::reference::Fault;
use crate::runner::{Budget, Context, Engine, Probed, Settings, Staging, Transport, probe};
use crate::scenario::{Catalog, Judge};
use crate::verdict::{Grading, ScenarioResult, Verdict};

/// A claim that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Survivor {
    /// The fault, if the claim is about one.
    pub fault: Option<String>,
    /// The scenario or ambient check, if it is about one.
    pub scenario: Option<String>,
    /// What is wrong.
    pub problem: String,
}

/// What the matrix showed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Matrix {
    /// Faults of the reference server that scenarios can show.
    pub faults: usize,
    /// Faults that at least one scenario catches.
    pub caught: usize,
    /// Scenarios and ambient checks.
    pub scenarios: usize,
    /// Those that catch every fault they name, and at least one.
    pub catching: usize,
    /// Claims that do not hold; empty when the matrix is complete.
    pub survivors: Vec<Survivor>,
    /// Every fault with the scenarios that catch it.
    pub kills: BTreeMap<String, Vec<String>>,
}

/// Requirements breached, by the id of the result.
type Breaches = BTreeMap<String, BTreeSet<String>>;

/// Runs the matrix; `tell` hears of each fault as it is done.
///
/// # Errors
/// A server that cannot be started, or a catalog without its suite.
pub async fn run(catalog: &Catalog, tell: impl Fn(usize, usize)) -> Result<Matrix, String> {
    let claims = claims(catalog);
    let selection =
        Selection { selects: Vec::new(), suites: catalog.suites.keys().cloned().collect() };
    let right = results(catalog, &selection, &[]).await?;
    let faults: Vec<Fault> =
        Fault::ALL.iter().copied().filter(|fault| !fault.only_under_load()).collect();
    let mut matrix = Matrix { faults: faults.len(), scenarios: right.len(), ..Matrix::default() };
    for result in right.iter().filter(|result| result.verdict != Verdict::Pass) {
        let words = result.reason.clone().or_else(|| {
            result.findings.first().map(|own| format!("{}: {}", own.requirement, own.actual))
        });
        matrix.survivor(
            None,
            Some(&result.id),
            format!("{} on the right server: {}", result.verdict, words.unwrap_or_default()),
        );
    }
    let clean = breaches(&right);
    let mut failed: BTreeSet<String> = BTreeSet::new();
    for (id, claim) in &claims {
        let Some(problem) = uncatchable(id) else {
            continue;
        };
        failed.extend(claim.by.iter().cloned());
        matrix.survivor(Some(id), None, format!("is named under catches, but {problem}"));
    }

    let work = faults.iter().map(|fault| {
        let claims = &claims;
        async move {
            let Some(claim) = claims.get(fault.id()) else {
                return Ok((*fault, Breaches::new()));
            };
            let selection = Selection {
                selects: claim.run.iter().cloned().collect(),
                suites: catalog.suites.keys().cloned().collect(),
            };
            Ok::<_, String>((*fault, breaches(&results(catalog, &selection, &[*fault]).await?)))
        }
    });
    let mut work = stream::iter(work).buffered(4);
    let mut done = 0;
    while let Some(outcome) = work.next().await {
        let (fault, seen) = outcome?;
        done += 1;
        tell(done, faults.len());
        let mut caught = Vec::new();
        for id in claims.get(fault.id()).map(|claim| &claim.by).into_iter().flatten() {
            let own = seen.get(id).cloned().unwrap_or_default();
            let before = clean.get(id).cloned().unwrap_or_default();
            if own.difference(&before).next().is_some() {
                caught.push(id.clone());
            } else {
                failed.insert(id.clone());
                matrix.survivor(
                    Some(fault.id()),
                    Some(id),
                    "the scenario does not catch the fault that it names".to_owned(),
                );
            }
        }
        if caught.is_empty() {
            matrix.survivor(Some(fault.id()), None, "no scenario catches the fault".to_owned());
        } else {
            matrix.caught += 1;
        }
        matrix.kills.insert(fault.id().to_owned(), caught);
    }
    for result in &right {
        let names = claims.values().any(|claim| claim.by.contains(&result.id));
        if !names {
            matrix.survivor(
                None,
                Some(&result.id),
                "it names no fault, so nothing shows that it can fail".to_owned(),
            );
        } else if !failed.contains(&result.id) {
            matrix.catching += 1;
        }
    }
    Ok(matrix)
}

impl Matrix {
    /// Whether every claim holds.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.survivors.is_empty()
    }

    fn survivor(&mut self, fault: Option<&str>, scenario: Option<&str>, problem: String) {
        let own = |text: &str| text.to_owned();
        self.survivors.push(Survivor {
            fault: fault.map(own),
            scenario: scenario.map(own),
            problem,
        });
    }
}

/// Why no scenario can catch what goes by that name.
fn uncatchable(id: &str) -> Option<&'static str> {
    match Fault::parse(id) {
        None => Some("there is no such fault"),
        Some(fault) if fault.only_under_load() => Some("only load shows it"),
        Some(_) => None,
    }
}

/// Who claims to catch a fault, and what must run to show it.
#[derive(Debug, Default)]
struct Claim {
    by: BTreeSet<String>,
    run: BTreeSet<String>,
}

fn claims(catalog: &Catalog) -> BTreeMap<String, Claim> {
    let mut claims: BTreeMap<String, Claim> = BTreeMap::new();
    for scenario in catalog.scenarios.values() {
        for fault in &scenario.catches {
            let claim = claims.entry(fault.clone()).or_default();
            claim.by.insert(scenario.id.clone());
            claim.run.insert(scenario.id.clone());
        }
    }
    for check in ambient::ALL {
        for fault in check.catches {
            let claim = claims.entry((*fault).to_owned()).or_default();
            claim.by.insert(format!("ambient/{}", check.id));
            claim.run.extend(check.exercised_by.iter().map(|id| (*id).to_owned()));
        }
    }
    claims
}

/// Which of the requirements that a scenario verifies it found breached.
fn breaches(results: &[ScenarioResult]) -> Breaches {
    let of = |result: &ScenarioResult| {
        let verifies: BTreeSet<&str> =
            result.requirements.iter().map(|own| own.id.as_str()).collect();
        let cited = result
            .findings
            .iter()
            .flat_map(|own| std::iter::once(&own.requirement).chain(&own.also));
        cited.filter(|id| verifies.contains(id.as_str())).cloned().collect()
    };
    // What an inconclusive scenario saw proves nothing.
    let told = results.iter().filter(|result| result.verdict != Verdict::Inconclusive);
    told.map(|result| (result.id.clone(), of(result))).collect()
}

/// Runs the selected scenarios against a server with the given faults.
async fn results(
    catalog: &Catalog,
    selection: &Selection,
    faults: &[Fault],
) -> Result<Vec<ScenarioResult>, String> {
    // What the plan is made from is the right server's: a fault in the metadata must not make its
    // own scenario skip.
    let right = looked_at(&[]).await?;
    let faulty = if faults.is_empty() { None } else { Some(looked_at(faults).await?) };
    let plan =
        Plan::of(catalog, &right.0.capabilities, selection).map_err(|error| error.to_string())?;
    let capabilities = right.0.capabilities.clone();
    let (probed, transport, server) = faulty.unwrap_or(right);
    let mut target = probed.target;
    let issuer = server.server.issuer.clone();
    target.endpoints.metadata = Some(crate::oauth::metadata::oauth_well_known(&issuer));
    target.endpoints.token = Some(format!("{issuer}/token"));
    target.endpoints.authorization = Some(format!("{issuer}/authorize"));
    target.endpoints.revocation = Some(format!("{issuer}/revoke"));
    target.endpoints.introspection = Some(format!("{issuer}/introspect"));
    let gradings: Vec<Grading> =
        catalog.suites.values().map(|suite| suite.grading.clone()).collect();
    let judge = Judge { registry: &catalog.registry, gradings: &gradings };
    let (events, heard) = mpsc::unbounded_channel();
    drop(heard);
    let context = Context::new(target, transport, 1, events);
    let trials = crate::property::trials();
    let staging = Staging { trials: &trials, capabilities: &capabilities, replay: None };
    // A claim holds by any case that fails; the smallest is for people.
    let budget = Budget { max_shrink: 0, ..Budget::default() };
    let settings = Settings { jobs: 8, budget };
    let engine = Engine::new(&context, judge, settings, staging);
    let conclusion = engine.run(&plan, std::future::pending()).await;
    server.server.stop().await;
    Ok(conclusion.results)
}

async fn looked_at(faults: &[Fault]) -> Result<(Probed, Transport, Embedded), String> {
    let embedded = Embedded::start(faults, Some(1)).await.map_err(|error| error.to_string())?;
    let mut target = embedded.target.clone();
    // Without metadata there must still be endpoints.
    target.endpoints.token = Some(format!("{}/token", embedded.server.issuer));
    let transport = Transport::new(&target).map_err(|error| error.to_string())?;
    let probed = probe(target, &transport).await.map_err(|error| error.to_string())?;
    Ok((probed, transport, embedded))
}
