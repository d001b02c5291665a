//! The journal of a run on its way: what was established, should the run be killed.
//!
//! A file with one JSON value a line: the head with the run as it would stand if nothing had
//! happened, then a line for each exchange and one for each scenario that is over, which replaces its
//! exchanges. A killed run may leave half a line at the end, which is none.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::finding::Verdict;
use super::run::{Run, ScenarioResult, Summary};
use crate::exchange::{Ending, Exchange, Facts, StepRecord, Transcript};

/// Version of this format, and the member by which a file is known as a journal. Version 1 had no
/// exchanges.
const VERSION: &str = "2";

/// Why a scenario that was under way established nothing.
const IN_THE_MIDDLE: &str = "the run ended in the middle of it";

/// The first line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Head {
    /// Version of this format.
    journal: String,
    /// The run, no scenario of which is over.
    run: Run,
}

impl Head {
    /// Of a run that is about to begin.
    #[must_use]
    pub fn of(run: Run) -> Self {
        Self { journal: VERSION.to_owned(), run }
    }
}

/// Any other line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    /// An answer has come.
    Exchange(Box<Noted>),
    /// A scenario is over.
    Over(Box<Entry>),
}

/// An exchange of a scenario that is under way, without secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// The scenario.
    pub of: String,
    /// The step, numbered as the steps of the scenario began; several may be under way at once.
    pub at: usize,
    /// The name of the step.
    pub step: String,
    /// What was sent and came back; a long body is cut.
    pub exchange: Exchange,
}

/// What a scenario came to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Its result.
    pub result: ScenarioResult,
    /// A positive control was still to come behind it: till then nothing is established.
    pub bracketed: bool,
}

/// Whether a text is a journal, and no report.
#[must_use]
pub fn is_journal(text: &str) -> bool {
    text.starts_with("{\"journal\":")
}

/// The run as far as its journal goes.
///
/// # Errors
/// Why the text is no journal, or none of this version.
pub fn read_journal(text: &str) -> Result<Run, String> {
    let mut lines = text.split_inclusive('\n').filter(|line| line.ends_with('\n'));
    let head = lines.next().ok_or("it breaks off in its first line")?;
    let mut run = read_head(head)?;
    run.interrupted = true;
    let mut under_way: BTreeMap<String, BTreeMap<usize, StepRecord>> = BTreeMap::new();
    let mut over = BTreeSet::new();
    for (number, line) in (2..).zip(lines) {
        let line: Line =
            serde_json::from_str(line).map_err(|error| format!("line {number}: {error}"))?;
        let id = match &line {
            Line::Exchange(noted) => &noted.of,
            Line::Over(entry) => &entry.result.id,
        };
        let place = run.results.iter_mut().find(|own| own.id == *id);
        let place = place.ok_or_else(|| format!("line {number}: not in its plan"))?;
        match line {
            // It was run again, for a finding that is listed as flaky: its result stands.
            Line::Exchange(noted) if over.contains(&noted.of) => {}
            Line::Over(entry) if over.contains(&entry.result.id) => {}
            Line::Exchange(noted) => {
                let Noted { of, at, step, exchange } = *noted;
                let step =
                    under_way.entry(of).or_default().entry(at).or_insert_with(|| begun(step));
                step.exchanges.push(exchange);
            }
            Line::Over(entry) => {
                under_way.remove(&entry.result.id);
                over.insert(entry.result.id.clone());
                *place = settled(*entry);
            }
        }
    }
    for result in &mut run.results {
        if let Some(steps) = under_way.remove(&result.id) {
            break_off(result, steps.into_values().collect());
        }
    }
    run.summary = Summary::of(&run.results);
    Ok(run)
}

fn read_head(line: &str) -> Result<Run, String> {
    let value: Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let version = value["journal"].as_str().unwrap_or_default();
    if version != VERSION {
        let by = value["run"]["tool_version"].as_str().unwrap_or("of another version");
        return Err(format!(
            "it is a journal of version {version:?}, and this assay reads version {VERSION:?}: \
             render it with the assay that wrote it, {by}"
        ));
    }
    let head: Head = serde_json::from_value(value).map_err(|error| error.to_string())?;
    Ok(head.run)
}

fn settled(entry: Entry) -> ScenarioResult {
    let mut result = entry.result;
    if entry.bracketed {
        let reason = "the run ended before the conforming flow was tried again";
        result.verdict = Verdict::Inconclusive;
        result.reason.get_or_insert_with(|| reason.to_owned());
    }
    result
}

fn begun(name: String) -> StepRecord {
    StepRecord { name, exchanges: Vec::new(), ending: Ending::Answered, facts: Facts::new() }
}

/// Nothing is established by a part of a scenario; what it did is shown.
fn break_off(result: &mut ScenarioResult, mut steps: Vec<StepRecord>) {
    if let Some(last) = steps.last_mut() {
        last.ending = Ending::Impossible("the run ended here".to_owned());
    }
    result.verdict = Verdict::Inconclusive;
    result.reason = Some(IN_THE_MIDDLE.to_owned());
    result.transcript = Transcript { steps };
}

impl ScenarioResult {
    /// Whether its run was killed while it was under way: then its transcript is a part of one, and
    /// cannot be judged.
    #[must_use]
    pub fn broke_off(&self) -> bool {
        self.reason.as_deref() == Some(IN_THE_MIDDLE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recorded() -> Run {
        serde_json::from_str(include_str!("../../fixtures/runs/all-pass.json")).expect("a run")
    }

    fn noted(run: &Run, result: usize, at: usize, step: &str) -> Line {
        let exchange = run.results[0].transcript.steps[0].exchanges[0].clone();
        let (of, step) = (run.results[result].id.clone(), step.to_owned());
        Line::Exchange(Box::new(Noted { of, at, step, exchange }))
    }

    fn over(run: &Run, result: usize) -> Line {
        let result = run.results[result].clone();
        Line::Over(Box::new(Entry { result, bracketed: false }))
    }

    fn read(lines: &[Line]) -> Run {
        let head = serde_json::to_string(&Head::of(recorded())).expect("JSON");
        assert!(is_journal(&head));
        let lines = lines.iter().map(|own| serde_json::to_string(own).expect("JSON"));
        let lines: Vec<String> = [head].into_iter().chain(lines).collect();
        read_journal(&(lines.join("\n") + "\n")).expect("a journal")
    }

    #[test]
    fn a_result_replaces_the_exchanges_and_outlives_another_try() {
        let own = recorded();
        let mut lines = vec![
            noted(&own, 0, 1, "first"),
            noted(&own, 0, 2, "second"),
            noted(&own, 0, 1, "first"),
            noted(&own, 1, 1, "gone"),
            over(&own, 1),
            noted(&own, 1, 1, "again"),
        ];
        let run = read(&lines);
        assert!(run.interrupted);
        assert_eq!(run.results[1], own.results[1]);
        let result = &run.results[0];
        assert_eq!((result.verdict, result.broke_off()), (Verdict::Inconclusive, true));
        assert_eq!(run.summary.inconclusive, 1);
        let steps = result.transcript.steps.iter();
        let steps: Vec<(&str, usize)> =
            steps.map(|own| (own.name.as_str(), own.exchanges.len())).collect();
        assert_eq!(steps, [("first", 2), ("second", 1)]);

        lines.push(over(&own, 0));
        let mut other = own.clone();
        other.results[0].verdict = Verdict::Warn;
        lines.push(over(&other, 0));
        assert_eq!(read(&lines).results, own.results);
    }
}
