//! The first cases: fixed sequences along the ways on which servers are known to go wrong.
//!
//! What a target cannot do is left out of them, and a client that it lacks is replaced.

use super::outline::{Abilities, Outline};
use super::transition::{Ask, Attempt, Breadth, Kind, Party, Transition};

/// The tours that make sense at a target, in order.
pub(super) fn tours(can: &Abilities) -> Vec<Vec<Transition>> {
    let all = [narrowing(), refusals(), revocations(), replays(), generations()];
    let fitting = all.into_iter().map(|tour| Outline::sensible(can, &with_parties(can, tour)));
    fitting.filter(|tour| tour.len() > 3).collect()
}

fn with_parties(can: &Abilities, tour: Vec<Transition>) -> Vec<Transition> {
    let exchanged = |own: Transition| match own {
        Transition::Authorize { grant, client, scope } if !can.parties.contains(&client) => {
            let client = can.parties.first().copied().unwrap_or(client);
            Transition::Authorize { grant, client, scope }
        }
        other => other,
    };
    tour.into_iter().map(exchanged).collect()
}

/// A narrower refresh among others, and a replay of the token that asked for it.
fn narrowing() -> Vec<Transition> {
    vec![
        authorize(1, Party::Confidential, Breadth::Both),
        redeem(1),
        refresh(1, Ask::Narrowed),
        refresh(1, Ask::Same),
        Transition::Call { grant: 1, age: 0 },
        refresh(1, Ask::Narrowed),
        Transition::ReplayRefresh { grant: 1, age: 1 },
        refresh(1, Ask::Same),
    ]
}

/// Refused requests, which must change nothing, and what becomes of a revoked access token.
fn refusals() -> Vec<Transition> {
    vec![
        authorize(1, Party::Public, Breadth::First),
        redeem(1),
        refresh(1, Ask::Widened),
        refresh(1, Ask::Same),
        steal(1, Attempt::Refresh),
        refresh(1, Ask::Same),
        steal(1, Attempt::RevokeAccess),
        look(1, 0),
        steal(1, Attempt::RevokeRefresh),
        revoke(1, Kind::Access),
        look(1, 0),
        Transition::Call { grant: 1, age: 0 },
        revoke(1, Kind::Access),
        refresh(1, Ask::Same),
        look(1, 1),
    ]
}

/// A revoked refresh token among several grants of one client.
fn revocations() -> Vec<Transition> {
    vec![
        authorize(1, Party::Confidential, Breadth::First),
        redeem(1),
        authorize(2, Party::Confidential, Breadth::First),
        redeem(2),
        authorize(3, Party::Confidential, Breadth::First),
        refresh(1, Ask::Same),
        refresh(1, Ask::Same),
        revoke(1, Kind::Refresh),
        look(1, 2),
        look(1, 0),
        Transition::Introspect { grant: 1, kind: Kind::Refresh, age: 0 },
        refresh(1, Ask::Same),
        look(2, 0),
        refresh(2, Ask::Same),
        redeem(3),
        authorize(4, Party::Confidential, Breadth::First),
    ]
}

/// A code that is tried by another client and sent a second time.
fn replays() -> Vec<Transition> {
    vec![
        authorize(1, Party::Confidential, Breadth::First),
        steal(1, Attempt::Redeem),
        redeem(1),
        authorize(2, Party::Confidential, Breadth::First),
        redeem(2),
        refresh(2, Ask::Same),
        Transition::ReplayCode { grant: 2 },
        look(2, 1),
        look(2, 0),
        refresh(2, Ask::Same),
        refresh(1, Ask::Same),
    ]
}

/// A refresh token that comes back when its successor is used up as well.
fn generations() -> Vec<Transition> {
    vec![
        authorize(1, Party::Public, Breadth::First),
        redeem(1),
        authorize(2, Party::Confidential, Breadth::First),
        redeem(2),
        refresh(1, Ask::Same),
        refresh(1, Ask::Same),
        Transition::ReplayRefresh { grant: 1, age: 2 },
        refresh(1, Ask::Same),
        refresh(2, Ask::Same),
        Transition::Call { grant: 2, age: 1 },
    ]
}

const fn authorize(grant: u8, client: Party, scope: Breadth) -> Transition {
    Transition::Authorize { grant, client, scope }
}

const fn redeem(grant: u8) -> Transition {
    Transition::Redeem { grant }
}

const fn refresh(grant: u8, ask: Ask) -> Transition {
    Transition::Refresh { grant, ask }
}

const fn revoke(grant: u8, kind: Kind) -> Transition {
    Transition::Revoke { grant, kind, age: 0 }
}

const fn look(grant: u8, age: u8) -> Transition {
    Transition::Introspect { grant, kind: Kind::Access, age }
}

const fn steal(grant: u8, attempt: Attempt) -> Transition {
    Transition::Steal { grant, attempt }
}
