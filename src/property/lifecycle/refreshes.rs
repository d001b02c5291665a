//! The rules for refresh requests (RFC 6749 section 6, RFC 9700 section 4.14.2).

use std::time::Duration;

use super::answer::Answer;
use super::policy::Event;
use super::rule::Ruling;
use super::standing::{Cause, Spared, Standing};
use super::transition::{Ask, Breadth, Kind, Party};
use super::world::{Grant, Refusal, World};
use crate::exchange::StepRecord;
use crate::oauth::Scope;

impl World {
    pub(super) fn refreshed(
        &mut self,
        number: u8,
        age: u8,
        ask: Ask,
        answer: &Answer,
        record: &StepRecord,
        at: Duration,
    ) -> Ruling {
        let place = self.grants.get(&number).and_then(|own| own.place(Kind::Refresh, age));
        let Some(place) = place else {
            return Ruling::Right;
        };
        match (answer, self.refusal(number, place, at)) {
            (Answer::Tokens(_), Refusal::Must(cause)) => Ruling::breach(
                cause.refreshes(),
                format!("a refusal with invalid_grant: {}", cause.in_words()),
            ),
            (Answer::Tokens(stated), _) => {
                self.renewed(number, place, ask, stated.as_ref(), record, at)
            }
            (_, Refusal::Must(Cause::Replaced)) => {
                self.happen(number, Event::Reuse);
                Ruling::Right
            }
            (_, Refusal::Must(_)) => {
                // Some servers take any dead token for a stolen one.
                self.blur(number, Event::Reuse);
                Ruling::Right
            }
            (Answer::Refused(error), Refusal::MustNot(spared)) => {
                self.refused(number, place, ask, error, spared)
            }
            (_, Refusal::May) => {
                self.unclear(number, place, ask);
                Ruling::Right
            }
            (_, Refusal::MustNot(_)) => Ruling::Right,
        }
    }

    /// A token that works was refused: right only for the scope that was asked for.
    fn refused(
        &mut self,
        number: u8,
        place: usize,
        ask: Ask,
        error: &str,
        spared: Spared,
    ) -> Ruling {
        let for_scope = ask == Ask::Widened || ask == Ask::Narrowed && error != "invalid_grant";
        if !for_scope {
            return Ruling::breach(spared.refuses(), format!("new tokens: {}", spared.in_words()));
        }
        let token = self.grants.get_mut(&number).and_then(|own| own.refresh.get_mut(place));
        if let Some(token) = token {
            token.standing.spare(Spared::RefusedRefresh);
        }
        Ruling::Right
    }

    /// A token was refused that may be refused.
    fn unclear(&mut self, number: u8, place: usize, ask: Ask) {
        let token = self.grants.get_mut(&number).and_then(|own| own.refresh.get_mut(place));
        let Some(token) = token else {
            return;
        };
        if token.replaced.is_some() {
            self.blur(number, Event::Reuse);
        } else if ask == Ask::Same {
            token.standing.settle(false);
        }
    }

    fn renewed(
        &mut self,
        number: u8,
        place: usize,
        ask: Ask,
        stated: Option<&Scope>,
        record: &StepRecord,
        at: Duration,
    ) -> Ruling {
        let policy = self.policy(number);
        if let Some(ruling) = self.scope(number, ask, stated) {
            return ruling;
        }
        let rotates = policy.rotates == Some(true);
        let Some(grant) = self.grants.get_mut(&number) else {
            return Ruling::Right;
        };
        let reused = grant.refresh.get(place).is_some_and(|own| own.replaced.is_some());
        if let Some(token) = grant.refresh.get_mut(place).filter(|_| !reused) {
            token.standing = Standing::NEW;
        }
        let before = grant.refresh.len();
        let fall = policy.fall(Event::Refresh);
        grant.access.iter_mut().for_each(|own| {
            // That a newer access token ends the older one is nowhere forbidden.
            let falls = fall.access.filter(|falls| !falls);
            own.standing.fall(falls, Event::Refresh);
        });
        grant.narrowed |= ask == Ask::Narrowed;
        let party = grant.party;
        self.take_in(number, record, Some(place), at);
        let after = self.grants.get(&number).map_or(0, |own| own.refresh.len());
        if rotates && !reused && after == before {
            let requirement = match party {
                Party::Public => "refresh-public-replay-detection",
                Party::Confidential => "refresh-rotated-old-invalid",
            };
            return Ruling::breach(requirement, "a new refresh token, as with other refreshes");
        }
        Ruling::Right
    }

    /// What is wrong with the scope of a refresh answer; without one it is as asked for
    /// (RFC 6749 section 5.1). Only scopes that the target file knows count.
    fn scope(&self, number: u8, ask: Ask, stated: Option<&Scope>) -> Option<Ruling> {
        let grant: &Grant = self.grants.get(&number)?;
        let asked = match ask {
            Ask::Same => grant.scope.clone(),
            Ask::Narrowed => self.asked(Breadth::First),
            Ask::Widened => self.asked(Breadth::Both),
        };
        let given = stated.unwrap_or(&asked);
        let known = |beyond: Vec<String>| beyond.iter().any(|own| self.scopes.contains(own));
        if known(given.beyond(&grant.scope)) {
            let expected = format!("no more than the granted scope `{}`", grant.scope);
            return Some(Ruling::breach("refresh-scope-not-widened", expected));
        }
        if ask == Ask::Same && known(grant.scope.beyond(given)) {
            let requirement = if grant.narrowed {
                "refresh-narrowing-keeps-grant"
            } else {
                "refresh-scope-default-original"
            };
            let expected = format!("the whole granted scope `{}`", grant.scope);
            return Some(Ruling::breach(requirement, expected));
        }
        None
    }
}
