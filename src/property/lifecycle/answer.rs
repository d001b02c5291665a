//! What the server's answer to a transition amounts to.
//!
//! Which code a refusal carries is the business of the single scenarios; here a refusal is an OAuth
//! error, or a 400, 401 or 403 of the resource. A crash, a throttle, a timeout or a page in place of
//! JSON is none.

use super::transition::{Attempt, Transition};
use crate::exchange::{Ending, Reply, Response, StepRecord};
use crate::oauth::Scope;
use crate::scenario::in_words;

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    /// The browser came back with a code.
    Code,
    /// It came back with an error.
    Denied(String),
    /// Tokens were issued; the scope that the answer states.
    Tokens(Option<Scope>),
    /// An OAuth error.
    Refused(String),
    /// The revocation is done.
    Done,
    /// The token is active; the scope that the answer states.
    Active(Option<Scope>),
    /// The token is inactive.
    Inactive,
    /// The resource opens.
    Opened,
    /// The resource stays shut.
    Shut(u16),
    /// Nothing can be concluded; the reason.
    Nothing(String),
}

impl Answer {
    /// Reads the record of a transition's step.
    pub(super) fn read(transition: &Transition, record: &StepRecord) -> Self {
        let nothing = || Self::Nothing(format!("the step `{}` got {}", record.name, told(record)));
        if let Transition::Authorize { .. } = transition {
            return match &record.ending {
                Ending::Code(_) => Self::Code,
                Ending::Error(_) => denied(record).unwrap_or_else(nothing),
                _ => nothing(),
            };
        }
        let response = record.answer().and_then(|exchange| exchange.response());
        let response = response.filter(|own| !own.cut && own.status < 500 && own.status != 429);
        let read = response.and_then(|response| match transition {
            Transition::Authorize { .. } => None,
            Transition::Introspect { .. } => activity(response),
            Transition::Call { .. } => access(response),
            Transition::Revoke { .. }
            | Transition::Steal {
                attempt: Attempt::RevokeAccess | Attempt::RevokeRefresh, ..
            } => done(response).or_else(|| refused(response)),
            Transition::Redeem { .. }
            | Transition::Refresh { .. }
            | Transition::ReplayRefresh { .. }
            | Transition::ReplayCode { .. }
            | Transition::Steal { .. } => tokens(response).or_else(|| refused(response)),
        });
        read.unwrap_or_else(nothing)
    }

    /// In a few words, for the story.
    pub(super) fn in_words(&self) -> String {
        match self {
            Self::Code => "a code comes back".to_owned(),
            Self::Denied(error) => format!("the browser comes back with {error}"),
            Self::Tokens(Some(scope)) => format!("new tokens with the scope `{scope}`"),
            Self::Tokens(None) => "new tokens".to_owned(),
            Self::Refused(error) => format!("refused with {error}"),
            Self::Done => "done".to_owned(),
            Self::Active(Some(scope)) => format!("active with the scope `{scope}`"),
            Self::Active(None) => "active".to_owned(),
            Self::Inactive => "inactive".to_owned(),
            Self::Opened => "the resource opens".to_owned(),
            Self::Shut(status) => format!("the resource stays shut ({status})"),
            Self::Nothing(reason) => reason.clone(),
        }
    }
}

fn told(record: &StepRecord) -> String {
    match record.answer().map(|exchange| &exchange.reply) {
        Some(Reply::Failure(failure)) => failure.detail.clone(),
        _ => in_words(record),
    }
}

fn denied(record: &StepRecord) -> Option<Answer> {
    let error = crate::check::Subject { step: record }.error_codes().into_iter().next()?;
    // The server says itself that it is not well.
    let unwell = matches!(error.as_str(), "server_error" | "temporarily_unavailable");
    (!unwell).then_some(Answer::Denied(error))
}

fn tokens(response: &Response) -> Option<Answer> {
    let json = response.json().ok().filter(|_| response.status < 300)?;
    json.text("access_token")?;
    Some(Answer::Tokens(json.text("scope").map(Scope::parse)))
}

/// An OAuth error; the client itself being refused is none, since it is no answer to the rest.
fn refused(response: &Response) -> Option<Answer> {
    let error = response.json_text("error").filter(|_| !response.is_html())?;
    let unwell = matches!(
        error.as_str(),
        "invalid_client" | "server_error" | "temporarily_unavailable" | "slow_down"
    );
    (!unwell).then_some(Answer::Refused(error))
}

fn done(response: &Response) -> Option<Answer> {
    (200..300).contains(&response.status).then_some(Answer::Done)
}

fn activity(response: &Response) -> Option<Answer> {
    let json = response.json().ok().filter(|_| response.status == 200)?;
    Some(match json.member("active")?.as_bool()? {
        true => Answer::Active(json.text("scope").map(Scope::parse)),
        false => Answer::Inactive,
    })
}

fn access(response: &Response) -> Option<Answer> {
    match response.status {
        200..300 => Some(Answer::Opened),
        status @ (400 | 401 | 403) => Some(Answer::Shut(status)),
        _ => None,
    }
}
