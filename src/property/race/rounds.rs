//! Runs the rounds of a race and counts what they showed.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Race;
use super::figures::{histogram, listed, median_and_most, power_in_words};
use super::round::{Arena, Round};
use crate::runner::direct::Dialler;
use crate::runner::{Conducted, Field};
use crate::target::{Login, RACERS};

/// What is recorded of a race for a replay: a race has no smaller case, only more of the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// Requests at once.
    requests: usize,
    /// Rounds.
    rounds: u32,
}

impl Case {
    fn of(field: Field<'_>) -> Result<Self, String> {
        let settings = field.context.target.race;
        // A person who logs in by hand does so once or twice, not for every round.
        let login = field.context.target.owners.first().map(|own| own.login);
        let most = if login == Some(Login::Manual) { 1 } else { u32::MAX };
        let own = Self { requests: settings.requests, rounds: field.budget.cases.min(most) };
        let Some(replay) = field.replay else { return Ok(own) };
        let wrong =
            |why: &dyn std::fmt::Display| format!("the recorded case cannot be read: {why}");
        let own: Self = serde_json::from_value(replay.clone()).map_err(|error| wrong(&error))?;
        match RACERS.contains(&own.requests) {
            true => Ok(own),
            false => Err(wrong(&format!("{} requests at once", own.requests))),
        }
    }
}

/// Runs a race.
pub(super) async fn conduct<R: Race>(race: &R, field: Field<'_>) -> Conducted {
    let unable = |reason| Conducted { reason: Some(reason), ..Conducted::default() };
    let case = match Case::of(field) {
        Ok(case) => case,
        Err(reason) => return unable(reason),
    };
    let target = &field.context.target;
    let dialler = match Dialler::new(target, target.race.everywhere) {
        Ok(dialler) => dialler,
        Err(reason) => return unable(format!("failed to set up connections: {reason}")),
    };
    let arena = Arena { field, dialler, requests: case.requests };
    let mut tally = Tally::default();
    match race.begin(&arena).await {
        Ok(known) => {
            for number in 1..=case.rounds {
                let round = race.round(&arena, &known, number).await;
                tally.requests += requests(&round);
                tally.add(round, &field.scenario.verifies);
                if tally.is_hopeless() {
                    break;
                }
            }
        }
        Err(round) => {
            tally.requests += requests(&round);
            tally.shown = Some(*round);
        }
    }
    tally.conclude(case)
}

fn requests(round: &Round) -> u64 {
    round.transcript.exchanges().count() as u64
}

/// What all rounds so far came to.
#[derive(Debug, Default)]
struct Tally {
    rounds: u64,
    rejected: u64,
    requests: u64,
    breached: u64,
    /// Winners of each round that established something.
    won: Vec<usize>,
    alive: usize,
    answers: BTreeMap<String, usize>,
    spreads: Vec<Duration>,
    remarks: Vec<String>,
    /// The round that is reported.
    shown: Option<Round>,
}

impl Tally {
    fn add(&mut self, round: Round, verifies: &[String]) {
        self.rounds += 1;
        for (answer, count) in &round.answers {
            *self.answers.entry(answer.clone()).or_default() += count;
        }
        self.spreads.extend(round.spread);
        if let Some(remark) = round.remark.as_ref().filter(|own| !self.remarks.contains(own)) {
            self.remarks.push(remark.clone());
        }
        if round.reason.is_some() && round.breaches.is_empty() {
            self.rejected += 1;
        } else {
            self.won.push(round.won);
            self.alive += round.alive;
        }
        self.breached += u64::from(!round.breaches.is_empty());
        let weight = |own: &Round| weight(own, verifies);
        if self.shown.as_ref().is_none_or(|shown| weight(&round) > weight(shown)) {
            self.shown = Some(round);
        }
    }

    /// Where the first rounds cannot be run, more would only knock at a closed door.
    fn is_hopeless(&self) -> bool {
        self.rounds >= 2 && self.rejected == self.rounds
    }

