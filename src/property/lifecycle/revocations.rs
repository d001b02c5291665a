//! The rules for revocation requests (RFC 7009).

use super::answer::Answer;
use super::policy::Event;
use super::rule::Ruling;
use super::standing::{Cause, Standing};
use super::transition::Kind;
use super::world::World;

impl World {
    pub(super) fn revoked(&mut self, number: u8, kind: Kind, age: u8, answer: &Answer) -> Ruling {
        let Some(token) = self.grants.get_mut(&number).and_then(|own| own.token_mut(kind, age))
        else {
            return Ruling::Right;
        };
        let (before, replaced) = (token.standing, token.replaced.is_some());
        if *answer != Answer::Done {
            return not_done(kind, before, answer, replaced);
        }
        token.standing = Standing::Gone(match before {
            Standing::Gone(cause) => cause,
            Standing::Good(_) | Standing::Open(_) => Cause::Revoked,
        });
        let event = match kind {
            Kind::Access => Event::RevokeAccess,
            Kind::Refresh => Event::RevokeRefresh,
        };
        match before {
            Standing::Good(_) if !replaced => self.happen(number, event),
            // There was, or may have been, nothing left to revoke; the rest may fall all the same.
            _ => self.blur(number, event),
        }
        Ruling::Right
    }
}

/// RFC 7009 section 2.2.1: a server may be unable to revoke access tokens. Whatever is dead already
/// is answered as done (section 2.2).
fn not_done(kind: Kind, before: Standing, answer: &Answer, replaced: bool) -> Ruling {
    let unable = *answer == Answer::Refused("unsupported_token_type".to_owned());
    match (kind, before) {
        (Kind::Access, _) if unable => Ruling::Right,
        (_, Standing::Gone(cause)) => {
            let requirement = match cause {
                Cause::Revoked => "revocation-already-revoked-200",
                _ => "revocation-unknown-token-200",
            };
            Ruling::breach(requirement, format!("status 200, although {}", cause.in_words()))
        }
        (_, Standing::Open(_)) => Ruling::Right,
        _ if replaced => Ruling::Right,
        (Kind::Access, _) => Ruling::breach("revocation-access-token-supported", "status 200"),
        (Kind::Refresh, _) => Ruling::breach("revocation-refresh-token-supported", "status 200"),
    }
}
