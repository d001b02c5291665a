//! Whether an answer is right, and what the world is like behind it; pure.
//!
//! `refreshes` and `revocations` have the rules for those; here are codes, looks and thefts.

use std::time::Duration;

use super::answer::Answer;
use super::policy::Event;
use super::standing::{Cause, Spared, Standing};
use super::transition::{Ask, Attempt, Kind, Transition};
use super::world::World;
use crate::exchange::StepRecord;
use crate::oauth::Scope;

/// A code of this age may have expired.
const OLD: Duration = Duration::from_secs(20);

/// What an answer means for its case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ruling {
    /// It is one of those that are right.
    Right,
    /// It is not; what it breaches, the weightiest first, and what would have been right.
    Breach(Vec<&'static str>, String),
    /// Nothing can be concluded; the reason.
    Nothing(String),
}

impl Ruling {
    pub(super) fn breach(requirement: &'static str, expected: impl Into<String>) -> Self {
        Self::Breach(vec![requirement], expected.into())
    }
}

impl World {
    /// Judges the answer to a transition that was made `at` that time, counted from the start of the
    /// case, and takes in what follows from it.
    pub(super) fn rule(
        &mut self,
        transition: &Transition,
        record: &StepRecord,
        at: Duration,
    ) -> Ruling {
        let number = transition.grant();
        let answer = Answer::read(transition, record);
        if let Answer::Nothing(reason) = answer {
            return Ruling::Nothing(reason);
        }
        match *transition {
            Transition::Authorize { grant, client, scope } => match answer {
                Answer::Code => {
                    self.begin(grant, client, scope, &record.name, at);
                    Ruling::Right
                }
                _ => Ruling::breach("authorize-success-code-in-query", "a code"),
            },
            Transition::Redeem { .. } | Transition::ReplayCode { .. } => {
                self.redeemed(number, &answer, record, at)
            }
            Transition::Refresh { ask, .. } => self.refreshed(number, 0, ask, &answer, record, at),
            Transition::ReplayRefresh { age, .. } => {
                self.refreshed(number, age, Ask::Same, &answer, record, at)
            }
            Transition::Revoke { kind, age, .. } => self.revoked(number, kind, age, &answer),
            Transition::Introspect { kind, age, .. } => self.seen(number, kind, age, &answer),
            Transition::Call { age, .. } => self.called(number, age, &answer),
            Transition::Steal { attempt, .. } => self.stolen(number, attempt, &answer),
        }
    }

    fn redeemed(
        &mut self,
        number: u8,
        answer: &Answer,
        record: &StepRecord,
        at: Duration,
    ) -> Ruling {
        let Some(grant) = self.grants.get_mut(&number) else {
            return Ruling::Right;
        };
        match (answer, grant.code) {
            (Answer::Tokens(_), Standing::Gone(cause)) => Ruling::breach(
                "token-code-single-use",
                format!("a refusal with invalid_grant: {}", cause.in_words()),
            ),
            (Answer::Tokens(stated), _) => {
                grant.code = Standing::Gone(Cause::Redeemed);
                if let Some(stated) = stated {
                    grant.scope = stated.clone();
                }
                self.take_in(number, record, None, at);
                // What a new grant does to others of its client was seen before the cases.
                let fall = self.policy(number).fall(Event::Issue);
                if fall.neighbours != Some(false) {
                    self.shake(number, Event::Issue);
                }
                Ruling::Right
            }
            // RFC 6749 section 4.1.2: a code expires shortly.
            (_, Standing::Good(_)) if at.saturating_sub(grant.begun) > OLD => {
                grant.code = Standing::Gone(Cause::Expired);
                Ruling::Right
            }
            (_, Standing::Good(_)) => Ruling::breach(
                "token-response-access-token",
                "tokens: the code was not used, and nothing has ended it",
            ),
            (_, Standing::Open(cause)) => {
                grant.code = Standing::Gone(cause);
                Ruling::Right
            }
            (_, Standing::Gone(Cause::Redeemed)) => {
                self.happen(number, Event::CodeReplay);
                Ruling::Right
            }
            (_, Standing::Gone(_)) => Ruling::Right,
        }
    }

