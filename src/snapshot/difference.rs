//! The semantic difference of two fingerprints: what changed, where, and how hard it hits.

use serde_json::Value;

use super::change::{Change, What, changes};
use super::fingerprint::Fingerprint;
use super::impact::{self, Impact};
use super::wording;

/// Seconds by which `expires_in` may differ: some servers say what is left, rounded.
const ROUNDING: u64 = 2;

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// How hard it hits.
    pub impact: Impact,
    /// The step and the part of the target that answered; empty when it is about the whole probe.
    pub place: String,
    /// What changed, as a sentence without a full stop.
    pub text: String,
}

impl Difference {
    fn whole(impact: Impact, text: String) -> Self {
        Self { impact, place: String::new(), text }
    }
}

/// Everything in which a target's answers differ from the accepted ones; without an accepted
/// fingerprint that is the one difference that there is none.
#[must_use]
pub fn differences(accepted: Option<&Fingerprint>, now: &Fingerprint) -> Vec<Difference> {
    let Some(accepted) = accepted else {
        let text = "there is no accepted snapshot of it yet".to_owned();
        return vec![Difference::whole(Impact::Notable, text)];
    };
    if let Some(reason) = now.why_gone() {
        let text = format!("it can no longer be run: {reason}");
        return vec![Difference::whole(Impact::Breaking, text)];
    }
    let (old, new) = (accepted.steps(), now.steps());
    let mut found: Vec<Difference> =
        old.iter().zip(new).flat_map(|(old, new)| step(old, new)).collect();
    if old.len() != new.len() {
        let last =
            |steps: &[Value]| steps.last().map_or("nothing", |own| text(own, "step")).to_owned();
        let ends = format!("it ends after the step `{}` instead of `{}`", last(new), last(old));
        found.push(Difference::whole(Impact::Breaking, ends));
    }
    found
}

fn step(old: &Value, new: &Value) -> Vec<Difference> {
    let name = text(new, "step");
    let mut found = Vec::new();
    let (was, is) = (text(old, "ending"), text(new, "ending"));
    if was != is {
        found.push(Difference {
            impact: Impact::Breaking,
            place: name.to_owned(),
            text: format!("the step ended in `{is}` instead of `{was}`"),
        });
    }
    let (old, new) = (answers(old), answers(new));
    if old.len() == new.len() {
        found.extend(old.iter().zip(new).flat_map(|(old, new)| answer(name, old, new)));
        return found;
    }
    let way = |own: &[Value]| own.iter().map(summary).collect::<Vec<_>>().join(", ");
    found.push(Difference {
        impact: Impact::Notable,
        place: name.to_owned(),
        text: format!("the way is {} instead of {}", way(new), way(old)),
    });
    if let (Some(old), Some(new)) = (old.last(), new.last()) {
        found.extend(answer(name, old, new));
    }
    found
}

fn answer(step: &str, old: &Value, new: &Value) -> Vec<Difference> {
    let status = new.get("status").and_then(Value::as_u64).unwrap_or_default();
    let mut all = changes(old, new);
    let is_kind = |own: &Change| own.path() == ["body", "kind"];
    if all.iter().any(is_kind) {
        // Two bodies of different kinds have nothing in common to compare.
        all.retain(|own| own.path().first() != Some(&"body") || is_kind(own));
    }
    all.retain(|own| !is_rounding(own));
    let from = text(new, "from");
    let place = if from == step { step.to_owned() } else { format!("{step}, {from}") };
    let told = all.iter().map(|own| Difference {
        impact: impact::of(own, status),
        place: place.clone(),
        text: wording::sentence(own),
    });
    told.collect()
}

fn is_rounding(change: &Change) -> bool {
    let What::Changed(old, new) = &change.what else { return false };
    let lifetime = change.path.last().is_some_and(|own| own == "expires_in");
    let apart = old.as_u64().zip(new.as_u64()).map(|(old, new)| old.abs_diff(new));
    lifetime && apart.is_some_and(|own| own <= ROUNDING)
}

fn answers(step: &Value) -> &[Value] {
    step.get("answers").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// An answer in two words: `303 empty`, `200 login page`.
fn summary(answer: &Value) -> String {
    let kind = answer.get("body").map_or("", |body| text(body, "kind"));
    format!("{} {kind}", answer.get("status").unwrap_or(&Value::Null))
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn print(answers: &Value) -> Fingerprint {
        Fingerprint(
            json!({ "steps": [{ "step": "token", "ending": "answered", "answers": answers }] }),
        )
    }

    fn told(old: &Value, new: &Value) -> Vec<String> {
        let found = differences(Some(&print(old)), &print(new));
        found
            .iter()
            .map(|own| format!("{} {}: {}", own.impact.as_str(), own.place, own.text))
            .collect()
    }

    #[test]
    fn what_is_told_names_the_step_and_who_answered() {
        let one = |status: u16, body: Value| json!([{ "from": "token endpoint", "status": status, "headers": {}, "body": body }]);
        let json_body =
            json!({"kind": "json", "members": {"error": "invalid_grant", "expires_in": 60}});
        let other =
            json!({"kind": "json", "members": {"error": "invalid_request", "expires_in": 59}});
        assert_eq!(
            told(&one(400, json_body.clone()), &one(400, other)),
            [
                "breaking token, token endpoint: the member `error` is `invalid_request` instead of `invalid_grant`"
            ]
        );
        let page = one(400, json!({"kind": "error page", "title": "no"}));
        assert_eq!(told(&one(400, json_body), &page).len(), 1);
    }

    #[test]
    fn another_way_is_told_once_and_the_answer_at_its_end_is_compared() {
        let answer = |status: u16| json!({ "from": "token endpoint", "status": status, "headers": {}, "body": {"kind": "empty"} });
        let told = told(&json!([answer(200)]), &json!([answer(303), answer(201)]));
        assert_eq!(
            told,
            [
                "notable token: the way is 303 empty, 201 empty instead of 200 empty",
                "breaking token, token endpoint: the status is 201 instead of 200",
            ]
        );
    }

    #[test]
    fn what_is_new_and_what_is_gone_is_told() {
        let some = print(&json!([]));
        assert_eq!(differences(None, &some)[0].impact, Impact::Notable);
        let gone = differences(Some(&some), &Fingerprint::gone("no revocation"));
        assert_eq!(gone[0].text, "it can no longer be run: no revocation");
        assert_eq!(differences(Some(&some), &some), []);
    }
}
