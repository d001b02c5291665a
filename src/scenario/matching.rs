//! Which acceptable answer a step got, if any.

use super::outcome::{Landing, Outcome};
use super::step::{Action, Step};
use crate::exchange::{Ending, Endpoint, Exchange, Reply, Response, StepRecord};

/// What a step's answer means for its scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Match<'a> {
    /// An acceptable answer.
    Outcome(&'a Outcome),
    /// The step states no outcome and succeeded, as a prerequisite must.
    Succeeded,
    /// Nothing can be concluded; the reason.
    Nothing(String),
    /// The answer is none of the acceptable ones; what was expected and what was there.
    Breach {
        /// The acceptable answers.
        expected: String,
        /// The answer.
        actual: String,
    },
}

impl Match<'_> {
    /// Whether the scenario goes on after it.
    #[must_use]
    pub fn goes_on(&self) -> bool {
        match self {
            Self::Outcome(outcome) => !outcome.stop,
            Self::Succeeded => true,
            Self::Nothing(_) | Self::Breach { .. } => false,
        }
    }
}

/// Finds the outcome that a step's record matches.
///
/// A crash, a throttle, a timeout or an HTML page at an endpoint that speaks JSON is never taken
/// for a refusal: it matches only an outcome that names it, and else establishes nothing.
#[must_use]
pub fn match_step<'a>(step: &'a Step, record: &StepRecord) -> Match<'a> {
    if let Ending::Impossible(reason) = &record.ending {
        return Match::Nothing(reason.clone());
    }
    if step.outcome.is_empty() {
        return if succeeded(step.action, record) {
            Match::Succeeded
        } else {
            Match::Nothing(format!(
                "the step `{}`, which must succeed first, was answered by {}",
                step.name(),
                in_words(record)
            ))
        };
    }
    if let Some(outcome) = step.outcome.iter().find(|outcome| matches(step, outcome, record)) {
        return Match::Outcome(outcome);
    }
    if let Some(reason) = says_nothing(step, record) {
        return Match::Nothing(reason);
    }
    let names = step.outcome.iter().map(describe).collect::<Vec<_>>();
    Match::Breach { expected: names.join(", or "), actual: in_words(record) }
}

fn matches(step: &Step, outcome: &Outcome, record: &StepRecord) -> bool {
    if let Some(landings) = &outcome.landing {
        let landed = landing(&record.ending).is_some_and(|own| landings.as_slice().contains(&own));
        // A page of a crash or a throttle is no error page.
        let crashed = landing(&record.ending) == Some(Landing::Page)
            && outcome.status.is_none()
            && is_crash(record);
        if !landed || crashed {
            return false;
        }
    }
    let Some(statuses) = &outcome.status else {
        return outcome.landing.is_some();
    };
    let Some(exchange) = record.answer() else {
        return false;
    };
    let Some(response) = exchange.response() else {
        return false;
    };
    if response.cut || speaks_json(exchange.endpoint, response.status) && response.is_html() {
        return false;
    }
    // A refusal under another status is a refusal still; the ambient check of token errors weighs
    // the status.
    let lists_400 = statuses.as_slice().iter().any(|pattern| pattern.matches(400));
    if exchange.endpoint == Endpoint::Token
        && lists_400
        && outcome.deviates.is_none()
        && is_refusal(exchange, response)
        && !is_crash(record)
        && !refuses_the_client(step, exchange, response)
    {
        return true;
    }
    // An error with a success status is no success.
    if exchange.endpoint == Endpoint::Token
        && response.status < 300
        && has_error(exchange, response)
    {
        return false;
    }
    statuses.as_slice().iter().any(|pattern| pattern.matches(response.status))
}

fn landing(ending: &Ending) -> Option<Landing> {
    match ending {
        Ending::Code(_) => Some(Landing::Code),
        Ending::Error(_) => Some(Landing::Error),
        Ending::Page => Some(Landing::Page),
        Ending::Login => Some(Landing::Login),
        Ending::Answered | Ending::Foreign { .. } | Ending::DeadEnd(_) | Ending::Impossible(_) => {
            None
        }
    }
}

fn succeeded(action: Action, record: &StepRecord) -> bool {
    let response = record.answer().and_then(|exchange| exchange.response()).filter(|own| !own.cut);
    let status = response.map_or(0, |response| response.status);
    match action {
        Action::Authorize => matches!(record.ending, Ending::Code(_)),
        // The authorization brought the token itself.
        Action::Obtain if matches!(record.ending, Ending::Code(_)) => {
            record.facts.contains_key(&format!("{}.access_token", record.name))
        }
        Action::Token | Action::Refresh | Action::Obtain => {
            (200..300).contains(&status)
                && response
                    .and_then(|own| own.json().ok())
                    .is_some_and(|json| json.text("access_token").is_some())
        }
        Action::Revoke => (200..300).contains(&status),
        Action::Introspect => {
            let active = |own: &Response| {
                own.json().is_ok_and(|json| json.member("active") == Some(&true.into()))
            };
            status == 200 && response.is_some_and(active)
        }
        Action::Metadata => {
            status == 200
                && response.is_some_and(|own| own.json().is_ok_and(|json| json.object().is_some()))
        }
        Action::Resource | Action::Change => (200..300).contains(&status),
        Action::Wait => true,
    }
}

