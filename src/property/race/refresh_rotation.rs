//! One refresh token of a public client, used by several requests at once.

use std::collections::BTreeMap;

use super::Race;
use super::answer::Answer;
use super::round::{Arena, Round, named, named_by};
use crate::check::Mismatch;
use crate::runner::Flow;
use crate::runner::direct::Contender;
use crate::scenario::Action;

/// Several successors live.
const CONCURRENT: &str = "refresh-concurrent-rotation";
/// The old one was used more than once, but at most one successor lives.
const OLD_INVALID: &str = "refresh-rotated-old-invalid";

/// Refreshes with as many requests as there are contenders.
#[derive(Debug)]
pub(super) struct RefreshRotation;

/// How the server takes a replaced refresh token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leniency {
    /// Not at all.
    None,
    /// It works again, one after the other as well: no race is needed for that.
    InSequence,
    /// The target file declares a window in which it works.
    Declared,
}

impl Race for RefreshRotation {
    type Known = Leniency;

    async fn begin(&self, arena: &Arena<'_>) -> Result<Leniency, Box<Round>> {
        let mut round = Round::default();
        match in_sequence(&mut round, arena).await {
            Some(known) => Ok(known),
            None => Err(Box::new(round)),
        }
    }

    async fn round(&self, arena: &Arena<'_>, known: &Leniency, number: u32) -> Round {
        let mut round = Round::default();
        let _over_early = run(&mut round, arena, *known, number).await;
        round
    }
}

/// A public client's grant with a refresh token.
async fn granted(round: &mut Round, flow: &mut Flow<'_>) -> Option<String> {
    round.must(flow, &named_by(Action::Authorize, "authorize", "public")).await?;
    round.must(flow, &named(Action::Token, "token")).await?;
    round.tell("a public client redeems a code and gets a refresh token");
    let token = flow.facts().get("token.refresh_token").cloned();
    if token.is_none() {
        round.reason = Some("the server issued no refresh token to the public client".to_owned());
    }
    token
}

/// Uses a refresh token twice, one after the other.
async fn in_sequence(round: &mut Round, arena: &Arena<'_>) -> Option<Leniency> {
    if arena.field.context.target.policies.refresh_grace.is_some_and(|own| !own.is_zero()) {
        return Some(Leniency::Declared);
    }
    let label = arena.label(0, "in sequence");
    let mut flow = Flow::new(arena.field.context, &label);
    granted(round, &mut flow).await?;
    round.must(&mut flow, &named(Action::Refresh, "first use")).await?;
    let mut again = named(Action::Refresh, "second use");
    again.from = Some("token".to_owned());
    let second = Answer::of(&round.look(&mut flow, &again).await);
    Some(if second.is_won() { Leniency::InSequence } else { Leniency::None })
}

async fn run(round: &mut Round, arena: &Arena<'_>, leniency: Leniency, number: u32) -> Option<()> {
    let label = arena.label(number, "grant");
    let mut flow = Flow::new(arena.field.context, &label);
    let old = granted(round, &mut flow).await?;
    let contenders: Vec<_> = (1..=arena.requests)
        .map(|at| Contender {
            flow: &flow,
            label: arena.label(number, &format!("request {at}")),
            step: named(Action::Refresh, format!("request {at}")),
            before: 0,
        })
        .collect();
    round.tell(format!("{} requests use that refresh token at once", contenders.len()));
    let records = round.race(arena, &contenders).await;
    drop(contenders);
    let answers = round.count(&records);
    let successors = successors(&old, records.iter().map(|own| own.name.as_str()).zip(&answers));
    let mut live = Vec::new();
    for (token, of) in successors.tokens() {
        flow.know("won.refresh_token", token);
        let mut step = named(Action::Refresh, format!("successor of {of}"));
        step.from = Some("won".to_owned());
        let proof = Answer::of(&round.look(&mut flow, &step).await);
        round.tell(format!("the refresh token of {of} is used: {}", proof.in_short()));
        if proof.is_won() {
            live.push(of);
        }
    }
    round.alive += live.len();
    if let Some((requirement, mismatch)) = judge(&successors, live.len(), leniency) {
        let shown_by = live.get(1).or(successors.of.values().nth(1));
        round.breach(requirement, mismatch, shown_by.copied().unwrap_or_default());
    }
    round.remark = remark(&successors, leniency);
    round.needs_an_answer(&answers);
    Some(())
}

