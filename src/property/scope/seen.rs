//! What a case's records say; pure.
//!
//! A refusal counts only as the one that RFC 6749 names for a scope: `invalid_scope`. Whatever else
//! comes instead of a token establishes nothing.

use serde_json::Value;

use crate::exchange::{Ending, Json, Response, StepRecord, Transcript};
use crate::oauth::{Scope, forms, jwt};
use crate::scenario::{Action, Match, Step, in_words, match_step};
use crate::target::{Resource, Target};

/// The records of a case, and whose they are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen<'a> {
    /// The target.
    pub(super) target: &'a Target,
    /// What was recorded.
    pub(super) transcript: &'a Transcript,
}

/// What came of asking for a scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    /// A token.
    Granted(Granted),
    /// A refusal of the scope; its code.
    Refused(String),
    /// Nothing that says anything about the scope; what it was.
    Nothing(String),
}

/// What a token answer grants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Granted {
    /// The scope: without the member `scope` it is the one that was asked for (RFC 6749 section
    /// 5.1).
    pub(super) scope: Scope,
    /// Whether the answer says it.
    pub(super) stated: bool,
    /// The exchange.
    pub(super) exchange: Option<usize>,
}

/// What a protected resource did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Access {
    /// It answered 2xx.
    Open,
    /// It refused the token.
    Closed {
        /// Its challenge says `insufficient_scope`.
        for_scope: bool,
    },
    /// Something that is no verdict on the token; what it was.
    Nothing(String),
}

/// The name of the authorization step behind a token.
pub(super) fn authorization_of(name: &str) -> String {
    format!("{name}-authorization")
}

/// The name of the introspection of a step's token.
pub(super) fn introspection_of(name: &str) -> String {
    format!("{name}-introspection")
}

/// The name of a call with a step's token.
pub(super) fn call_of(name: &str, resource: &Resource) -> String {
    format!("{name}-{}", resource.label())
}

/// The name of a call without a token.
pub(super) fn bare_call_of(resource: &Resource) -> String {
    format!("without a token: {}", resource.label())
}

/// Whether a token answer came with a token.
pub(super) fn brought_a_token(record: &StepRecord) -> bool {
    matches!(match_step(&Step::conforming(Action::Token), record), Match::Succeeded)
}

/// Whether an authorization ended with a code.
pub(super) fn brought_a_code(record: &StepRecord) -> bool {
    matches!(record.ending, Ending::Code(_))
}

impl<'a> Seen<'a> {
    /// What came of the token request of that name.
    pub(super) fn answer(&self, name: &str) -> Answer {
        if let Some((at, record)) = self.record(name) {
            return self.token_answer(at, record);
        }
        match self.record(&authorization_of(name)) {
            Some((_, record)) => refused_authorization(record),
            None => Answer::Nothing(format!("`{name}` was not asked for")),
        }
    }

    /// The scope that introspection reports of a step's token, and the exchange; none where there is
    /// no introspection, or it does not say.
    ///
    /// # Errors
    /// Why the answer establishes nothing.
    pub(super) fn introspected(
        &self,
        name: &str,
    ) -> Result<Option<(Scope, Option<usize>)>, String> {
        let Some((at, record)) = self.record(&introspection_of(name)) else {
            return Ok(None);
        };
        if !matches!(match_step(&Step::conforming(Action::Introspect), record), Match::Succeeded) {
            return Err(format!(
                "introspection of a new token was answered by {}",
                in_words(record)
            ));
        }
        let scope = json(record).and_then(|json| self.scope_in(json.member("scope")?));
        Ok(scope.map(|scope| (scope, self.transcript.answer_number(at))))
    }

    /// Everything that a step's token has: by the token answer, by introspection, and by resources
    /// that say it.
    ///
    /// # Errors
    /// Why nothing is known about it.
    pub(super) fn held(&self, name: &str) -> Result<Scope, String> {
        let granted = match self.answer(name) {
            Answer::Granted(granted) => granted.scope,
            Answer::Refused(code) => return Err(format!("`{name}` was refused with {code}")),
            Answer::Nothing(reason) => return Err(reason),
        };
        let more = self.introspected(name)?.map(|(scope, _)| scope).unwrap_or_default();
        let reported = self.target.resources.iter().filter_map(|own| self.reported(name, own));
        let reported = reported.flat_map(|(scope, _)| scope.tokens().to_vec());
        let told = granted.tokens().iter().chain(more.tokens()).cloned();
        Ok(Scope::from_tokens(told.chain(reported)))
    }

    /// What a resource did with a step's token, and the exchange; none if it was not called.
    pub(super) fn access(
        &self,
        name: &str,
        resource: &Resource,
    ) -> Option<(Access, Option<usize>)> {
        let (at, record) = self.record(&call_of(name, resource))?;
        let exchange = self.transcript.answer_number(at);
        let answer = record.answer();
        let response = answer.and_then(|own| own.response());
        let access = match response.map(|own| (own.status, own.challenges())) {
            Some((200..300, _)) => Access::Open,
            Some((401 | 403, challenges)) => {
                let meant = answer.and_then(|own| own.meant.clone()).unwrap_or_default();
                let errors = challenges.iter().filter_map(|own| own.parameter("error"));
                let mut errors = errors.chain(meant.iter().map(String::as_str));
                Access::Closed { for_scope: errors.any(|own| own == "insufficient_scope") }
            }
            _ => Access::Nothing(format!("{} answered {}", resource.place(), in_words(record))),
        };
        Some((access, exchange))
    }

