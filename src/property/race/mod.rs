//! Races: requests that reach the server at the same time.
//!
//! In: a [`crate::runner::Field`]. Out: how often a race had more winners than it may, and the
//! round that shows it. `rounds` runs a [`Race`] again and again and counts, `figures` says what
//! the count is worth; `answer` reads what each contender got, `won` proves that a token lives.
//! Each race has a pure judge: what was answered goes in, what is breached comes out.

mod answer;
mod authorize_consent;
mod code_redemption;
mod figures;
mod refresh_rotation;
mod revoke_while_refreshing;
mod round;
mod rounds;
mod won;

use std::fmt;

use futures::future::BoxFuture;

use crate::runner::{Conducted, Field, Trial};
use round::{Arena, Round};

/// One kind of race.
trait Race: fmt::Debug + Send + Sync {
    /// What must be known before the first round.
    type Known: Send + Sync;

    /// Finds out what must be known; `Err` is a round that says why there can be no race.
    fn begin(
        &self,
        arena: &Arena<'_>,
    ) -> impl Future<Output = Result<Self::Known, Box<Round>>> + Send;

    /// One round; `number` counts from 1.
    fn round(
        &self,
        arena: &Arena<'_>,
        known: &Self::Known,
        number: u32,
    ) -> impl Future<Output = Round> + Send;
}

/// A race as a trial.
#[derive(Debug)]
struct Raced<R>(R);

impl<R: Race> Trial for Raced<R> {
    fn conduct<'a>(&'a self, field: Field<'a>) -> BoxFuture<'a, Conducted> {
        Box::pin(rounds::conduct(&self.0, field))
    }
}

/// Every race by its id.
pub(super) fn trials() -> [(&'static str, Box<dyn Trial>); 4] {
    [
        ("race/code-redemption", Box::new(Raced(code_redemption::CodeRedemption))),
        ("race/refresh-rotation", Box::new(Raced(refresh_rotation::RefreshRotation))),
        (
            "race/revoke-while-refreshing",
            Box::new(Raced(revoke_while_refreshing::RevokeWhileRefreshing)),
        ),
        ("race/authorize-consent", Box::new(Raced(authorize_consent::AuthorizeConsent))),
    ]
}
