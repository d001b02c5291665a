//! Several browsers that consent at once, each to an authorization request of its own.

use super::Race;
use super::answer::Answer;
use super::round::{Arena, Round, named};
use crate::check::{Mismatch, Subject};
use crate::exchange::{Ending, Exchange, StepRecord};
use crate::oauth::forms;
use crate::runner::Flow;
use crate::runner::direct::Contender;
use crate::scenario::{Action, Step, in_words};
use crate::target::Login;

/// RFC 6749 section 4.1.2: the state of the request it answers.
const STATE: &str = "state-echoed-success";
/// RFC 7636 section 4.4: the challenge belongs to the code.
const CHALLENGE: &str = "pkce-challenge-associated";

/// Consents in several browsers.
#[derive(Debug)]
pub(super) struct AuthorizeConsent;

/// How many requests come before the one that consents.
#[derive(Debug)]
pub(super) struct Before(usize);

impl Race for AuthorizeConsent {
    type Known = Before;

    async fn begin(&self, arena: &Arena<'_>) -> Result<Before, Box<Round>> {
        let mut round = Round::default();
        match rehearsed(&mut round, arena).await {
            Some(known) => Ok(known),
            None => Err(Box::new(round)),
        }
    }

    async fn round(&self, arena: &Arena<'_>, known: &Before, number: u32) -> Round {
        let mut round = Round::default();
        run(&mut round, arena, known, number).await;
        round
    }
}

/// Two browsers one after the other, both codes redeemed behind it: what a race is held to must
/// work without one. A server that remembers the first consent shows the second browser what it
/// will show the others.
async fn rehearsed(round: &mut Round, arena: &Arena<'_>) -> Option<Before> {
    let owner = arena.field.context.target.owners.first();
    if owner.is_some_and(|own| own.login == Login::Manual) {
        round.reason = Some("a person logs in, who cannot consent in several browsers".to_owned());
        return None;
    }
    let labels = ["first", "second"].map(|own| arena.label(0, own));
    let mut flows = labels.each_ref().map(|label| Flow::new(arena.field.context, label));
    let mut before = 0;
    for flow in &mut flows {
        round.must(flow, &browsing("authorize")).await?;
        let record = round.transcript.steps.last()?;
        before = consenting(&record.exchanges)?;
    }
    for flow in &mut flows {
        round.must(flow, &named(Action::Token, "token")).await?;
    }
    Some(Before(before))
}

/// The place of the request that consents: the last form that is sent, or else, where the server
/// asks nobody, the last request.
fn consenting(exchanges: &[Exchange]) -> Option<usize> {
    let posted = exchanges.iter().rposition(|own| own.request.method == "POST");
    posted.or(exchanges.len().checked_sub(1))
}

fn browsing(name: impl Into<String>) -> Step {
    Step { fresh_session: true, ..named(Action::Authorize, name) }
}

async fn run(round: &mut Round, arena: &Arena<'_>, known: &Before, number: u32) {
    let label = arena.label(number, "browsers");
    let flow = Flow::new(arena.field.context, &label);
    let contenders: Vec<_> = (1..=arena.requests)
        .map(|at| Contender {
            flow: &flow,
            label: arena.label(number, &format!("browser {at}")),
            step: browsing(format!("browser {at}")),
            before: known.0,
        })
        .collect();
    round.tell(format!(
        "{} browsers send authorization requests of their own, log in and consent at once",
        contenders.len()
    ));
    let records = round.race(arena, &contenders).await;
    drop(contenders);
    let endings: Vec<Landed<'_>> = records.iter().map(Landed::of).collect();
    for (record, landed) in records.iter().zip(&endings) {
        round.won += usize::from(landed.code.is_some());
        *round.answers.entry(landed.in_short()).or_default() += 1;
        round.tell(format!("{}: {}", record.name, landed.in_words(record)));
    }
    for (place, requirement, mismatch) in judge(&endings) {
        round.breach(requirement, mismatch, &records[place].name);
    }
    if endings.iter().all(|own| own.code.is_none()) {
        let words = records.first().map_or_else(String::new, in_words);
        round.reason = Some(format!("no browser got a code: {words}"));
        return;
    }
    let crosswise = arena.field.capabilities.has("pkce:S256");
    redeem(round, &flow, &records, &endings, crosswise).await;
}

/// Where a browser landed.
#[derive(Debug, Default)]
struct Landed<'a> {
    code: Option<String>,
    /// The state that it sent, and the one that came back, where one was sent and an answer came.
    states: Option<(&'a str, String)>,
}

impl<'a> Landed<'a> {
    fn of(record: &'a StepRecord) -> Self {
        let is_code = matches!(record.ending, Ending::Code(_));
        let Some(parameters) = (Subject { step: record }).redirect_parameters() else {
            return Self::default();
        };
        let got = |name: &str| forms::first(&parameters, name).map(str::to_owned);
        let sent = record.facts.get(&format!("{}.state", record.name));
        Self {
            code: got("code").filter(|_| is_code),
            states: sent.map(|sent| (sent.as_str(), got("state").unwrap_or_default())),
        }
    }

    fn has_own_state(&self) -> bool {
        self.states.as_ref().is_none_or(|(sent, got)| sent == got)
    }

    fn in_short(&self) -> String {
        match (&self.code, self.has_own_state()) {
            (Some(_), true) => "code".to_owned(),
            (Some(_), false) => "code with a foreign state".to_owned(),
            (None, _) => "no code".to_owned(),
        }
    }

