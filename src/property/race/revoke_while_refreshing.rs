//! A refresh token is revoked while it is used; several grants at once, two requests for each.

use super::answer::Answer;
use super::round::{Arena, Round, named};
use super::{Race, won};
use crate::check::{Mismatch, Subject};
use crate::exchange::StepRecord;
use crate::runner::Flow;
use crate::runner::direct::Contender;
use crate::scenario::{Action, Step, in_words};

/// RFC 7009 section 2: a refresh token that was revoked.
const REFRESH: &str = "revocation-refresh-token-supported";
/// RFC 7009 section 2.1: the access tokens of its grant.
const ACCESS: &str = "revocation-refresh-cascades-access";

/// Revokes and refreshes at once.
#[derive(Debug)]
pub(super) struct RevokeWhileRefreshing;

/// What the server does one after the other: use the refresh token, then revoke the old one. Whoever
/// lets the successor live there may let it live in a race (RFC 7009 section 2.2: an invalid token
/// is answered 200, and nothing more need happen).
#[derive(Debug, Default)]
pub(super) struct InSequence {
    /// The successor of the revoked refresh token is dead.
    successor_dies: bool,
    /// The access token that came with it is dead.
    access_dies: bool,
}

/// One grant.
struct Grant<'a> {
    flow: Flow<'a>,
    name: String,
}

impl Race for RevokeWhileRefreshing {
    type Known = InSequence;

    async fn begin(&self, arena: &Arena<'_>) -> Result<InSequence, Box<Round>> {
        let mut round = Round::default();
        match in_sequence(&mut round, arena).await {
            Some(known) => Ok(known),
            None => Err(Box::new(round)),
        }
    }

    async fn round(&self, arena: &Arena<'_>, known: &InSequence, number: u32) -> Round {
        let mut round = Round::default();
        let _over_early = run(&mut round, arena, known, number).await;
        round
    }
}

async fn in_sequence(round: &mut Round, arena: &Arena<'_>) -> Option<InSequence> {
    let label = arena.label(0, "in sequence");
    let mut grant = granted(round, arena, &label, "in sequence".to_owned()).await?;
    let old = grant.token("refresh_token")?;
    round.must(&mut grant.flow, &named(Action::Refresh, "refresh")).await?;
    let access = grant.flow.facts().get("refresh.access_token").cloned()?;
    let successor = grant.flow.facts().get("refresh.refresh_token").cloned();
    round.must(&mut grant.flow, &revocation("revoke")).await?;
    let lives = won::lives(round, arena, &mut grant.flow, &access, "refresh").await;
    let works = match successor.filter(|own| *own != old) {
        Some(successor) => uses(round, &mut grant.flow, &successor, "successor").await,
        None => None,
    };
    Some(InSequence { successor_dies: works == Some(false), access_dies: lives == Some(false) })
}

async fn run(round: &mut Round, arena: &Arena<'_>, known: &InSequence, number: u32) -> Option<()> {
    let labels: Vec<String> = (1..=(arena.requests / 2).max(1))
        .map(|at| arena.label(number, &format!("grant {at}")))
        .collect();
    let mut grants = Vec::new();
    for (at, label) in labels.iter().enumerate() {
        grants.push(granted(round, arena, label, format!("grant {}", at + 1)).await?);
    }
    round.tell(format!("{} grants are made, each with a refresh token", grants.len()));
    let mut contenders = Vec::new();
    for own in &grants {
        let refresh = named(Action::Refresh, format!("refresh of {}", own.name));
        let revoke = revocation(format!("revocation of {}", own.name));
        for step in [refresh, revoke] {
            let label = arena.label(number, step.name());
            contenders.push(Contender { flow: &own.flow, label, step, before: 0 });
        }
    }
    round.tell("each refresh token is used and revoked at once");
    let records = round.race(arena, &contenders).await;
    drop(contenders);
    let mut nothing = Vec::new();
    for (pair, grant) in records.chunks(2).zip(&mut grants) {
        let [refresh, revoke] = pair else { continue };
        let revoked = status(revoke) == Some(200);
        let answer = round.count(std::slice::from_ref(refresh)).remove(0);
        round.tell(format!("{}: {}", revoke.name, in_words(revoke)));
        if revoked && !matches!(answer, Answer::Nothing(_)) {
            let seen = look(round, arena, grant, &answer).await;
            judge(round, &seen, known, grant);
        } else {
            let first = if revoked { refresh } else { revoke };
            nothing.push(format!("{}: {}", first.name, in_words(first)));
        }
    }
    if nothing.len() == grants.len() {
        round.reason = nothing.pop();
    }
    round.remark = (!known.successor_dies).then(|| {
        "also one after the other, a successor outlives the revocation of the old refresh token"
            .to_owned()
    });
    Some(())
}

/// A grant with access and refresh token.
async fn granted<'a>(
    round: &mut Round,
    arena: &Arena<'a>,
    label: &'a str,
    name: String,
) -> Option<Grant<'a>> {
    let mut flow = Flow::new(arena.field.context, label);
    round.must(&mut flow, &named(Action::Authorize, "authorize")).await?;
    round.must(&mut flow, &named(Action::Token, "token")).await?;
    if !flow.facts().contains_key("token.refresh_token") {
        round.reason = Some("the server issued no refresh token".to_owned());
        return None;
    }
    Some(Grant { flow, name })
}

