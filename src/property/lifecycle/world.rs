//! The reference model that judges: every grant, code and token of one case, with what must become
//! of it when it is used next.

use std::collections::BTreeMap;
use std::time::Duration;

use super::policy::{Book, Event, Fall, Policy};
use super::standing::{Cause, Spared, Standing};
use super::transition::{Breadth, Kind, Party};
use crate::exchange::StepRecord;
use crate::oauth::Scope;

/// What lives no longer than this may end while a case is on its way.
pub(super) const SHORT: Duration = Duration::from_secs(60);

/// Everything of one case.
#[derive(Debug, Clone)]
pub(super) struct World {
    /// How the server treats each client's tokens.
    pub(super) book: Book,
    /// The scopes of the target, the first two of which are asked for.
    pub(super) scopes: Vec<String>,
    /// The grants by number.
    pub(super) grants: BTreeMap<u8, Grant>,
}

/// What a resource owner granted to a client.
#[derive(Debug, Clone)]
pub(super) struct Grant {
    /// The client.
    pub(super) party: Party,
    /// The step whose answer has the code.
    pub(super) step: String,
    /// The code.
    pub(super) code: Standing,
    /// When it was issued, counted from the start of the case.
    pub(super) begun: Duration,
    /// What was granted: as the first token answer says, until then as asked.
    pub(super) scope: Scope,
    /// A narrower refresh succeeded.
    pub(super) narrowed: bool,
    /// The access tokens, the oldest first.
    pub(super) access: Vec<Token>,
    /// The refresh tokens, the oldest first.
    pub(super) refresh: Vec<Token>,
}

/// A token.
#[derive(Debug, Clone)]
pub(super) struct Token {
    /// The step whose answer has it.
    pub(super) step: String,
    /// What becomes of it when it is used.
    pub(super) standing: Standing,
    /// When it was replaced, counted from the start of the case.
    pub(super) replaced: Option<Duration>,
}

impl Token {
    fn new(step: &str) -> Self {
        Self { step: step.to_owned(), standing: Standing::NEW, replaced: None }
    }
}

impl Grant {
    /// The tokens of a kind, the oldest first.
    pub(super) const fn tokens(&self, kind: Kind) -> &Vec<Token> {
        match kind {
            Kind::Access => &self.access,
            Kind::Refresh => &self.refresh,
        }
    }

    /// The place of the token of that age; the oldest if there is none so old.
    pub(super) fn place(&self, kind: Kind, age: u8) -> Option<usize> {
        let newest = self.tokens(kind).len().checked_sub(1)?;
        Some(newest.saturating_sub(usize::from(age)))
    }

    /// The token of that age, to be changed.
    pub(super) fn token_mut(&mut self, kind: Kind, age: u8) -> Option<&mut Token> {
        let place = self.place(kind, age)?;
        match kind {
            Kind::Access => self.access.get_mut(place),
            Kind::Refresh => self.refresh.get_mut(place),
        }
    }

    fn fall(&mut self, fall: Fall, event: Event) {
        self.access.iter_mut().for_each(|own| own.standing.fall(fall.access, event));
        self.refresh.iter_mut().for_each(|own| own.standing.fall(fall.refresh, event));
    }
}

impl World {
    /// Before anything happened.
    pub(super) const fn new(book: Book, scopes: Vec<String>) -> Self {
        Self { book, scopes, grants: BTreeMap::new() }
    }

    /// The policy for the client of a grant; one that leaves everything open if there is none.
    pub(super) fn policy(&self, grant: u8) -> Policy {
        let party = self.grants.get(&grant).map(|own| own.party);
        party.and_then(|party| self.book.get(&party)).cloned().unwrap_or_default()
    }

    /// The scope that is asked for.
    pub(super) fn asked(&self, breadth: Breadth) -> Scope {
        let count = if breadth == Breadth::First { 1 } else { 2 };
        Scope::from_tokens(self.scopes.iter().take(count).cloned())
    }

