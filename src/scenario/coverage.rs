//! Which requirements something verifies, which are left out with a reason, and which are neither.
//!
//! In: a [`Catalog`] and the ambient checks. Out: [`Coverage`], one account a requirement.

use std::collections::BTreeMap;

use super::Catalog;
use crate::check::ambient;
use crate::spec::{Level, Requirement};

/// What becomes of one requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Account {
    /// The scenarios and ambient checks that verify it.
    Verified(Vec<String>),
    /// Why none does.
    Excluded(String),
    /// Nothing verifies it, and no reason is given.
    Unaccounted,
}

/// How many rows there are of each account.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// All rows.
    pub rows: usize,
    /// Verified by something.
    pub verified: usize,
    /// Left out with a reason.
    pub excluded: usize,
    /// Neither.
    pub unaccounted: usize,
}

/// The accounts of all requirements, in the order of the registry.
#[derive(Debug)]
pub struct Coverage<'a> {
    /// Each requirement with its account.
    pub rows: Vec<(&'a Requirement, Account)>,
}

impl<'a> Coverage<'a> {
    /// Takes stock of a catalog. What is verified counts as verified, even if a reason stands there.
    #[must_use]
    pub fn of(catalog: &'a Catalog) -> Self {
        let mut by: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for scenario in catalog.scenarios.values() {
            for id in &scenario.verifies {
                by.entry(id).or_default().push(scenario.id.clone());
            }
        }
        for check in ambient::ALL {
            for id in check.verifies {
                by.entry(id).or_default().push(format!("ambient/{}", check.id));
            }
        }
        let account = |row: &Requirement| match (by.get(row.id.as_str()), &row.excluded) {
            (Some(verifiers), _) => Account::Verified(verifiers.clone()),
            (None, Some(reason)) => Account::Excluded(reason.clone()),
            (None, None) => Account::Unaccounted,
        };
        Self { rows: catalog.registry.iter().map(|row| (row, account(row))).collect() }
    }

    /// Counts everything.
    #[must_use]
    pub fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        self.rows.iter().for_each(|(_, account)| totals.count(account));
        totals
    }

    /// Counts by specification and level.
    #[must_use]
    pub fn by_level(&self) -> BTreeMap<(&'a str, Level), Totals> {
        let mut levels: BTreeMap<(&str, Level), Totals> = BTreeMap::new();
        for (row, account) in &self.rows {
            levels.entry((&row.specification, row.level)).or_default().count(account);
        }
        levels
    }

    /// Requirements that are left out, each with its reason.
    pub fn excluded(&self) -> impl Iterator<Item = (&'a Requirement, &str)> {
        self.rows.iter().filter_map(|(row, account)| match account {
            Account::Excluded(reason) => Some((*row, reason.as_str())),
            _ => None,
        })
    }

    /// Requirements that nothing verifies and no reason excuses.
    pub fn unaccounted(&self) -> impl Iterator<Item = &'a Requirement> {
        let open = self.rows.iter().filter(|(_, account)| *account == Account::Unaccounted);
        open.map(|(row, _)| *row)
    }
}

impl Totals {
    fn count(&mut self, account: &Account) {
        self.rows += 1;
        match account {
            Account::Verified(_) => self.verified += 1,
            Account::Excluded(_) => self.excluded += 1,
            Account::Unaccounted => self.unaccounted += 1,
        }
    }

    /// The part of the rows that are not left out which is verified, in whole percent, rounded down.
    #[must_use]
    pub fn percent(&self) -> usize {
        let visible = self.rows - self.excluded;
        (self.verified * 100).checked_div(visible).unwrap_or(100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excluded_rows_are_no_part_of_the_percentage() {
        let mut totals = Totals::default();
        let verified = Account::Verified(Vec::new());
        for account in [verified.clone(), verified, Account::Unaccounted] {
            totals.count(&account);
        }
        totals.count(&Account::Excluded("needs an hour of waiting".to_owned()));
        assert_eq!(totals, Totals { rows: 4, verified: 2, excluded: 1, unaccounted: 1 });
        assert_eq!(totals.percent(), 66);
        assert_eq!(Totals::default().percent(), 100);
    }
}