    fn conclude(mut self, case: Case) -> Conducted {
        let mut own = Conducted::default();
        own.experiment.cases = self.rounds;
        own.experiment.rejected = self.rejected;
        own.experiment.requests = self.requests;
        self.figures(&mut own, case);
        let shown = self.shown.unwrap_or_default();
        own.transcript = shown.transcript;
        own.experiment.story = shown.story;
        if shown.breaches.is_empty() {
            let nothing = self.rounds == self.rejected;
            let why = || shown.reason.unwrap_or_else(|| "no round was run".to_owned());
            own.reason = nothing.then(why);
        } else {
            own.breaches = shown.breaches;
            own.experiment.case = serde_json::to_value(case).ok();
        }
        own
    }

    fn figures(&mut self, own: &mut Conducted, case: Case) {
        let established = u32::try_from(self.won.len()).unwrap_or(u32::MAX);
        let mut figure = |name: &str, value: String| own.experiment.figure(name, value);
        figure("rounds", format!("{} of {} requests at once", self.rounds, case.requests));
        if established == 0 {
            return;
        }
        figure("successes per round", histogram(self.won.iter().copied()));
        figure("won tokens that live", self.alive.to_string());
        figure("answers", listed(&self.answers));
        if let Some((median, most)) = median_and_most(&mut self.spreads) {
            let words = format!("{} µs, at most {} µs", median.as_micros(), most.as_micros());
            figure("last octets left within (median)", words);
        }
        for remark in &self.remarks {
            figure("seen", remark.clone());
        }
        if self.breached == 0 {
            figure("power", power_in_words(established));
        } else {
            figure("rounds that show it", format!("{} of {established}", self.breached));
        }
    }
}

/// How much a round is worth showing: one with the weightiest breach first, then one that
/// established something.
fn weight(round: &Round, verifies: &[String]) -> usize {
    let place = |requirement: &String| verifies.iter().position(|own| own == requirement);
    let places = round.breaches.iter().filter_map(|own| place(&own.requirement));
    match places.min() {
        Some(place) => 2 + verifies.len().saturating_sub(place),
        None => usize::from(round.reason.is_none()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Mismatch;

    const CASE: Case = Case { requests: 8, rounds: 8 };

    fn round(won: usize, breached: Option<&str>) -> Round {
        let mut round = Round { won, ..Round::default() };
        if let Some(requirement) = breached {
            round.tell(format!("breaches {requirement}"));
            round.breach(requirement, Mismatch::new("one", "two"), "request 2");
        }
        round
    }

    fn concluded(rounds: impl IntoIterator<Item = Round>) -> Conducted {
        let verifies = ["must".to_owned(), "should".to_owned()];
        let mut tally = Tally::default();
        rounds.into_iter().for_each(|round| tally.add(round, &verifies));
        tally.conclude(CASE)
    }

    fn figure<'c>(own: &'c Conducted, name: &str) -> Option<&'c str> {
        let mut all = own.experiment.figures.iter();
        all.find(|own| own.name == name).map(|own| own.value.as_str())
    }

    #[test]
    fn rounds_are_counted_and_say_how_rare_a_race_could_be() {
        let own = concluded((0..8).map(|_| round(1, None)));
        assert_eq!((own.reason.as_deref(), own.breaches.len()), (None, 0));
        assert_eq!(figure(&own, "successes per round"), Some("1 ×8"));
        assert!(figure(&own, "power").is_some_and(|own| own.contains("31.2 %")));
    }

    #[test]
    fn the_weightiest_round_is_shown_and_can_be_replayed() {
        let breached = ["should", "must", "should"].map(|own| round(3, Some(own)));
        let own = concluded(breached.into_iter().chain([round(1, None)]));
        assert_eq!(own.experiment.story, ["breaches must"]);
        assert_eq!(figure(&own, "successes per round"), Some("1 ×1, 3 ×3"));
        assert_eq!(figure(&own, "rounds that show it"), Some("3 of 4"));
        assert_eq!(figure(&own, "power"), None);
        let case = own.experiment.case.expect("a case");
        assert_eq!(serde_json::from_value::<Case>(case).ok(), Some(CASE));
    }

    #[test]
    fn rounds_that_establish_nothing_are_a_reason_only_if_all_are() {
        let failed = || Round { reason: Some("503".to_owned()), ..Round::default() };
        assert_eq!(concluded([failed(), failed()]).reason.as_deref(), Some("503"));
        let some = concluded([failed(), round(1, None)]);
        assert_eq!((some.reason, some.experiment.rejected), (None, 1));
    }
}
