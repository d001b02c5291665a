//! What the token endpoint answered to one contender.

use crate::check::Subject;
use crate::exchange::StepRecord;
use crate::scenario::in_words;

/// An answer, as a race counts it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    /// Tokens.
    Won {
        /// `access_token`.
        access: String,
        /// `refresh_token`, if there is one.
        refresh: Option<String>,
    },
    /// A refusal that RFC 6749 section 5.2 names; its `error`.
    Refused(String),
    /// Neither: a crash, a throttle, no answer, or a refusal of the client itself; in words.
    Nothing(String),
}

impl Answer {
    /// Reads the answer of a step that asked for tokens.
    pub(super) fn of(record: &StepRecord) -> Self {
        let Some(response) = (Subject { step: record }).response().filter(|own| !own.cut) else {
            return Self::Nothing(in_words(record));
        };
        let token = response.json_text("access_token");
        let error = record.answer().and_then(|own| own.error_codes().into_iter().next());
        match (response.status, token, error) {
            (200..300, Some(access), None) => {
                Self::Won { access, refresh: response.json_text("refresh_token") }
            }
            (400..=428 | 430..500, None, Some(error)) if error != "invalid_client" => {
                Self::Refused(error)
            }
            _ => Self::Nothing(in_words(record)),
        }
    }

    /// Whether it has tokens.
    pub(super) const fn is_won(&self) -> bool {
        matches!(self, Self::Won { .. })
    }

    /// In a few words, the same for answers of a kind.
    pub(super) fn in_short(&self) -> String {
        match self {
            Self::Won { .. } => "tokens".to_owned(),
            Self::Refused(error) => error.clone(),
            Self::Nothing(words) => words.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::{Ending, Endpoint, Exchange, Facts, Reply, Request, Response};

    fn answered(status: u16, body: &str) -> Answer {
        let response = Response::received(status, [], body.as_bytes(), false);
        let request = Request::new("POST", "http://127.0.0.1/token");
        let exchange = Exchange::new(Endpoint::Token, request, Reply::Response(response), 1);
        Answer::of(&StepRecord {
            name: "request 1".to_owned(),
            exchanges: vec![exchange],
            ending: Ending::Answered,
            facts: Facts::new(),
        })
    }

    #[test]
    fn only_tokens_win_and_only_a_named_refusal_is_one() {
        assert!(answered(200, r#"{"access_token":"a"}"#).is_won());
        let refused = Answer::Refused("invalid_grant".to_owned());
        assert_eq!(answered(400, r#"{"error":"invalid_grant"}"#), refused);
        for (status, body) in [
            (200, "{}"),
            (200, r#"{"access_token":"a","error":"invalid_grant"}"#),
            (401, r#"{"error":"invalid_client"}"#),
            (429, r#"{"error":"slow_down"}"#),
            (500, r#"{"error":"server_error"}"#),
            (400, "<html>"),
        ] {
            assert!(matches!(answered(status, body), Answer::Nothing(_)), "{status} {body}");
        }
    }
}
