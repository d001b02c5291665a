//! The canonical form of what a target answered to one probe.

use serde_json::{Value, json};

use super::body::Bodies;
use super::header;
use super::known::Known;
use crate::exchange::{Ending, Response, StepRecord, Transcript};

/// What a target answers to one probe, without anything that is new in each answer and without
/// secrets: step by step where it ended and, of every answer, status, header fields and body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint(pub(super) Value);

impl Fingerprint {
    /// Reads a recorded performance.
    pub(super) fn of(known: &Known, transcript: &Transcript) -> Self {
        let mut bodies = Bodies::new(known);
        let steps = transcript.steps.iter().map(|own| step(known, &mut bodies, own));
        Self(json!({ "steps": steps.collect::<Vec<_>>() }))
    }

    /// Stands in a pending snapshot for one whose probe can no longer be run.
    #[must_use]
    pub fn gone(reason: &str) -> Self {
        Self(json!({ "gone": reason }))
    }

    /// Why the probe can no longer be run, if that is what it says.
    #[must_use]
    pub fn why_gone(&self) -> Option<&str> {
        self.0.get("gone")?.as_str()
    }

    /// The text in a snapshot file: JSON, the same for the same answers.
    #[must_use]
    pub fn render(&self) -> String {
        serde_json::to_string_pretty(&self.0).unwrap_or_default()
    }

    /// Reads the text of a snapshot file.
    ///
    /// # Errors
    /// Why it is none.
    pub fn parse(text: &str) -> Result<Self, String> {
        let value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let sound = value.get("gone").is_some_and(Value::is_string)
            || value
                .get("steps")
                .is_some_and(|steps| steps.as_array().is_some_and(|steps| are_steps(steps)));
        if sound { Ok(Self(value)) } else { Err("it holds no steps".to_owned()) }
    }

    pub(super) fn steps(&self) -> &[Value] {
        self.0.get("steps").and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }
}

fn are_steps(steps: &[Value]) -> bool {
    steps.iter().all(|step| {
        step.get("step").is_some_and(Value::is_string)
            && step.get("answers").is_some_and(Value::is_array)
    })
}

fn step(known: &Known, bodies: &mut Bodies<'_>, record: &StepRecord) -> Value {
    let mut answers = Vec::new();
    for exchange in &record.exchanges {
        if let Some(response) = exchange.response() {
            let url = &exchange.request.url;
            answers.push(answer(known, bodies, exchange.endpoint.as_str(), url, response));
        }
    }
    json!({ "step": record.name, "ending": ending(known, &record.ending), "answers": answers })
}

fn answer(
    known: &Known,
    bodies: &mut Bodies<'_>,
    from: &str,
    url: &str,
    response: &Response,
) -> Value {
    let mut headers = Value::Object(header::headers(known, url, response));
    let mut body = bodies.read(url, response);
    headers.sort_all_objects();
    body.sort_all_objects();
    json!({ "from": from, "status": response.status, "headers": headers, "body": body })
}

fn ending(known: &Known, ending: &Ending) -> String {
    match ending {
        Ending::Answered => "answered".to_owned(),
        Ending::Code(_) => "redirect with a code".to_owned(),
        Ending::Error(_) => "redirect without a code".to_owned(),
        Ending::Foreign { via, .. } => format!("{via} to a foreign place"),
        Ending::Page => "page without a way on".to_owned(),
        Ending::Login => "login page".to_owned(),
        Ending::DeadEnd(reason) => format!("dead end: {}", known.text(reason)),
        Ending::Impossible(reason) => format!("impossible: {}", known.text(reason)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_steps_and_what_is_gone_are_fingerprints() {
        for text in
            [r#"{"steps":[]}"#, r#"{"gone":"x"}"#, r#"{"steps":[{"step":"a","answers":[]}]}"#]
        {
            let own = Fingerprint::parse(text).expect(text);
            assert_eq!(Fingerprint::parse(&own.render()), Ok(own));
        }
        for text in ["", "{}", "[]", r#"{"steps":[1]}"#, r#"{"gone":1}"#, r#"{"steps":{}}"#] {
            assert!(Fingerprint::parse(text).is_err(), "{text}");
        }
    }
}