/// The successors that one refresh token got.
#[derive(Debug, Default)]
struct Successors<'a> {
    /// Requests that were answered with tokens.
    won: usize,
    /// Each successor, with the first request that got it.
    of: BTreeMap<&'a str, &'a str>,
}

impl<'a> Successors<'a> {
    fn tokens(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.of.iter().map(|(token, of)| (*token, *of))
    }
}

/// A new refresh token is a successor; the old one again, or none at all, is no rotation.
fn successors<'a>(
    old: &str,
    answers: impl Iterator<Item = (&'a str, &'a Answer)>,
) -> Successors<'a> {
    let mut own = Successors::default();
    for (name, answer) in answers {
        let Answer::Won { refresh, .. } = answer else { continue };
        own.won += 1;
        if let Some(token) = refresh.as_deref().filter(|token| *token != old) {
            own.of.entry(token).or_insert(name);
        }
    }
    own
}

/// RFC 9700 section 4.14.2: a rotated refresh token is used once. Without rotation, with one
/// successor that all share, and within a declared window there is nothing to breach. A token that
/// works twice in sequence too is valid for longer than it should be, which is no race.
fn judge(
    successors: &Successors<'_>,
    live: usize,
    leniency: Leniency,
) -> Option<(&'static str, Mismatch)> {
    let different = successors.of.len();
    if different < 2 || leniency == Leniency::Declared {
        return None;
    }
    let actual = format!(
        "{} requests got {different} different refresh tokens, of which {live} live",
        successors.won
    );
    Some(if live > 1 && leniency == Leniency::None {
        (CONCURRENT, Mismatch::new("at most one successor of a refresh token lives", actual))
    } else {
        (OLD_INVALID, Mismatch::new("one use of a refresh token, or one shared successor", actual))
    })
}

fn remark(successors: &Successors<'_>, leniency: Leniency) -> Option<String> {
    match (successors.won, successors.of.len()) {
        (2.., 2..) if leniency == Leniency::InSequence => {
            Some("a refresh token works twice one after the other, too".to_owned())
        }
        (1.., 0) => Some("the server does not rotate refresh tokens".to_owned()),
        (2.., 1) => Some("requests at once share one successor".to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn won(refresh: Option<&str>) -> Answer {
        Answer::Won { access: "a".to_owned(), refresh: refresh.map(str::to_owned) }
    }

    fn judged(answers: &[Answer], live: usize, leniency: Leniency) -> Option<&'static str> {
        let named = answers.iter().map(|answer| ("request", answer));
        judge(&successors("old", named), live, leniency).map(|(requirement, _)| requirement)
    }

    #[test]
    fn successors_that_differ_are_a_breach_unless_a_window_is_declared() {
        let refused = || Answer::Refused("invalid_grant".to_owned());
        let raced = [won(Some("b")), won(Some("c")), refused()];
        assert_eq!(judged(&raced, 2, Leniency::None), Some(CONCURRENT));
        assert_eq!(judged(&raced, 1, Leniency::None), Some(OLD_INVALID));
        assert_eq!(judged(&raced, 2, Leniency::InSequence), Some(OLD_INVALID));
        assert_eq!(judged(&raced, 2, Leniency::Declared), None);
        assert_eq!(judged(&[won(Some("b")), refused()], 1, Leniency::None), None);
    }

    #[test]
    fn no_rotation_and_a_shared_successor_are_lawful() {
        for (answers, remarked) in [
            ([won(None), won(None)], "does not rotate"),
            ([won(Some("old")), won(Some("old"))], "does not rotate"),
            ([won(Some("b")), won(Some("b"))], "share one successor"),
        ] {
            assert_eq!(judged(&answers, 1, Leniency::None), None);
            let named = answers.iter().map(|answer| ("request", answer));
            let remark = remark(&successors("old", named), Leniency::None).expect("a remark");
            assert!(remark.contains(remarked), "{remark}");
        }
    }
}
