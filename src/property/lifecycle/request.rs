//! The request that makes a transition.

use super::transition::{Ask, Attempt, Breadth, Kind, Party, Transition};
use super::world::{Grant, World};
use crate::oauth::GrantType;
use crate::scenario::{Action, Step};

impl Party {
    /// The client selector of scenario files.
    pub(super) const fn selector(self) -> &'static str {
        match self {
            Self::Confidential => "confidential",
            Self::Public => "public",
        }
    }
}

impl World {
    /// The step that makes a transition, under a name of its own; `None` where it cannot be made:
    /// its code or token was never issued, or nobody would see the answer.
    pub(super) fn step(&self, name: &str, transition: &Transition) -> Option<Step> {
        let grant = self.grants.get(&transition.grant());
        let mut step = match *transition {
            Transition::Authorize { client, scope, .. } => Some(self.authorize(client, scope)),
            Transition::Redeem { .. } => grant.map(redeem),
            Transition::ReplayCode { .. } => grant.filter(|own| !own.access.is_empty()).map(redeem),
            Transition::Refresh { ask, .. } => self.refresh(grant?, 0, ask),
            Transition::ReplayRefresh { age, .. } => {
                let replaced = grant?.refresh.len() > 1;
                replaced.then(|| self.refresh(grant?, age, Ask::Same)).flatten()
            }
            Transition::Revoke { kind, age, .. } => {
                about(grant?, Action::Revoke, kind, age, grant?.party.selector())
            }
            Transition::Introspect { grant: number, kind, age } => {
                let seen = self.policy(number).seen;
                let step = about(grant?, Action::Introspect, kind, age, "default");
                step.filter(|_| seen)
            }
            Transition::Call { grant: number, age } => {
                let opens = self.policy(number).opens;
                let client = grant?.party.selector();
                let step = about(grant?, Action::Resource, Kind::Access, age, client);
                step.filter(|_| opens)
            }
            Transition::Steal { attempt, .. } => self.steal(grant?, attempt),
        }?;
        step.name = Some(name.to_owned());
        Some(step)
    }

    fn authorize(&self, client: Party, scope: Breadth) -> Step {
        let mut step = Step::conforming(Action::Authorize);
        step.client = Some(client.selector().to_owned());
        // A browser of its own, since servers may take what one browser grants for one grant.
        step.fresh_session = true;
        if scope == Breadth::Both {
            step.set.insert("scope".to_owned(), "${target.scopes.both}".to_owned());
        }
        step
    }

    fn refresh(&self, grant: &Grant, age: u8, ask: Ask) -> Option<Step> {
        let token = grant.refresh.get(grant.place(Kind::Refresh, age)?)?;
        let (first, both) = (self.asked(Breadth::First), self.asked(Breadth::Both));
        let scope = match ask {
            Ask::Same => None,
            // What was granted may differ from what was asked for.
            Ask::Narrowed if first.beyond(&grant.scope).is_empty() && first != grant.scope => {
                Some("${target.scopes.first}")
            }
            Ask::Widened if !both.beyond(&grant.scope).is_empty() => Some("${target.scopes.both}"),
            Ask::Narrowed | Ask::Widened => return None,
        };
        let mut step = Step::conforming(Action::Refresh);
        step.client = Some(grant.party.selector().to_owned());
        step.from = Some(token.step.clone());
        step.set.extend(scope.map(|scope| ("scope".to_owned(), scope.to_owned())));
        Some(step)
    }

    fn steal(&self, grant: &Grant, attempt: Attempt) -> Option<Step> {
        let mut step = match attempt {
            Attempt::Redeem => redeem(grant),
            Attempt::Refresh => self.refresh(grant, 0, Ask::Same)?,
            Attempt::RevokeAccess => about(grant, Action::Revoke, Kind::Access, 0, "second")?,
            Attempt::RevokeRefresh => about(grant, Action::Revoke, Kind::Refresh, 0, "second")?,
        };
        step.client = Some("second".to_owned());
        Some(step)
    }
}

fn redeem(grant: &Grant) -> Step {
    let mut step = Step::conforming(Action::Token);
    step.client = Some(grant.party.selector().to_owned());
    step.from = Some(grant.step.clone());
    let code = GrantType::AuthorizationCode.as_str().to_owned();
    step.set.insert("grant_type".to_owned(), code);
    step
}

/// A request about a token.
fn about(grant: &Grant, action: Action, kind: Kind, age: u8, client: &str) -> Option<Step> {
    let token = grant.tokens(kind).get(grant.place(kind, age)?)?;
    let mut step = Step::conforming(action);
    step.client = Some(client.to_owned());
    step.from = Some(token.step.clone());
    if kind == Kind::Refresh {
        step.set.insert("token".to_owned(), format!("${{{}.refresh_token}}", token.step));
    }
    Some(step)
}