impl Grant<'_> {
    /// A token of the first token answer.
    fn token(&self, kind: &str) -> Option<String> {
        self.flow.facts().get(&format!("token.{kind}")).cloned()
    }
}

/// Revokes the refresh token of the first token answer.
fn revocation(name: impl Into<String>) -> Step {
    let mut step = named(Action::Revoke, name);
    step.set.insert("token".to_owned(), "${token.refresh_token}".to_owned());
    step
}

/// What was seen of one grant after both answers were there.
#[derive(Debug, Default, PartialEq, Eq)]
struct Seen {
    /// The refresh got tokens.
    refreshed: bool,
    /// The refresh got another refresh token.
    rotated: bool,
    /// The newest refresh token works.
    refresh_works: Option<bool>,
    /// The newest access token lives.
    access_lives: Option<bool>,
}

async fn look(
    round: &mut Round,
    arena: &Arena<'_>,
    grant: &mut Grant<'_>,
    answer: &Answer,
) -> Seen {
    let old = grant.token("refresh_token").unwrap_or_default();
    let first = grant.token("access_token").unwrap_or_default();
    let (refreshed, access, refresh) = match answer {
        Answer::Won { access, refresh } => (true, access.clone(), refresh.clone()),
        _ => (false, first, None),
    };
    let newest = refresh.unwrap_or_else(|| old.clone());
    // The access token first: to use the refresh token may end it.
    let access_lives = won::lives(round, arena, &mut grant.flow, &access, &grant.name).await;
    let refresh_works = uses(round, &mut grant.flow, &newest, &grant.name).await;
    round.alive += usize::from(refresh_works == Some(true));
    Seen { refreshed, rotated: newest != old, refresh_works, access_lives }
}

/// Whether a refresh token still gets tokens; `None` if the answer does not say.
async fn uses(round: &mut Round, flow: &mut Flow<'_>, token: &str, of: &str) -> Option<bool> {
    flow.know("newest.refresh_token", token);
    let mut step = named(Action::Refresh, format!("use of the newest refresh token of {of}"));
    step.from = Some("newest".to_owned());
    let answer = Answer::of(&round.look(flow, &step).await);
    round.tell(format!("the newest refresh token of {of} is used: {}", answer.in_short()));
    match answer {
        Answer::Won { .. } => Some(true),
        Answer::Refused(_) => Some(false),
        Answer::Nothing(_) => None,
    }
}

fn judge(round: &mut Round, seen: &Seen, known: &InSequence, grant: &Grant<'_>) {
    for (requirement, mismatch) in breached(seen, known) {
        let shown_by = match requirement {
            REFRESH => format!("use of the newest refresh token of {}", grant.name),
            _ => format!("revocation of {}", grant.name),
        };
        round.breach(requirement, mismatch, &shown_by);
    }
}

/// What must be dead once the revocation was answered 200: the revoked token itself, and whatever
/// else dies when the same happens one after the other.
fn breached(seen: &Seen, known: &InSequence) -> Vec<(&'static str, Mismatch)> {
    let mut breached = Vec::new();
    if seen.refresh_works == Some(true) && (!seen.rotated || known.successor_dies) {
        let which = if seen.rotated { "its successor, issued meanwhile," } else { "it" };
        breached.push((
            REFRESH,
            Mismatch::new(
                "after the 200 to its revocation, neither a refresh token nor a successor issued \
                 meanwhile works",
                format!("{which} got tokens after the 200"),
            ),
        ));
    }
    if seen.access_lives == Some(true) && seen.refreshed && known.access_dies {
        breached.push((
            ACCESS,
            Mismatch::new(
                "the access tokens of a revoked grant are dead",
                "the access token that was issued meanwhile lives; it dies when the revocation \
                 comes behind the refresh",
            ),
        ));
    }
    breached
}

fn status(record: &StepRecord) -> Option<u16> {
    (Subject { step: record }).response().map(|own| own.status)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOTH: InSequence = InSequence { successor_dies: true, access_dies: true };
    const NEITHER: InSequence = InSequence { successor_dies: false, access_dies: false };

    fn requirements(seen: &Seen, known: &InSequence) -> Vec<&'static str> {
        breached(seen, known).into_iter().map(|(requirement, _)| requirement).collect()
    }

    #[test]
    fn a_successor_that_lives_is_a_breach_where_it_dies_in_sequence() {
        let seen = Seen {
            refreshed: true,
            rotated: true,
            refresh_works: Some(true),
            access_lives: Some(true),
        };
        assert_eq!(requirements(&seen, &BOTH), [REFRESH, ACCESS]);
        assert_eq!(requirements(&seen, &NEITHER), [""; 0]);
        let unseen = Seen { refresh_works: None, access_lives: None, ..seen };
        assert_eq!(requirements(&unseen, &BOTH), [""; 0]);
    }

    #[test]
    fn the_revoked_token_itself_is_dead_whatever_happens_in_sequence() {
        let same = Seen { refreshed: true, refresh_works: Some(true), ..Seen::default() };
        let refused = Seen { refresh_works: Some(true), ..Seen::default() };
        for seen in [same, refused] {
            assert_eq!(requirements(&seen, &NEITHER), [REFRESH]);
        }
        let dead = Seen { refresh_works: Some(false), ..Seen::default() };
        assert_eq!(requirements(&dead, &BOTH), [""; 0]);
    }
}
