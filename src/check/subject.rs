//! What a check looks at, and what it says.

use crate::exchange::{Ending, Endpoint, Json, Response, StepRecord};
use crate::oauth::{Challenge, Scope, forms};
use crate::verdict::Weight;

/// The fact that says what stands between two scopes, where that is no space.
pub const SEPARATOR: &str = "target.scopes.separator";
/// The fact that names the parameter of a redirect that holds a token, where consent hands one out.
pub const CALLBACK_TOKEN: &str = "target.callback.parameter";
/// The fact that names, with spaces between them, the parameters and header fields that hold tokens or
/// keys in calls of a resource, where those are the target's own.
pub const CREDENTIALS: &str = "target.credential.names";
/// The fact that names the query parameter that holds the token in calls of a resource.
pub const QUERY_TOKEN: &str = "target.query.credential";
/// The fact that names the query parameter that holds the client's secret in calls of a resource.
pub const QUERY_SECRET: &str = "target.query.application";

/// One step of a transcript, with the readings that several checks share.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The step.
    pub step: &'a StepRecord,
}

impl<'a> Subject<'a> {
    /// The response that answers the step.
    #[must_use]
    pub fn response(&self) -> Option<&'a Response> {
        self.step.answer()?.response()
    }

    /// The answer as a JSON object.
    ///
    /// # Errors
    /// A mismatch that says what stood there instead.
    pub fn json(&self) -> Result<Json, Mismatch> {
        let expected = "a JSON object";
        let Some(response) = self.response() else {
            return Err(Mismatch::new(expected, "no response"));
        };
        match response.json() {
            Ok(json) if json.object().is_some() => Ok(json),
            Ok(_) => Err(Mismatch::new(expected, "JSON, but no object")),
            Err(reason) => {
                Err(Mismatch::new(expected, format!("a body that is no JSON: {reason}")))
            }
        }
    }

    /// The parameters in the query of the redirect that ended an authorization; where an access token was
    /// asked for, those of the fragment if the query has no error (RFC 6749 section 4.2.2.1).
    #[must_use]
    pub fn redirect_parameters(&self) -> Option<Vec<forms::Parameter>> {
        match &self.step.ending {
            Ending::Code(url) | Ending::Error(url) | Ending::Foreign { to: url, .. } => {
                let (_, query, fragment) = forms::split_url(url);
                let query = forms::parse(query.unwrap_or_default());
                let silent =
                    forms::first(&query, "error").is_none() && asks_for_fragment(self.step);
                Some(if silent { forms::parse(fragment.unwrap_or_default()) } else { query })
            }
            _ => None,
        }
    }

    /// What the refusal stands for: the `error` of the redirect, or else of the JSON body, or what
    /// the dialect of the target says instead. Several are a choice, none is no error code.
    #[must_use]
    pub fn error_codes(&self) -> Vec<String> {
        let meant = self.step.answer().and_then(|own| own.meant.clone());
        meant.unwrap_or_else(|| self.error_member("error").into_iter().collect())
    }

    /// `error`, `error_description` or `error_uri` of the redirect, or else of the JSON body.
    #[must_use]
    pub fn error_member(&self, name: &str) -> Option<String> {
        match self.redirect_parameters() {
            Some(parameters) => forms::first(&parameters, name).map(str::to_owned),
            None => self.response()?.json_text(name),
        }
    }

    /// The Bearer challenge, read leniently, or else the first one.
    #[must_use]
    pub fn challenge(&self) -> Option<Challenge> {
        let challenges = self.response()?.challenges();
        let bearer = challenges.iter().find(|challenge| challenge.is("Bearer"));
        bearer.or(challenges.first()).cloned()
    }

    /// The scope in words, with a hint where the answer itself is silent.
    #[must_use]
    pub fn scope_in_words(&self, scope: &Scope) -> String {
        let stated = self.response().and_then(|response| response.json_text("scope"));
        match stated {
            Some(_) => format!("scope {scope}"),
            None => format!("no `scope`, which means as requested: {scope}"),
        }
    }

    /// The scope that the answer grants or reports: a token answer without `scope` grants what was
    /// requested (RFC 6749 section 5.1), an introspection answer without `scope` says nothing.
    #[must_use]
    pub fn scope(&self) -> Option<Scope> {
        let stated = self.response().and_then(|response| response.json_text("scope"));
        let granted = || self.step.facts.get(&format!("{}.scope", self.step.name)).cloned();
        let is_token = self.step.answer().is_some_and(|own| own.endpoint == Endpoint::Token);
        stated.or_else(|| is_token.then(granted)?).map(|scope| self.parse_scope(&scope))
    }

    /// Reads a scope as the target writes it: with spaces (RFC 6749 section 3.3), unless the record
    /// says what else stands between two.
    #[must_use]
    pub fn parse_scope(&self, text: &str) -> Scope {
        match self.step.facts.get(SEPARATOR) {
            Some(separator) => Scope::from_tokens(text.split(separator.as_str())),
            None => Scope::parse(text),
        }
    }
}

/// Whether an authorization request asked for an access token instead of a code (RFC 6749 section 4.2.1).
pub(super) fn asks_for_token(step: &StepRecord) -> bool {
    asks_for(step, &["token"])
}

/// Whether it asked for something that comes in the fragment, so that errors do so too (RFC 6749 section
/// 4.2.2.1; OAuth 2.0 Multiple Response Type Encoding Practices section 3 adds id_token).
pub(super) fn asks_for_fragment(step: &StepRecord) -> bool {
    asks_for(step, &["token", "id_token"])
}

fn asks_for(step: &StepRecord, types: &[&str]) -> bool {
    let sent = step.exchanges.iter().find(|own| own.endpoint == Endpoint::Authorization);
    let url = sent.map_or("", |own| own.request.url.as_str());
    let asked = forms::parse(forms::split_url(url).1.unwrap_or_default());
    let response_type = forms::first(&asked, "response_type").unwrap_or_default();
    response_type.split(' ').any(|word| types.contains(&word))
}

/// An expectation that was not met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// What would have been right.
    pub expected: String,
    /// What was there.
    pub actual: String,
    /// Whether only the code of a right refusal is wrong.
    pub weight: Weight,
    /// The requirement, where the check cites it itself (ambient checks).
    pub requirement: Option<&'static str>,
}

impl Mismatch {
    /// A breach of whatever requirement the scenario cites.
    pub fn new(expected: impl Into<String>, actual: impl Into<String>) -> Self {
        Self {
            expected: expected.into(),
            actual: actual.into(),
            weight: Weight::Full,
            requirement: None,
        }
    }

    /// The same, for a refusal that is right but for its code.
    #[must_use]
    pub fn wrong_code(mut self) -> Self {
        self.weight = Weight::WrongCode;
        self
    }

    /// The same, citing a requirement.
    #[must_use]
    pub fn of(mut self, requirement: &'static str) -> Self {
        self.requirement = Some(requirement);
        self
    }
}

/// `a`, `a or b`, `a, b or c`.
#[must_use]
pub(super) fn one_of(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [head @ .., last] => format!("{} or {last}", head.join(", ")),
    }
}
