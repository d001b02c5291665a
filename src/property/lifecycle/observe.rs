//! What a server does where the RFCs leave it room, seen once before the cases run.
//!
//! The plain flow comes first, for every client: where it does not work, nothing that follows would
//! mean anything. Then each event that the target file says nothing about is brought about in the
//! simplest way there is, on a grant of its own, and what falls by it is looked at. What is seen is
//! what the server is held to in longer sequences.

use super::answer::Answer;
use super::drive::Walk;
use super::outline::Abilities;
use super::policy::{Book, Event, Fall, Policy};
use super::transition::{Ask, Breadth, Kind, Party, Transition};
use crate::exchange::Transcript;
use crate::runner::Context;

/// A grant that nothing is done to, to see what falls by what is done to others.
const BYSTANDER: u8 = 1;

/// What was seen.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// The policies of those clients that get refresh tokens.
    pub(super) book: Book,
    /// What was sent and came back.
    pub(super) transcript: Transcript,
    /// Why nothing was established.
    pub(super) reason: Option<String>,
}

/// Looks at every client.
pub(super) async fn observe(context: &Context, can: &Abilities) -> Seen {
    let mut seen = Seen::default();
    for party in &can.parties {
        let label = format!("lifecycle, observation of the {} client", party.selector());
        let mut own = Observer::new(context, &label, can, *party);
        let result = own.look().await;
        seen.transcript.steps.append(&mut own.transcript.steps);
        match result {
            Ok(true) => drop(seen.book.insert(*party, own.policy)),
            Ok(false) => {}
            Err(reason) => {
                seen.reason = Some(reason);
                return seen;
            }
        }
    }
    if seen.book.is_empty() {
        seen.reason = Some("no client was issued a refresh token".to_owned());
    }
    seen
}

struct Observer<'a> {
    walk: Walk<'a>,
    can: &'a Abilities,
    party: Party,
    policy: Policy,
    transcript: Transcript,
    grants: u8,
    bystander_lives: bool,
}

impl<'a> Observer<'a> {
    fn new(context: &'a Context, label: &'a str, can: &'a Abilities, party: Party) -> Self {
        // Nothing is expected yet, and everything is looked at.
        let free = Policy { seen: true, opens: true, ..Policy::default() };
        Self {
            walk: Walk::new(context, label, Book::from([(party, free)])),
            can,
            party,
            policy: Policy::declared(&context.target.policies, party),
            transcript: Transcript::default(),
            grants: 0,
            bystander_lives: true,
        }
    }

    /// False when the client gets no refresh token, so that there is nothing to see.
    async fn look(&mut self) -> Result<bool, String> {
        let bystander = self.grant().await?;
        debug_assert_eq!(bystander, BYSTANDER, "the first grant is the bystander");
        if self.tokens(bystander, Kind::Refresh) == 0 {
            return Ok(false);
        }
        let declared = self.walk.target().policies.access_tokens.is_some();
        self.policy.self_contained |= !declared && self.is_readable();
        self.policy.seen = self.active(bystander, 0).await == Some(true);
        let call = Transition::Call { grant: bystander, age: 0 };
        self.policy.opens = self.can.resource && self.answer(call).await == Answer::Opened;
        self.plain_refresh().await?;
        self.code_replay().await?;
        self.reuse().await?;
        if self.can.revocation {
            self.revoked_refresh_token().await?;
            self.revoked_access_token().await?;
        }
        Ok(true)
    }

    /// What a refresh brings, and what it and another grant end.
    async fn plain_refresh(&mut self) -> Result<(), String> {
        let grant = self.grant().await?;
        match self.answer(refresh(grant)).await {
            Answer::Tokens(_) => {}
            Answer::Nothing(reason) => return Err(reason),
            other => return Err(format!("a plain refresh is {}", other.in_words())),
        }
        let replaced = self.tokens(grant, Kind::Refresh) > 1;
        self.policy.rotates.get_or_insert(replaced);
        let newer = self.tokens(grant, Kind::Access) > 1;
        let access = if newer { self.lives(grant, 1).await.map(|lives| !lives) } else { None };
        self.policy.falls.insert(Event::Refresh, Fall { access, ..Fall::default() });
        let neighbours = self.neighbours().await;
        self.policy.falls.insert(Event::Issue, Fall { neighbours, ..Fall::default() });
        Ok(())
    }

    async fn code_replay(&mut self) -> Result<(), String> {
        if self.policy.falls.contains_key(&Event::CodeReplay) {
            return Ok(());
        }
        let grant = self.grant().await?;
        if let Answer::Refused(_) = self.answer(Transition::ReplayCode { grant }).await {
            let access = self.lives(grant, 0).await.map(|lives| !lives);
            let refresh = self.refreshes(grant).await.map(|lives| !lives);
            let neighbours = self.neighbours().await;
            self.policy.falls.insert(Event::CodeReplay, Fall { access, refresh, neighbours });
        }
        Ok(())
    }

