//! From the catalog to the matrix.

use std::collections::{BTreeMap, BTreeSet};

use futures::StreamExt as _;
use futures::stream;

use super::Matrix;
use super::claims::Claims;
use super::stand::Stand;
use crate::reference::Fault;
use crate::scenario::Catalog;
use crate::verdict::{ScenarioResult, Verdict};

/// Requirements breached, by the id of the result.
type Breaches = BTreeMap<String, BTreeSet<String>>;

/// Runs the matrix; `tell` hears of each fault as it is done.
///
/// # Errors
/// A server that cannot be started, or a catalog without its suite.
pub async fn run(catalog: &Catalog, tell: impl Fn(usize, usize)) -> Result<Matrix, String> {
    let mut own = Round {
        catalog,
        claims: Claims::of(catalog),
        matrix: Matrix::default(),
        clean: BTreeMap::new(),
        failed: BTreeSet::new(),
    };
    let right = own.right_servers().await?;
    own.vain_claims();
    own.planted(tell).await?;
    own.count(&right);
    Ok(own.matrix)
}

/// The matrix on its way.
struct Round<'a> {
    catalog: &'a Catalog,
    claims: Claims,
    matrix: Matrix,
    /// What is found although nothing is planted, by emulation; the embedded server has no name.
    clean: BTreeMap<Option<String>, Breaches>,
    /// Scenarios that do not catch what they name.
    failed: BTreeSet<String>,
}

impl Round<'_> {
    /// Everything on the embedded server, and on each emulation what names a variant of it.
    async fn right_servers(&mut self) -> Result<Vec<ScenarioResult>, String> {
        let right = Stand::right(None).results(self.catalog, &BTreeSet::new()).await?;
        for result in &right {
            let elsewhere =
                result.verdict == Verdict::Skipped && self.claims.is_elsewhere(&result.id);
            if !elsewhere {
                self.must_pass(result, "the right server");
            }
        }
        self.clean.insert(None, breaches(&right));
        let variants = self.claims.variants();
        let names: BTreeSet<&str> =
            variants.iter().filter_map(|(_, stand)| stand.emulation()).collect();
        for name in names {
            let own = self.claims.on(name);
            let results = Stand::right(Some(name)).results(self.catalog, &own).await?;
            for result in results.iter().filter(|result| own.contains(&result.id)) {
                self.must_pass(result, &format!("the emulation of {name}"));
            }
            self.clean.insert(Some(name.to_owned()), breaches(&results));
        }
        Ok(right)
    }

    fn must_pass(&mut self, result: &ScenarioResult, place: &str) {
        if result.verdict == Verdict::Pass {
            return;
        }
        let found = || {
            let first = result.findings.first();
            first.map(|own| format!("{}: {}", own.requirement, own.actual))
        };
        let words = result.reason.clone().or_else(found).unwrap_or_default();
        let problem = format!("{} on {place}: {words}", result.verdict);
        self.matrix.survivor(None, Some(&result.id), problem);
    }

    fn vain_claims(&mut self) {
        for (id, claim, problem) in self.claims.vain() {
            self.failed.extend(claim.by.iter().cloned());
            let problem = format!("is named under catches, but {problem}");
            self.matrix.survivor(Some(id), None, problem);
        }
    }

    async fn planted(&mut self, tell: impl Fn(usize, usize)) -> Result<(), String> {
        let faults = Fault::ALL.iter().filter(|fault| !fault.only_under_load());
        let faults = faults.map(|own| (own.id().to_owned(), Stand::Embedded(vec![*own])));
        let planted: Vec<(String, Stand)> = faults.chain(self.claims.variants()).collect();
        self.matrix.faults = planted.len();
        let (catalog, claims) = (self.catalog, &self.claims);
        let work = planted.iter().map(|(id, stand)| async move {
            let Some(claim) = claims.about(id) else {
                return Ok((id, stand, Breaches::new()));
            };
            Ok::<_, String>((id, stand, breaches(&stand.results(catalog, &claim.run).await?)))
        });
        let seen: Vec<_> = stream::iter(work)
            .buffered(4)
            .enumerate()
            .inspect(|(at, _)| tell(at + 1, planted.len()))
            .map(|(_, outcome)| outcome)
            .collect()
            .await;
        for outcome in seen {
            let (id, stand, seen) = outcome?;
            let caught =
                caught(claims, id, &seen, self.clean.get(&stand.emulation().map(str::to_owned)));
            for scenario in &caught.missed {
                self.failed.insert(scenario.clone());
                let problem = "the scenario does not catch the fault that it names".to_owned();
                self.matrix.survivor(Some(id), Some(scenario), problem);
            }
            if caught.by.is_empty() {
                let problem = "no scenario catches the fault".to_owned();
                self.matrix.survivor(Some(id), None, problem);
            } else {
                self.matrix.caught += 1;
            }
            self.matrix.kills.insert(id.clone(), caught.by);
        }
        Ok(())
    }

    fn count(&mut self, right: &[ScenarioResult]) {
        self.matrix.scenarios = right.len();
        for result in right {
            if !self.claims.has(&result.id) {
                let problem = "it names no fault, so nothing shows that it can fail".to_owned();
                self.matrix.survivor(None, Some(&result.id), problem);
            } else if !self.failed.contains(&result.id) {
                self.matrix.catching += 1;
            }
        }
    }
}

/// Who of those that claim to catch a fault does.
struct Caught {
    by: Vec<String>,
    missed: Vec<String>,
}

fn caught(claims: &Claims, fault: &str, seen: &Breaches, clean: Option<&Breaches>) -> Caught {
    let new = |id: &&String| {
        let before = clean.and_then(|own| own.get(*id));
        let found = seen.get(*id).into_iter().flatten();
        found.into_iter().any(|own| before.is_none_or(|before| !before.contains(own)))
    };
    let by = claims.about(fault).map(|claim| &claim.by).into_iter().flatten();
    let (by, missed): (Vec<&String>, Vec<&String>) = by.partition(new);
    let owned = |ids: Vec<&String>| ids.into_iter().cloned().collect();
    Caught { by: owned(by), missed: owned(missed) }
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
