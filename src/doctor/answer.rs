//! An answer, as far as it says anything about the configuration.

use super::diagnosis::{Examination, State};
use crate::exchange::{Ending, Exchange, Reply, Response, StepRecord, tame};
use crate::oauth::forms;

/// The response to a step; without one, or with one that is no verdict on the request, the
/// examination is over.
pub(super) fn response(
    own: Examination,
    record: &StepRecord,
) -> Result<(Examination, &Response), Box<Examination>> {
    if let Ending::Impossible(reason) = &record.ending {
        return Err(Box::new(own.came(State::LeftOut, reason)));
    }
    let Some(exchange) = record.answer() else {
        return Err(Box::new(own.came(State::LeftOut, "nothing was sent")));
    };
    answered(own, exchange)
}

/// The same for one exchange.
pub(super) fn answered(
    own: Examination,
    exchange: &Exchange,
) -> Result<(Examination, &Response), Box<Examination>> {
    let own = own.shown(Some(exchange));
    match &exchange.reply {
        Reply::Failure(failure) => {
            let seen = format!("the {} does not answer: {}", exchange.endpoint, failure.detail);
            Err(Box::new(own.came(State::Unreachable, tame(&seen))))
        }
        Reply::Response(response) if response.status >= 500 || response.status == 429 => {
            let words = in_words(response);
            Err(Box::new(
                own.came(State::Server, format!("the {} answered {words}", exchange.endpoint)),
            ))
        }
        Reply::Response(response) => Ok((own, response)),
    }
}

/// Status, error and description.
pub(super) fn in_words(response: &Response) -> String {
    let said = ["error", "error_description"].iter().filter_map(|own| response.json_text(own));
    let said: Vec<String> = said.collect();
    let said = if said.is_empty() { String::new() } else { format!(", {}", said.join(": ")) };
    tame(&format!("{}{said}", response.status))
}

/// Whether the answer, or the redirect that came in its place (RFC 6749 section 4.1.2.1), refuses
/// with this error.
pub(super) fn refused_by(error: &str, record: &StepRecord) -> bool {
    if let Ending::Error(url) = &record.ending {
        let query = forms::parse(forms::split_url(url).1.unwrap_or_default());
        return forms::first(&query, "error") == Some(error);
    }
    record.answer().and_then(Exchange::response).is_some_and(|own| self::error(own) == error)
}

/// The `error` of an answer.
pub(super) fn error(response: &Response) -> String {
    response.json_text("error").unwrap_or_default()
}
