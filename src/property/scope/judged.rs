//! What a case amounts to.

use crate::check::Mismatch;
use crate::scenario::Breach;

/// The breaches of a case, or why it established nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Judged {
    /// What was breached.
    pub(super) breaches: Vec<Breach>,
    /// Why nothing was established.
    pub(super) reason: Option<String>,
}

impl Judged {
    /// Nothing was established.
    pub(super) fn nothing(reason: impl Into<String>) -> Self {
        Self { reason: Some(reason.into()), ..Self::default() }
    }

    /// Adds a breach; `exchange` shows it.
    pub(super) fn breach(
        &mut self,
        requirement: &str,
        expected: impl Into<String>,
        actual: impl Into<String>,
        exchange: Option<usize>,
    ) {
        let mismatch = Mismatch::new(expected, actual);
        self.breaches.push(Breach { requirement: requirement.to_owned(), mismatch, exchange });
    }

    /// Nothing more can be said, for this reason; an earlier one stays.
    pub(super) fn stuck(&mut self, reason: impl Into<String>) {
        self.reason.get_or_insert_with(|| reason.into());
    }
}
