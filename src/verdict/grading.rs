//! What a breach of each requirement weighs: the keyword's own weight, unless a suite says
//! otherwise.

use std::collections::BTreeMap;

use crate::spec::{Grade, Registry};

/// What kind of breach a finding reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Weight {
    /// The requirement itself is breached.
    #[default]
    Full,
    /// The answer is right but for its code or status, or a deviation that the scenario foresaw: a
    /// suite may weigh that less.
    WrongCode,
}

/// The grades of one suite or of several together.
#[derive(Debug, Clone, Default)]
pub struct Grading {
    /// By requirement id; wins over `specifications`.
    pub requirements: BTreeMap<String, Grade>,
    /// By specification.
    pub specifications: BTreeMap<String, Grade>,
    /// The most that a right refusal under a wrong code weighs.
    pub wrong_code: Option<Grade>,
    /// The same for single requirements.
    pub wrong_codes: BTreeMap<String, Grade>,
}

impl Grading {
    /// What a breach of `requirement` weighs; an id that the registry lacks weighs as a failure,
    /// since the catalog is validated before anything runs.
    #[must_use]
    pub fn grade(&self, registry: &Registry, requirement: &str, weight: Weight) -> Grade {
        let row = registry.get(requirement);
        let by_level = row.map_or(Grade::Fail, |row| row.level.grade());
        let by_specification =
            row.and_then(|row| self.specifications.get(&row.specification)).copied();
        let full = self
            .requirements
            .get(requirement)
            .copied()
            .unwrap_or_else(|| by_specification.map_or(by_level, |cap| by_level.min(cap)));
        match weight {
            Weight::Full => full,
            Weight::WrongCode => {
                let cap = self.wrong_codes.get(requirement).copied().or(self.wrong_code);
                cap.map_or(full, |cap| full.min(cap))
            }
        }
    }

    /// The stricter of two gradings, requirement by requirement.
    #[must_use]
    pub fn stricter(all: &[Self], registry: &Registry, requirement: &str, weight: Weight) -> Grade {
        let grades = all.iter().map(|own| own.grade(registry, requirement, weight));
        grades.max().unwrap_or_else(|| Self::default().grade(registry, requirement, weight))
    }
}
