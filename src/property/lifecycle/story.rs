//! A case as a story that a person can follow: numbered lines, no values of codes and tokens.

use std::collections::BTreeMap;

use super::answer::Answer;
use super::rule::Ruling;
use super::transition::{Ask, Attempt, Kind, Party, Transition};
use super::world::World;
use crate::target::Target;

/// Who is who: the `client_id`s.
#[derive(Debug, Clone, Default)]
pub(super) struct Cast {
    parties: BTreeMap<Party, String>,
    second: String,
}

impl Cast {
    pub(super) fn of(target: &Target, parties: &[Party]) -> Self {
        let id = |selector: &str| target.client(selector, None).map(|own| own.id.clone());
        let named = |party: &Party| Some((*party, id(party.selector())?));
        let parties = parties.iter().filter_map(named).collect();
        Self { parties, second: id("second").unwrap_or_default() }
    }

    pub(super) fn name(&self, party: Party) -> &str {
        self.parties.get(&party).map_or("the client", String::as_str)
    }
}

impl World {
    /// What a transition is about to do.
    pub(super) fn sentence(&self, cast: &Cast, transition: &Transition) -> String {
        let number = transition.grant();
        let party = self.grants.get(&number).map(|own| own.party);
        let client = party.map_or("the client", |party| cast.name(party));
        let token = |kind: Kind, age: u8| {
            let place = self.grants.get(&number).and_then(|own| own.place(kind, age));
            let word = match kind {
                Kind::Access => "access",
                Kind::Refresh => "refresh",
            };
            format!("{word} token {} of grant {number}", place.map_or(0, |place| place + 1))
        };
        match *transition {
            Transition::Authorize { grant, client, scope } => format!(
                "the resource owner grants `{}` to {} (grant {grant})",
                self.asked(scope),
                cast.name(client)
            ),
            Transition::Redeem { grant } => format!("{client} redeems the code of grant {grant}"),
            Transition::ReplayCode { grant } => {
                format!("{client} sends the code of grant {grant} again")
            }
            Transition::Refresh { ask, .. } => {
                let wish = match ask {
                    Ask::Same => "",
                    Ask::Narrowed => " and asks for less scope",
                    Ask::Widened => " and asks for more scope than was granted",
                };
                format!("{client} uses {}{wish}", token(Kind::Refresh, 0))
            }
            Transition::ReplayRefresh { age, .. } => {
                format!("{client} uses {} again", token(Kind::Refresh, age))
            }
            Transition::Revoke { kind, age, .. } => {
                format!("{client} revokes {}", token(kind, age))
            }
            Transition::Introspect { kind, age, .. } => {
                format!("{} is introspected", token(kind, age))
            }
            Transition::Call { age, .. } => {
                format!("{} is sent to the resource", token(Kind::Access, age))
            }
            Transition::Steal { grant, attempt } => {
                let thief = &cast.second;
                match attempt {
                    Attempt::Redeem => format!("{thief} tries the code of grant {grant}"),
                    Attempt::Refresh => format!("{thief} tries {}", token(Kind::Refresh, 0)),
                    Attempt::RevokeAccess => {
                        format!("{thief} tries to revoke {}", token(Kind::Access, 0))
                    }
                    Attempt::RevokeRefresh => {
                        format!("{thief} tries to revoke {}", token(Kind::Refresh, 0))
                    }
                }
            }
        }
    }
}

/// One line of the story.
pub(super) fn line(number: usize, sentence: &str, answer: &Answer, ruling: &Ruling) -> String {
    let answer = answer.in_words();
    match ruling {
        Ruling::Breach(_, expected) => {
            format!("{number}. {sentence}: expected {expected}; got: {answer}")
        }
        Ruling::Right | Ruling::Nothing(_) => format!("{number}. {sentence}: {answer}"),
    }
}
