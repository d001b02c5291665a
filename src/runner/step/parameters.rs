//! How a scenario bends parameters and header fields; the bytes it asks for are the bytes sent.

use serde_json::Value;

use crate::exchange::Request;
use crate::oauth::forms::{self, Parameter};
use crate::runner::flow::Flow;
use crate::scenario::{BodyKind, Step};

/// Applies `set`, `drop` and `repeat`, in this order.
pub(super) fn bend(
    flow: &mut Flow<'_>,
    step: &Step,
    parameters: &mut Vec<Parameter>,
) -> Result<(), String> {
    for (name, text) in &step.set {
        let value = flow.resolve(text)?;
        match parameters.iter_mut().find(|(own, _)| own == name) {
            Some((_, own)) => *own = value,
            None => parameters.push((name.clone(), value)),
        }
    }
    parameters.retain(|(name, _)| !step.drop.contains(name));
    for (name, texts) in &step.repeat {
        for text in texts.as_slice() {
            parameters.push((name.clone(), flow.resolve(text)?));
        }
    }
    Ok(())
}

/// Applies `header` and `drop_header`; a list sends the field several times.
pub(super) fn bend_headers(
    flow: &mut Flow<'_>,
    step: &Step,
    request: &mut Request,
) -> Result<(), String> {
    for (name, texts) in &step.header {
        let name = name.to_ascii_lowercase();
        request.headers.retain(|(own, _)| *own != name);
        for text in texts.as_slice() {
            let value = flow.resolve(text)?;
            request.headers.push((name.clone(), value));
        }
    }
    request
        .headers
        .retain(|(name, _)| !step.drop_header.iter().any(|own| own.eq_ignore_ascii_case(name)));
    Ok(())
}

/// Writes parameters into the body.
pub(super) fn write_body(kind: BodyKind, request: &mut Request, parameters: Vec<Parameter>) {
    let (kind, text) = match kind {
        BodyKind::Form => ("application/x-www-form-urlencoded", forms::encode(&parameters)),
        BodyKind::Json => ("application/json", json(parameters)),
    };
    request.headers.push(("content-type".to_owned(), kind.to_owned()));
    request.body = Some(text);
}

/// A JSON object in which a repeated parameter is repeated, which no map could hold.
fn json(parameters: Vec<Parameter>) -> String {
    let text = |text: String| Value::String(text).to_string();
    let members = parameters.into_iter().map(|(name, value)| text(name) + ":" + &text(value));
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}
