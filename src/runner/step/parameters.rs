//! How a scenario bends parameters and header fields; the bytes it asks for are the bytes sent.

use crate::exchange::Request;
use crate::oauth::forms::Parameter;
use crate::runner::flow::Flow;
use crate::scenario::Step;

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
