//! What scenarios and ambient checks name under `catches`.

use std::collections::{BTreeMap, BTreeSet};

use super::stand::Stand;
use crate::check::ambient;
use crate::scenario::Catalog;

/// Who claims to catch a fault, and what must run to show it.
#[derive(Debug, Default)]
pub(super) struct Claim {
    pub(super) by: BTreeSet<String>,
    pub(super) run: BTreeSet<String>,
}

/// All claims, by fault.
#[derive(Debug)]
pub(super) struct Claims {
    all: BTreeMap<String, Claim>,
}

impl Claims {
    pub(super) fn of(catalog: &Catalog) -> Self {
        let mut all: BTreeMap<String, Claim> = BTreeMap::new();
        for scenario in catalog.scenarios.values() {
            for fault in &scenario.catches {
                let claim = all.entry(fault.clone()).or_default();
                claim.by.insert(scenario.id.clone());
                claim.run.insert(scenario.id.clone());
            }
        }
        for check in ambient::ALL {
            for fault in check.catches {
                let claim = all.entry((*fault).to_owned()).or_default();
                claim.by.insert(format!("ambient/{}", check.id));
                claim.run.extend(check.exercised_by.iter().map(|id| (*id).to_owned()));
            }
        }
        Self { all }
    }

    /// The claim about a fault.
    pub(super) fn about(&self, fault: &str) -> Option<&Claim> {
        self.all.get(fault)
    }

    /// Claims that nothing can show, with the reason.
    pub(super) fn vain(&self) -> Vec<(&str, &Claim, &'static str)> {
        let vain = |(id, claim)| Some((String::as_str(id), claim, Stand::parse(id).err()?));
        self.all.iter().filter_map(vain).collect()
    }

    /// The variants that are named, each with the emulation that has it.
    pub(super) fn variants(&self) -> Vec<(String, Stand)> {
        let named = self.all.keys().filter_map(|id| Some((id.clone(), Stand::parse(id).ok()?)));
        named.filter(|(_, stand)| stand.emulation().is_some()).collect()
    }

    /// The scenarios that name a variant of an emulation.
    pub(super) fn on(&self, emulation: &str) -> BTreeSet<String> {
        let variants = self.variants().into_iter();
        let own = variants.filter(|(_, stand)| stand.emulation() == Some(emulation));
        own.filter_map(|(id, _)| self.about(&id)).flat_map(|own| own.by.clone()).collect()
    }

    /// Whether a scenario names any fault.
    pub(super) fn has(&self, scenario: &str) -> bool {
        self.all.values().any(|own| own.by.contains(scenario))
    }

    /// Whether a scenario names variants of emulations, and no fault of the embedded server.
    pub(super) fn is_elsewhere(&self, scenario: &str) -> bool {
        let mut own = self.all.iter().filter(|(_, claim)| claim.by.contains(scenario)).peekable();
        let is_variant = |id: &str| Stand::parse(id).is_ok_and(|stand| stand.emulation().is_some());
        own.peek().is_some() && own.all(|(id, _)| is_variant(id))
    }
}