    /// A grant begins.
    pub(super) fn begin(
        &mut self,
        number: u8,
        party: Party,
        breadth: Breadth,
        step: &str,
        begun: Duration,
    ) {
        let grant = Grant {
            party,
            step: step.to_owned(),
            code: Standing::NEW,
            begun,
            scope: self.asked(breadth),
            narrowed: false,
            access: Vec::new(),
            refresh: Vec::new(),
        };
        self.grants.insert(number, grant);
    }

    /// Something happened to a grant; what falls by it falls, in other grants of the client too if
    /// that may be.
    pub(super) fn happen(&mut self, number: u8, event: Event) {
        let fall = self.policy(number).fall(event);
        if let Some(grant) = self.grants.get_mut(&number) {
            grant.fall(fall, event);
        }
        if fall.neighbours != Some(false) {
            self.shake(number, event);
        }
    }

    /// It is unknown what an event did to a grant and its neighbours.
    pub(super) fn blur(&mut self, number: u8, event: Event) {
        if let Some(grant) = self.grants.get_mut(&number) {
            grant.fall(Fall::default(), event);
        }
        if self.policy(number).fall(event).neighbours != Some(false) {
            self.shake(number, event);
        }
    }

    /// Other grants of the same client may have fallen as well.
    pub(super) fn shake(&mut self, number: u8, event: Event) {
        let Some(party) = self.grants.get(&number).map(|own| own.party) else {
            return;
        };
        for (other, grant) in &mut self.grants {
            if *other != number && grant.party == party {
                grant.code.fall(None, event);
                grant.fall(Fall::default(), event);
            }
        }
    }

    /// Takes in the tokens of an answer: those for a code, or those for the refresh token at
    /// `used`.
    pub(super) fn take_in(
        &mut self,
        number: u8,
        record: &StepRecord,
        used: Option<usize>,
        at: Duration,
    ) {
        let Some(grant) = self.grants.get_mut(&number) else {
            return;
        };
        let fact = |step: &str, member: &str| record.facts.get(&format!("{step}.{member}"));
        // Some servers hand out a token again that is still good for a while.
        let known = |tokens: &[Token], member: &str| {
            let value = fact(&record.name, member);
            tokens.iter().position(|own| fact(&own.step, member) == value)
        };
        if let Some(again) = known(&grant.access, "access_token") {
            let own = &mut grant.access[again].standing;
            if let Standing::Gone(cause) = *own {
                *own = Standing::Open(cause);
            }
        } else {
            let mut token = Token::new(&record.name);
            let lifetime = fact(&record.name, "expires_in").and_then(|own| own.parse::<u64>().ok());
            if lifetime.is_some_and(|seconds| seconds <= SHORT.as_secs()) {
                token.standing = Standing::Open(Cause::Expired);
            }
            grant.access.push(token);
        }
        let replaces = fact(&record.name, "refresh_token").is_some();
        if !replaces || known(&grant.refresh, "refresh_token").is_some() {
            return;
        }
        if let Some(used) = used {
            if grant.refresh[used].replaced.is_some() {
                // One token has two successors now; which of them lives on is the server's choice.
                let later = grant.refresh.iter_mut().skip(used + 1);
                later.for_each(|own| own.standing.fall(None, Event::Reuse));
            }
            grant.refresh[used].replaced.get_or_insert(at);
        }
        grant.refresh.push(Token::new(&record.name));
    }

    /// Why the refresh token at that place must be refused, or that it may be (`Some(None)`), or
    /// that it must work.
    pub(super) fn refusal(&self, number: u8, place: usize, at: Duration) -> Refusal {
        let Some(token) = self.grants.get(&number).and_then(|own| own.refresh.get(place)) else {
            return Refusal::May;
        };
        match (token.standing, token.replaced) {
            (Standing::Gone(cause), _) => Refusal::Must(cause),
            (_, Some(when)) => {
                let forbidden = self.policy(number).forbids_reuse(at.saturating_sub(when));
                if forbidden { Refusal::Must(Cause::Replaced) } else { Refusal::May }
            }
            (Standing::Open(_), None) => Refusal::May,
            (Standing::Good(spared), None) => Refusal::MustNot(spared),
        }
    }
}

/// Whether a refresh token must be refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It must, for this cause.
    Must(Cause),
    /// Either is right.
    May,
    /// It must work.
    MustNot(Spared),
}