    /// How a resource answered a call without a token, and the exchange; none if no answer came.
    pub(super) fn status_without_token(&self, resource: &Resource) -> Option<(u16, Option<usize>)> {
        let (at, record) = self.record(&bare_call_of(resource))?;
        let status = record.answer()?.response()?.status;
        Some((status, self.transcript.answer_number(at)))
    }

    /// The scope that a resource says a step's token has, and the exchange.
    pub(super) fn reported(
        &self,
        name: &str,
        resource: &Resource,
    ) -> Option<(Scope, Option<usize>)> {
        let path = resource.reports_scope.as_deref()?;
        let (Access::Open, exchange) = self.access(name, resource)? else {
            return None;
        };
        let (_, record) = self.record(&call_of(name, resource))?;
        let json = json(record)?;
        let value = path.split('.').try_fold(&json.value, |value, member| value.get(member))?;
        Some((self.scope_in(value)?, exchange))
    }

    /// The claim `scope` of a step's token, if that is a JWT (RFC 9068 section 2.2.3).
    pub(super) fn claimed(&self, name: &str) -> Option<(Scope, Option<usize>)> {
        let (at, record) = self.record(name)?;
        let token = json(record)?.text("access_token")?.to_owned();
        let scope = self.scope_in(jwt::claims(&token)?.get("scope")?)?;
        Some((scope, self.transcript.answer_number(at)))
    }

    fn record(&self, name: &str) -> Option<(usize, &'a StepRecord)> {
        let steps = &self.transcript.steps;
        steps.iter().enumerate().find(|(_, record)| record.name == name)
    }

    fn token_answer(&self, at: usize, record: &StepRecord) -> Answer {
        if brought_a_token(record) {
            let stated = json(record).and_then(|json| self.scope_in(json.member("scope")?));
            let implied = || self.target.scopes.parse(asked(record).unwrap_or_default());
            return Answer::Granted(Granted {
                stated: stated.is_some(),
                scope: stated.unwrap_or_else(implied),
                exchange: self.transcript.answer_number(at),
            });
        }
        if matches!(record.ending, Ending::Code(_)) {
            // An authorization that brings the token itself states no scope.
            return self.returned(at, record);
        }
        if matches!(record.ending, Ending::Error(_)) {
            return refused_authorization(record);
        }
        let crashed = record.answer().and_then(|own| own.response()).is_some_and(is_crash);
        refusal(if crashed { Vec::new() } else { codes(record) }, record)
    }

    fn returned(&self, at: usize, record: &StepRecord) -> Answer {
        if !record.facts.contains_key(&format!("{}.access_token", record.name)) {
            return Answer::Nothing(in_words(record));
        }
        let scope = self.target.scopes.parse(asked(record).unwrap_or_default());
        let exchange = self.transcript.answer_number(at);
        Answer::Granted(Granted { scope, stated: false, exchange })
    }

    /// A scope as the target writes it; a list is taken for what it means.
    fn scope_in(&self, value: &Value) -> Option<Scope> {
        match value {
            Value::String(text) => Some(self.target.scopes.parse(text)),
            Value::Array(list) => {
                Some(Scope::from_tokens(list.iter().filter_map(Value::as_str).map(str::to_owned)))
            }
            _ => None,
        }
    }
}

/// The scope that a token request, or the authorization request behind its code, asked for.
fn asked(record: &StepRecord) -> Option<&str> {
    record.facts.get(&format!("{}.scope", record.name)).map(String::as_str)
}

fn refused_authorization(record: &StepRecord) -> Answer {
    let Ending::Error(url) = &record.ending else {
        // Said at the wrong place, which is the business of another scenario, and yet said.
        let said = record.ending == Ending::Page && codes(record) == ["invalid_scope"];
        return refusal(if said { codes(record) } else { Vec::new() }, record);
    };
    let parameters = forms::parse(forms::split_url(url).1.unwrap_or_default());
    // RFC 6749 section 4.1.2.1: the server itself may be who denies the access.
    match forms::first(&parameters, "error") {
        Some(code @ "access_denied") => Answer::Refused(code.to_owned()),
        Some(code) => refusal(vec![code.to_owned()], record),
        // Somebody granted, so a dialect that merely says no says it of the scope.
        None => match codes(record).into_iter().next() {
            Some(code) if code == "access_denied" => Answer::Refused(code),
            code => refusal(code.into_iter().collect(), record),
        },
    }
}

/// RFC 6749 section 5.2: `invalid_scope` is about the scope; so is `invalid_request`, in a request
/// that differs from a right one in nothing else, though it is the wrong code.
fn refusal(codes: Vec<String>, record: &StepRecord) -> Answer {
    let of_scope = |code: &String| matches!(code.as_str(), "invalid_scope" | "invalid_request");
    match codes.into_iter().find(of_scope) {
        Some(code) => Answer::Refused(code),
        None => Answer::Nothing(in_words(record)),
    }
}

fn codes(record: &StepRecord) -> Vec<String> {
    record.answer().map(|own| own.error_codes()).unwrap_or_default()
}

fn is_crash(response: &Response) -> bool {
    response.status >= 500
}

fn json(record: &StepRecord) -> Option<Json> {
    record.answer()?.response()?.json().ok()
}