/// Why an answer that matches no outcome establishes nothing, if it does not.
fn says_nothing(step: &Step, record: &StepRecord) -> Option<String> {
    if let Ending::DeadEnd(reason) = &record.ending {
        return Some(format!("the resource owner could not go on: {reason}"));
    }
    let exchange = record.answer()?;
    match &exchange.reply {
        Reply::Failure(failure) => {
            Some(format!("no answer from the {}: {}", exchange.endpoint, failure.detail))
        }
        Reply::Response(response) if refuses_the_client(step, exchange, response) => Some(
            "the token endpoint refuses the client itself: are its id, secret and auth right?"
                .to_owned(),
        ),
        Reply::Response(response) if response.cut => Some(format!(
            "the answer of the {} goes on and on; it was cut at {} octets",
            exchange.endpoint,
            response.body.len()
        )),
        Reply::Response(_) if is_crash(record) => Some(format!(
            "the {} answered {}, which is no verdict on the request",
            exchange.endpoint,
            exchange.summary()
        )),
        Reply::Response(response)
            if response.is_html() && speaks_json(exchange.endpoint, response.status) =>
        {
            Some(format!(
                "the {} answered {} with an HTML page",
                exchange.endpoint, response.status
            ))
        }
        Reply::Response(_) => None,
    }
}

/// Where a page in place of JSON means that something else than the endpoint answered. The body of a
/// successful revocation means nothing (RFC 7009 section 2.2); other statuses come from the HTTP layer.
const fn speaks_json(endpoint: Endpoint, status: u16) -> bool {
    match endpoint {
        Endpoint::Token | Endpoint::Introspection => matches!(status, 200 | 400 | 401),
        Endpoint::Revocation => matches!(status, 400 | 401),
        _ => false,
    }
}

/// The client authenticated as the target file says and was refused: that is no answer to whatever
/// else the request was about.
fn refuses_the_client(step: &Step, exchange: &Exchange, response: &Response) -> bool {
    let header = step.header.keys().any(|name| name.eq_ignore_ascii_case("authorization"));
    let bent = step.auth.is_some() || header || step.set.contains_key("client_id");
    // A word that stands for other refusals as well says nothing about the client.
    let refused = || exchange.error_codes() == ["invalid_client"];
    exchange.endpoint == Endpoint::Token && response.status == 401 && !bent && refused()
}

/// A server error or a throttle: never a verdict on the request.
pub(super) fn is_crash(record: &StepRecord) -> bool {
    let status =
        record.answer().and_then(|exchange| exchange.response()).map_or(0, |own| own.status);
    status >= 500 || status == 429
}

/// An OAuth error without a token beside it.
fn is_refusal(exchange: &Exchange, response: &Response) -> bool {
    has_error(exchange, response) && response.json_text("access_token").is_none()
}

/// An error by the RFC, or by the dialect of the target.
fn has_error(exchange: &Exchange, response: &Response) -> bool {
    exchange.meant.is_some() || response.json().is_ok_and(|json| json.member("error").is_some())
}

fn describe(outcome: &Outcome) -> String {
    let landing = outcome.landing.iter().flat_map(|own| own.as_slice()).map(|own| match own {
        Landing::Code => "a redirect with a code".to_owned(),
        Landing::Error => "a redirect with an error".to_owned(),
        Landing::Page => "an error page".to_owned(),
        Landing::Login => "a login page".to_owned(),
    });
    let status =
        outcome.status.iter().flat_map(|own| own.as_slice()).map(|own| format!("status {own}"));
    format!("{} ({})", outcome.name, landing.chain(status).collect::<Vec<_>>().join(" or "))
}

/// What a step came to, in a few words.
#[must_use]
pub fn in_words(record: &StepRecord) -> String {
    match &record.ending {
        Ending::Code(_) => "a redirect with a code".to_owned(),
        Ending::Error(url) => {
            let query = crate::oauth::forms::split_url(url).1.unwrap_or_default();
            let parameters = crate::oauth::forms::parse(query);
            match crate::oauth::forms::first(&parameters, "error") {
                Some(error) => format!("a redirect with error={error}"),
                None if meaning(record).is_some() => {
                    format!("a redirect that says {}", meaning(record).unwrap_or_default())
                }
                None => format!("a redirect without code and error: {url}"),
            }
        }
        Ending::Foreign { to, via } => format!("a {via} to {to}"),
        Ending::Login => "a login page".to_owned(),
        Ending::DeadEnd(reason) | Ending::Impossible(reason) => reason.clone(),
        Ending::Page => format!("an error page, {}", exchange_words(record)),
        Ending::Answered => exchange_words(record),
    }
}

/// What an answer stands for in the dialect of the target, where it needs a dialect to say so.
fn meaning(record: &StepRecord) -> Option<String> {
    let meant = record.answer()?.meant.as_ref()?;
    Some(meant.join(" or "))
}

fn exchange_words(record: &StepRecord) -> String {
    let Some(exchange) = record.answer() else {
        return "nothing".to_owned();
    };
    let plain = exchange.response().and_then(|own| own.json_text("error"));
    match (meaning(record).or(plain), exchange.response()) {
        (Some(error), Some(response)) => format!("status {} with error {error}", response.status),
        (None, Some(_)) => format!("status {}", exchange.summary()),
        (_, None) => exchange.summary(),
    }
}