    async fn reuse(&mut self) -> Result<(), String> {
        let known =
            self.policy.reuse_refused.is_some() && self.policy.falls.contains_key(&Event::Reuse);
        if known || self.policy.rotates != Some(true) {
            return Ok(());
        }
        let grant = self.grant().await?;
        self.answer(refresh(grant)).await;
        match self.answer(Transition::ReplayRefresh { grant, age: 1 }).await {
            Answer::Refused(_) => {
                self.policy.reuse_refused = Some(true);
                let access = self.lives(grant, 0).await.map(|lives| !lives);
                let refresh = self.refreshes(grant).await.map(|lives| !lives);
                let neighbours = self.neighbours().await;
                let fall = Fall { access, refresh, neighbours };
                self.policy.falls.entry(Event::Reuse).or_insert(fall);
            }
            Answer::Tokens(_) => {
                self.policy.reuse_refused.get_or_insert(false);
            }
            _ => {}
        }
        Ok(())
    }

    async fn revoked_refresh_token(&mut self) -> Result<(), String> {
        if self.policy.falls.contains_key(&Event::RevokeRefresh) {
            return Ok(());
        }
        let grant = self.grant().await?;
        let revoke = Transition::Revoke { grant, kind: Kind::Refresh, age: 0 };
        if self.answer(revoke).await == Answer::Done {
            let access = self.lives(grant, 0).await.map(|lives| !lives);
            let neighbours = self.neighbours().await;
            let fall = Fall { access, refresh: None, neighbours };
            self.policy.falls.insert(Event::RevokeRefresh, fall);
        }
        Ok(())
    }

    async fn revoked_access_token(&mut self) -> Result<(), String> {
        if self.policy.falls.contains_key(&Event::RevokeAccess) {
            return Ok(());
        }
        let grant = self.grant().await?;
        let older = self.policy.fall(Event::Refresh).access == Some(false);
        if older {
            self.answer(refresh(grant)).await;
        }
        let revoke = Transition::Revoke { grant, kind: Kind::Access, age: 0 };
        if self.answer(revoke).await == Answer::Done {
            let access = if older { self.lives(grant, 1).await } else { None };
            let refresh = self.refreshes(grant).await.map(|lives| !lives);
            let neighbours = self.neighbours().await;
            let fall = Fall { access: access.map(|lives| !lives), refresh, neighbours };
            self.policy.falls.insert(Event::RevokeAccess, fall);
        }
        Ok(())
    }

    /// A new grant with its first tokens.
    async fn grant(&mut self) -> Result<u8, String> {
        self.grants += 1;
        let grant = self.grants;
        let authorize = Transition::Authorize { grant, client: self.party, scope: Breadth::First };
        let client = self.party.selector();
        match self.answer(authorize).await {
            Answer::Code => {}
            Answer::Nothing(reason) => return Err(reason),
            other => return Err(format!("the {client} client gets no code: {}", other.in_words())),
        }
        match self.answer(Transition::Redeem { grant }).await {
            Answer::Tokens(_) => Ok(grant),
            Answer::Nothing(reason) => Err(reason),
            other => Err(format!("the {client} client's code is {}", other.in_words())),
        }
    }

    async fn answer(&mut self, transition: Transition) -> Answer {
        match self.walk.make(&transition).await {
            Some(made) => {
                self.transcript.steps.push(made.record);
                made.answer
            }
            None => Answer::Nothing("there is nothing to send".to_owned()),
        }
    }

    fn tokens(&self, grant: u8, kind: Kind) -> usize {
        self.walk.world.grants.get(&grant).map_or(0, |own| own.tokens(kind).len())
    }

    async fn active(&mut self, grant: u8, age: u8) -> Option<bool> {
        if !self.can.introspection {
            return None;
        }
        match self.answer(Transition::Introspect { grant, kind: Kind::Access, age }).await {
            Answer::Active(_) => Some(true),
            Answer::Inactive => Some(false),
            _ => None,
        }
    }

    /// Whether an access token lives, as far as anybody can see.
    async fn lives(&mut self, grant: u8, age: u8) -> Option<bool> {
        if self.policy.seen {
            return self.active(grant, age).await;
        }
        if !self.policy.opens || self.policy.self_contained {
            return None;
        }
        match self.answer(Transition::Call { grant, age }).await {
            Answer::Opened => Some(true),
            Answer::Shut(_) => Some(false),
            _ => None,
        }
    }

    async fn refreshes(&mut self, grant: u8) -> Option<bool> {
        match self.answer(refresh(grant)).await {
            Answer::Tokens(_) => Some(true),
            Answer::Refused(_) => Some(false),
            _ => None,
        }
    }

    /// Whether the bystander fell by what was just done to another grant.
    async fn neighbours(&mut self) -> Option<bool> {
        if !self.bystander_lives {
            return None;
        }
        let access = self.lives(BYSTANDER, 0).await;
        let refresh = self.refreshes(BYSTANDER).await;
        self.bystander_lives = access != Some(false) && refresh != Some(false);
        access.or(refresh).map(|_| !self.bystander_lives)
    }

    /// Whether the newest access token looks like a JWT (RFC 7519 section 3).
    fn is_readable(&self) -> bool {
        let facts = self.transcript.steps.last().map(|own| &own.facts);
        let token = facts.and_then(|own| own.get("latest.access_token"));
        token.is_some_and(|own| own.starts_with("eyJ") && own.split('.').count() >= 3)
    }
}

const fn refresh(grant: u8) -> Transition {
    Transition::Refresh { grant, ask: Ask::Same }
}
