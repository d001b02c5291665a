//! One code, redeemed by several requests at once.

use super::answer::Answer;
use super::round::{Arena, Round, named};
use super::{Race, won};
use crate::check::Mismatch;
use crate::runner::Flow;
use crate::runner::direct::Contender;
use crate::scenario::Action;

/// RFC 6749 section 10.5: codes are for single use.
const SINGLE_USE: &str = "token-code-concurrent-use";

/// Redeems a code with as many requests as there are contenders.
#[derive(Debug)]
pub(super) struct CodeRedemption;

impl Race for CodeRedemption {
    type Known = ();

    /// One request alone redeems a code; where all of several are refused, that is no accident then.
    async fn begin(&self, arena: &Arena<'_>) -> Result<(), Box<Round>> {
        let mut round = Round::default();
        let label = arena.label(0, "alone");
        let mut flow = Flow::new(arena.field.context, &label);
        for action in [Action::Authorize, Action::Token] {
            let step = named(action, action.as_str());
            round
                .must(&mut flow, &step)
                .await
                .ok_or_else(|| Box::new(std::mem::take(&mut round)))?;
        }
        Ok(())
    }

    async fn round(&self, arena: &Arena<'_>, (): &(), number: u32) -> Round {
        let mut round = Round::default();
        let _over_early = run(&mut round, arena, number).await;
        round
    }
}

async fn run(round: &mut Round, arena: &Arena<'_>, number: u32) -> Option<()> {
    let label = arena.label(number, "authorization");
    let mut flow = Flow::new(arena.field.context, &label);
    round.must(&mut flow, &named(Action::Authorize, "authorize")).await?;
    round.tell("a resource owner grants access, and a code is issued");
    let contenders: Vec<_> = (1..=arena.requests)
        .map(|at| Contender {
            flow: &flow,
            label: arena.label(number, &format!("request {at}")),
            step: named(Action::Token, format!("request {at}")),
            before: 0,
        })
        .collect();
    round.tell(format!("{} requests redeem that code at once", contenders.len()));
    let records = round.race(arena, &contenders).await;
    drop(contenders);
    let answers = round.count(&records);
    let mut winners = Vec::new();
    for (record, answer) in records.iter().zip(&answers) {
        let Answer::Won { access, .. } = answer else { continue };
        let lives = won::lives(round, arena, &mut flow, access, &record.name).await;
        round.alive += usize::from(lives == Some(true));
        winners.push(Winner { name: &record.name, access });
    }
    if let Some(mismatch) = judge(&winners, records.len())
        && let Some(second) = winners.get(1)
    {
        round.breach(SINGLE_USE, mismatch, second.name);
    }
    round.needs_an_answer(&answers);
    Some(())
}

/// A request that was answered with tokens.
struct Winner<'a> {
    name: &'a str,
    access: &'a str,
}

/// RFC 6749 section 4.1.2: a code that is used more than once MUST be denied. That the tokens of a
/// second use are dead afterwards does not make it a denial; the figures tell how many live.
fn judge(winners: &[Winner<'_>], requests: usize) -> Option<Mismatch> {
    if winners.len() < 2 {
        return None;
    }
    let mut tokens: Vec<&str> = winners.iter().map(|own| own.access).collect();
    tokens.sort_unstable();
    tokens.dedup();
    let actual = format!(
        "{} of {requests} were answered with tokens ({} different access tokens)",
        winners.len(),
        tokens.len(),
    );
    let expected = format!("at most one of {requests} requests with one code gets tokens");
    Some(Mismatch::new(expected, actual))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(tokens: &[&str]) -> Option<String> {
        let winners: Vec<_> =
            tokens.iter().map(|own| Winner { name: "request", access: own }).collect();
        judge(&winners, 8).map(|own| own.actual)
    }

    #[test]
    fn one_winner_is_right_and_two_are_a_breach_even_with_one_token() {
        assert_eq!((judged(&[]), judged(&["a"])), (None, None));
        let two = judged(&["a", "b"]).expect("a breach");
        assert!(two.starts_with("2 of 8 were answered with tokens (2 different"), "{two}");
        let one = judged(&["a", "a", "a"]).expect("a breach");
        assert!(one.contains("3 of 8") && one.contains("(1 different"), "{one}");
    }
}
