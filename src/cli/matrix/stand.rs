//! A server to run scenarios against, with what is planted in it.

use std::collections::BTreeSet;

use tokio::sync::mpsc;

use crate::cli::dialect;
use crate::cli::embedded::Embedded;
use crate::cli::emulated::Emulated;
use crate::oauth::metadata::oauth_well_known;
use crate::plan::{Plan, Selection};
use crate::reference::{Fault, Running};
use crate::runner::{Budget, Context, Engine, Probed, Settings, Staging, Transport, probe};
use crate::scenario::{Catalog, Judge};
use crate::target::Target;
use crate::verdict::{Grading, ScenarioResult};

/// Random values repeat from run to run.
const SEED: u64 = 1;

/// Which server, and what is wrong with it.
#[derive(Debug, Clone)]
pub(super) enum Stand {
    /// The embedded server with faults.
    Embedded(Vec<Fault>),
    /// An emulation with variants.
    Emulation { name: String, variants: Vec<String> },
}

impl Stand {
    /// What goes by that name under `catches`: the id of a fault, or `platform:variant`.
    ///
    /// # Errors
    /// Why no scenario can catch it.
    pub(super) fn parse(id: &str) -> Result<Self, &'static str> {
        if let Some((name, variant)) = id.split_once(':') {
            dialect::variant(name, variant)?;
            let (name, variants) = (name.to_owned(), vec![variant.to_owned()]);
            return Ok(Self::Emulation { name, variants });
        }
        match Fault::parse(id) {
            None => Err("there is no such fault"),
            Some(fault) if fault.only_under_load() => Err("only load shows it"),
            Some(fault) => Ok(Self::Embedded(vec![fault])),
        }
    }

    /// The name of the emulation, if it is one.
    pub(super) fn emulation(&self) -> Option<&str> {
        match self {
            Self::Embedded(_) => None,
            Self::Emulation { name, .. } => Some(name),
        }
    }

    /// The same server with nothing wrong.
    pub(super) fn right(emulation: Option<&str>) -> Self {
        match emulation {
            None => Self::Embedded(Vec::new()),
            Some(name) => Self::Emulation { name: name.to_owned(), variants: Vec::new() },
        }
    }

    fn is_right(&self) -> bool {
        match self {
            Self::Embedded(faults) => faults.is_empty(),
            Self::Emulation { variants, .. } => variants.is_empty(),
        }
    }

    async fn start(&self) -> Result<(Target, Running), String> {
        match self {
            Self::Embedded(faults) => {
                let own = Embedded::start(faults, Some(SEED)).await;
                let own = own.map_err(|error| error.to_string())?;
                Ok((own.target, own.server))
            }
            Self::Emulation { name, variants } => {
                let own = Emulated::built_in(name, variants, Some(SEED)).await;
                let own = own.map_err(|failed| failed.report.to_string())?;
                Ok((own.target, own.server))
            }
        }
    }

    async fn looked_at(&self) -> Result<(Probed, Transport, Running), String> {
        let (mut target, server) = self.start().await?;
        if self.emulation().is_none() {
            // Without metadata there must still be endpoints.
            target.endpoints.token = Some(format!("{}/token", server.issuer));
        }
        let transport = Transport::new(&target).map_err(|error| error.to_string())?;
        let probed = probe(target, &transport).await.map_err(|error| error.to_string())?;
        Ok((probed, transport, server))
    }

    /// Runs scenarios; all if none is named.
    pub(super) async fn results(
        &self,
        catalog: &Catalog,
        scenarios: &BTreeSet<String>,
    ) -> Result<Vec<ScenarioResult>, String> {
        // What the plan is made from is the right server's: a fault in the metadata must not make
        // its own scenario skip.
        let right = Self::right(self.emulation()).looked_at().await?;
        let faulty = if self.is_right() { None } else { Some(self.looked_at().await?) };
        let selection = Selection {
            selects: scenarios.iter().cloned().collect(),
            suites: catalog.suites.keys().cloned().collect(),
        };
        let capabilities = right.0.capabilities.clone();
        let plan =
            Plan::of(catalog, &capabilities, &selection).map_err(|error| error.to_string())?;
        let (probed, transport, server) = faulty.unwrap_or(right);
        let mut target = probed.target;
        if self.emulation().is_none() {
            name_endpoints(&mut target, &server.issuer);
        }
        let gradings: Vec<Grading> =
            catalog.suites.values().map(|suite| suite.grading.clone()).collect();
        let judge = Judge { registry: &catalog.registry, gradings: &gradings };
        let (events, heard) = mpsc::unbounded_channel();
        drop(heard);
        let context = Context::new(target, transport, SEED, events);
        let trials = crate::property::trials();
        let staging = Staging { trials: &trials, capabilities: &capabilities, replay: None };
        // A claim holds by any case that fails; the smallest is for people.
        let budget = Budget { max_shrink: 0, ..Budget::default() };
        let settings = Settings { jobs: 8, budget };
        let engine = Engine::new(&context, judge, settings, staging);
        let conclusion = engine.run(&plan, std::future::pending()).await;
        server.stop().await;
        Ok(conclusion.results)
    }
}

/// Faults in the metadata are found in the metadata: requests go to the endpoints all the same.
fn name_endpoints(target: &mut Target, issuer: &str) {
    target.endpoints.metadata = Some(oauth_well_known(issuer));
    target.endpoints.token = Some(format!("{issuer}/token"));
    target.endpoints.authorization = Some(format!("{issuer}/authorize"));
    target.endpoints.revocation = Some(format!("{issuer}/revoke"));
    target.endpoints.introspection = Some(format!("{issuer}/introspect"));
}