    fn in_words(&self, record: &StepRecord) -> String {
        let state = if self.has_own_state() { "" } else { ", with another's state" };
        // The story is told without secrets, and a place elsewhere may hold a code.
        let words = match record.ending {
            Ending::Foreign { .. } => "a redirect elsewhere".to_owned(),
            _ => in_words(record),
        };
        format!("{words}{state}")
    }
}

/// Each answer has the state of its own request, and no two have one code.
fn judge(landed: &[Landed<'_>]) -> Vec<(usize, &'static str, Mismatch)> {
    let mut breached = Vec::new();
    if let Some(place) = landed.iter().position(|own| !own.has_own_state()) {
        let wrong = landed.iter().filter(|own| !own.has_own_state()).count();
        let others = |state: &str| {
            landed.iter().any(|own| own.states.as_ref().is_some_and(|(sent, _)| *sent == state))
        };
        let got = landed[place].states.as_ref().map_or("", |(_, got)| got.as_str());
        let whose = if others(got) { "another browser's request" } else { "no request of these" };
        let actual =
            format!("{wrong} of {} have another state, the first that of {whose}", landed.len());
        let expected = "each answer has the state of the request that it answers";
        breached.push((place, STATE, Mismatch::new(expected, actual)));
    }
    let repeated = landed.iter().enumerate().find(|(place, own)| {
        own.code.is_some() && landed[..*place].iter().any(|earlier| earlier.code == own.code)
    });
    if let Some((place, _)) = repeated {
        let mismatch = Mismatch::new("a code for each request", "two browsers got the same code");
        breached.push((place, CHALLENGE, mismatch));
    }
    breached
}

/// Redeems the codes with their own verifiers, the last one, if `crosswise`, with another's.
async fn redeem(
    round: &mut Round,
    flow: &Flow<'_>,
    records: &[StepRecord],
    landed: &[Landed<'_>],
    crosswise: bool,
) {
    let coded: Vec<&StepRecord> = records
        .iter()
        .zip(landed)
        .filter(|(_, own)| own.code.is_some())
        .map(|(record, _)| record)
        .collect();
    let (mut refused, mut foreign) = (None, None);
    let (mut dead, mut unsaid) = (0, None);
    for (at, record) in coded.iter().enumerate() {
        let last = crosswise && at > 0 && at + 1 == coded.len();
        let verifier_of = if last { coded[0] } else { record };
        let name = match last {
            true => format!("code of {} with the verifier of {}", record.name, verifier_of.name),
            false => format!("code of {}", record.name),
        };
        let answer = redemption(round, flow, record, verifier_of, &name).await;
        round.tell(format!("{name}: {}", answer.in_short()));
        match (answer, last) {
            (Answer::Won { .. }, true) => foreign = Some(name),
            (Answer::Won { .. }, false) => round.alive += 1,
            // RFC 7636 section 4.6: a verifier that does not match is invalid_grant.
            (Answer::Refused(error), false) if error == "invalid_grant" => {
                dead += 1;
                refused = refused.or(Some(name));
            }
            (Answer::Refused(_), true) => {}
            (Answer::Refused(words) | Answer::Nothing(words), _) => {
                unsaid = unsaid.or(Some(words));
            }
        }
    }
    let expected = "a code is redeemed by the verifier of its own request and by no other";
    if let Some(name) = refused {
        let actual = format!("{dead} of {} were refused with their own verifier", coded.len());
        round.breach(CHALLENGE, Mismatch::new(expected, actual), &name);
    }
    if let Some(name) = foreign {
        let actual = "a code was redeemed by the verifier of another browser's request";
        round.breach(CHALLENGE, Mismatch::new(expected, actual), &name);
    }
    if round.breaches.is_empty() && round.alive == 0 {
        round.reason = unsaid.map(|words| format!("no code could be redeemed: {words}"));
    }
}

async fn redemption(
    round: &mut Round,
    flow: &Flow<'_>,
    code_of: &StepRecord,
    verifier_of: &StepRecord,
    name: &str,
) -> Answer {
    let mut own = flow.fork(flow.context(), name);
    for member in ["code", "redirect_uri", "code_challenge"] {
        if let Some(value) = code_of.facts.get(&format!("{}.{member}", code_of.name)) {
            own.know(format!("won.{member}"), value);
        }
    }
    let verifier = verifier_of.facts.get(&format!("{}.code_verifier", verifier_of.name));
    own.know("won.code_verifier", verifier.map_or("", String::as_str));
    let mut step = named(Action::Token, name);
    step.from = Some("won".to_owned());
    Answer::of(&round.look(&mut own, &step).await)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn landed<'a>(code: &str, sent: &'a str, got: &str) -> Landed<'a> {
        Landed { code: Some(code.to_owned()), states: Some((sent, got.to_owned())) }
    }

    fn requirements(all: &[Landed<'_>]) -> Vec<(usize, &'static str)> {
        judge(all).into_iter().map(|(place, requirement, _)| (place, requirement)).collect()
    }

    #[test]
    fn each_answer_has_its_own_state_and_its_own_code() {
        let right = || landed("a", "1", "1");
        assert_eq!(requirements(&[right(), landed("b", "2", "2"), Landed::default()]), []);
        assert_eq!(requirements(&[right(), landed("b", "2", "1")]), [(1, STATE)]);
        assert_eq!(requirements(&[right(), landed("a", "2", "2")]), [(1, CHALLENGE)]);
        let [(_, _, mismatch)] = &judge(&[right(), landed("b", "2", "9")])[..] else {
            panic!("one breach")
        };
        assert!(mismatch.actual.ends_with("that of no request of these"), "{mismatch:?}");
    }
}
