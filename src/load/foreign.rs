//! What no check can see in one answer alone: that it belongs to another request.

use super::journey::RehearsedStep;
use super::pool::PoolToken;
use super::verify::{Fault, Member, is_same_scope};
use super::virtual_user::VirtualUser;
use crate::exchange::Endpoint;
use crate::runner::connect::Answer;

impl VirtualUser {
    /// Holds an answer to what its own request was answered at rest.
    pub(super) fn own_fault(
        &self,
        step: &RehearsedStep,
        endpoint: Endpoint,
        (answer, members): (&Answer, &[Member<'_>]),
        token: Option<&PoolToken>,
    ) -> Option<Fault> {
        match endpoint {
            Endpoint::Introspection => {
                let identity = token?.identity.as_ref()?;
                (identity.body != answer.body).then_some(())?;
                let (name, rest, now) = identity.differs(members)?;
                Some(Fault::own(
                    "foreign-answer",
                    format!("{name}: {rest}, as at rest"),
                    format!("{name}: {now}"),
                ))
            }
            Endpoint::Token => self.foreign_token(step, members),
            _ => None,
        }
    }

    fn foreign_token(&self, step: &RehearsedStep, members: &[Member<'_>]) -> Option<Fault> {
        let member = |name: &str| members.iter().find(|own| own.name == name);
        let scope = member("scope").map(|own| own.raw);
        let rest = step.scope.as_deref();
        let same =
            scope == rest || rest.zip(scope).is_some_and(|(rest, now)| is_same_scope(rest, now));
        if !same {
            let shown = |scope: Option<&str>| scope.unwrap_or("none").to_owned();
            let rest = shown(rest);
            return Some(Fault::own(
                "scope-differs",
                format!("scope: {rest}, as at rest"),
                format!("scope: {}", shown(scope)),
            ));
        }
        if self.arena.tokens_repeat {
            return None;
        }
        let token = member("access_token")?.text()?;
        let repeated = self.arena.tokens().issued(&token, self.number)?;
        let to = if repeated.to == self.number { "the same" } else { "another" };
        Some(Fault::own(
            "token-repeated",
            "an access token that was not issued before (a target that hands one out again on \
             purpose declares `tokens:repeat`)"
                .to_owned(),
            format!("one that was issued to {to} virtual user"),
        ))
    }
}