    fn seen(&mut self, number: u8, kind: Kind, age: u8, answer: &Answer) -> Ruling {
        let allowed = self.grants.get(&number).map(|own| own.scope.clone()).unwrap_or_default();
        let known = Scope::from_tokens(self.scopes.clone());
        let Some(token) = self.grants.get_mut(&number).and_then(|own| own.token_mut(kind, age))
        else {
            return Ruling::Right;
        };
        let active = matches!(answer, Answer::Active(_));
        match (kind, token.standing, active) {
            (Kind::Access, Standing::Gone(cause), true) => {
                let mut requirements = vec![cause.is_active()];
                if cause == Cause::Revoked {
                    requirements.push("introspection-revoked-inactive");
                }
                Ruling::Breach(requirements, format!("inactive: {}", cause.in_words()))
            }
            (Kind::Refresh, Standing::Gone(cause), true) => Ruling::breach(
                "introspection-revoked-inactive",
                format!("inactive: {}", cause.in_words()),
            ),
            (Kind::Access, Standing::Good(spared), false) => {
                Ruling::breach(spared.is_inactive(), format!("active: {}", spared.in_words()))
            }
            // Whether refresh tokens can be introspected is up to the server (RFC 7662 section 2.1).
            (Kind::Refresh, ..) => Ruling::Right,
            (Kind::Access, ..) => {
                token.standing.settle(active);
                let Answer::Active(Some(stated)) = answer else {
                    return Ruling::Right;
                };
                let beyond = stated.beyond(&allowed);
                if beyond.iter().any(|scope| known.contains(scope)) {
                    let expected = format!("no more than the granted scope `{allowed}`");
                    return Ruling::breach("scope-not-exceeding-consent", expected);
                }
                Ruling::Right
            }
        }
    }

    fn called(&mut self, number: u8, age: u8, answer: &Answer) -> Ruling {
        let readable = self.policy(number).self_contained;
        let Some(token) =
            self.grants.get_mut(&number).and_then(|own| own.token_mut(Kind::Access, age))
        else {
            return Ruling::Right;
        };
        let opened = *answer == Answer::Opened;
        match token.standing {
            Standing::Good(spared) if !opened => Ruling::breach(
                spared.is_shut_out(),
                format!("the resource opens: {}", spared.in_words()),
            ),
            // RFC 7009 section 3: who reads the token may not have heard of its end.
            _ if readable => Ruling::Right,
            Standing::Gone(cause) if opened => Ruling::breach(
                "bearer-revoked-token",
                format!("a refusal with invalid_token: {}", cause.in_words()),
            ),
            _ => {
                token.standing.settle(opened);
                Ruling::Right
            }
        }
    }

    /// Another client must get nothing; what it tried stays as it was. Whether a code that another
    /// client tried can still be redeemed is open.
    fn stolen(&mut self, number: u8, attempt: Attempt, answer: &Answer) -> Ruling {
        let newest = self.grants.get(&number).and_then(|own| own.place(Kind::Refresh, 0));
        let replaced = newest.is_some_and(|place| {
            let token = self.grants.get(&number).and_then(|own| own.refresh.get(place));
            token.is_some_and(|own| own.replaced.is_some())
        });
        let Some(grant) = self.grants.get_mut(&number) else {
            return Ruling::Right;
        };
        let issued = matches!(answer, Answer::Tokens(_));
        let requirement = match attempt {
            Attempt::Redeem => {
                if let Standing::Good(_) = grant.code {
                    grant.code = Standing::Open(Cause::Tried);
                }
                "token-code-bound-to-client"
            }
            Attempt::Refresh => {
                let token = grant.token_mut(Kind::Refresh, 0);
                let gone = token.is_none_or(|own| {
                    own.standing.spare(Spared::RefusedRefresh);
                    !matches!(own.standing, Standing::Good(_))
                });
                if gone || replaced {
                    // A dead token in foreign hands may alarm the server.
                    self.blur(number, Event::Reuse);
                }
                "refresh-token-bound-to-client"
            }
            Attempt::RevokeAccess | Attempt::RevokeRefresh => {
                let access = attempt == Attempt::RevokeAccess;
                let kind = if access { Kind::Access } else { Kind::Refresh };
                if let Some(token) = grant.token_mut(kind, 0) {
                    token.standing.spare(Spared::ForeignRevocation);
                }
                return Ruling::Right;
            }
        };
        if issued {
            let expected = "a refusal with invalid_grant: it was issued to another client";
            return Ruling::breach(requirement, expected);
        }
        Ruling::Right
    }
}
