//! Reads the list, tries every value, and says where they disagree.

use futures::future::BoxFuture;

use super::area::{Area, Item};
use super::tried::Agreement;
use crate::check::Mismatch;
use crate::exchange::{StepRecord, Transcript};
use crate::runner::{Conducted, Field, Flow, Trial};
use crate::scenario::{Action, Breach, Step, match_step};
use serde_json::Value;

impl Trial for Area {
    fn conduct<'a>(&'a self, field: Field<'a>) -> BoxFuture<'a, Conducted> {
        Box::pin(conduct(*self, field))
    }
}

async fn conduct(area: Area, field: Field<'_>) -> Conducted {
    let mut own = Conducted::default();
    let listed = match listed(area, field, &mut own.transcript).await {
        Ok(listed) => listed,
        Err(reason) => return Conducted { reason: Some(reason), ..own },
    };
    let items = area.items(&listed, &field.context.target);
    let mut decided = false;
    for item in &items {
        let records = perform(item, field).await;
        own.experiment.cases += 1;
        let tried = area.tried(&item.value, &records, &field.context.target);
        own.transcript.steps.extend(records);
        let is_listed = listed.contains(&item.value);
        let agreement = tried.against(is_listed);
        let words = if is_listed { "listed" } else { "not listed" };
        own.experiment.story.push(format!("{}: {words}, {}", item.value, tried.words()));
        decided |= agreement != Agreement::Open;
        let expected = match agreement {
            Agreement::Agrees | Agreement::Open => continue,
            Agreement::Overstated => format!("{} to be served, since it is listed", item.value),
            Agreement::Understated => format!("{} to be listed, or not served", item.value),
        };
        let mismatch = Mismatch::new(expected, format!("{words} and {}", tried.words()));
        own.breaches.push(Breach {
            requirement: area.requirement(agreement).to_owned(),
            // Clients that read the list are misled; nobody is let in who should not be.
            mismatch: mismatch.wrong_code(),
            exchange: Some(own.transcript.exchanges().count()),
        });
    }
    own.experiment.requests = own.transcript.exchanges().count() as u64;
    if !decided {
        let story = own.experiment.story.join("; ");
        own.reason = Some(format!("no answer tells what is supported: {story}"));
    }
    own
}

/// The values that the metadata list, or what their absence means.
async fn listed(
    area: Area,
    field: Field<'_>,
    transcript: &mut Transcript,
) -> Result<Vec<String>, String> {
    let label = format!("{} metadata", field.scenario.id);
    let record = Flow::new(field.context, &label).step(&Step::conforming(Action::Metadata)).await;
    let answer = record.answer().and_then(|exchange| exchange.response());
    let member = match answer.map(|response| response.json()) {
        Some(Ok(json)) => json.member(area.member()).cloned(),
        _ => None,
    };
    let readable = answer.is_some_and(|response| response.json().is_ok());
    transcript.steps.push(record);
    match member {
        _ if !readable => Err("the metadata cannot be read".to_owned()),
        Some(Value::Array(values)) => {
            Ok(values.iter().filter_map(Value::as_str).map(str::to_owned).collect())
        }
        Some(_) => Err(format!("{} is no array", area.member())),
        None => Ok(area.when_absent().iter().map(|own| (*own).to_owned()).collect()),
    }
}

/// Tries one value, up to the first step that does not succeed.
async fn perform(item: &Item, field: Field<'_>) -> Vec<StepRecord> {
    let label = format!("{} {}", field.scenario.id, item.value);
    let mut flow = Flow::new(field.context, &label);
    let mut records = Vec::new();
    for step in &item.steps {
        let record = flow.step(step).await;
        let goes_on = match_step(step, &record).goes_on();
        records.push(record);
        if !goes_on {
            break;
        }
    }
    records
}
