//! What an answer says about a value that was tried.

use crate::exchange::{Ending, StepRecord};
use crate::oauth::forms;

/// What trying a value showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Tried {
    /// It does what it is for.
    Served,
    /// It was refused for another reason, which shows that it is known.
    Understood(String),
    /// It was refused as something that the server does not do.
    Unsupported(String),
    /// It was refused to this client, whatever the server does for others.
    NotForThisClient(String),
    /// Nothing follows from the answer.
    Unclear(String),
}

/// What the metadata say of a value, against what trying it showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Agreement {
    /// Both say the same.
    Agrees,
    /// It is listed and not served.
    Overstated,
    /// It is served and not listed.
    Understated,
    /// The answer does not tell.
    Open,
}

impl Tried {
    /// Whether this agrees with the list.
    pub(super) const fn against(&self, listed: bool) -> Agreement {
        match (self, listed) {
            (Self::Served | Self::Understood(_), true) => Agreement::Agrees,
            (Self::Unsupported(_) | Self::NotForThisClient(_), false) => Agreement::Agrees,
            (Self::Served, false) => Agreement::Understated,
            (Self::Unsupported(_), true) => Agreement::Overstated,
            (Self::NotForThisClient(_), true) | (Self::Understood(_), false) => Agreement::Open,
            (Self::Unclear(_), _) => Agreement::Open,
        }
    }

    /// In words that fit after the value.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Served => "served".to_owned(),
            Self::Understood(code) => format!("understood, answered {code}"),
            Self::Unsupported(code) => format!("refused with {code}"),
            Self::NotForThisClient(code) => format!("refused to this client with {code}"),
            Self::Unclear(words) => format!("undecided: {words}"),
        }
    }

    /// Reads an answer of the token endpoint (RFC 6749 section 5); `unsupported` is the code that
    /// says that the server does not do such a thing.
    pub(super) fn at_token_endpoint(record: &StepRecord, unsupported: &str) -> Self {
        let answer = record.answer();
        let Some(response) = answer.and_then(|exchange| exchange.response()) else {
            return Self::Unclear("no answer".to_owned());
        };
        let codes = answer.map(|exchange| exchange.error_codes()).unwrap_or_default();
        match (response.status, codes.first().map(String::as_str)) {
            (200..=299, _) if response.json_text("access_token").is_some() => Self::Served,
            (400..=499, Some(code)) if code == unsupported => Self::Unsupported(code.to_owned()),
            (400..=499, Some(code @ "unauthorized_client")) => {
                Self::NotForThisClient(code.to_owned())
            }
            // Who the client is comes first: nothing behind that was looked at.
            (400..=499, Some(code)) if code != "invalid_client" => {
                Self::Understood(code.to_owned())
            }
            (status, code) => {
                Self::Unclear(format!("status {status} {}", code.unwrap_or_default()))
            }
        }
    }

    /// Reads where an authorization request led (RFC 6749 sections 4.1.2 and 4.2.2).
    pub(super) fn at_authorization_endpoint(record: &StepRecord) -> Self {
        let (Ending::Code(url) | Ending::Error(url)) = &record.ending else {
            return Self::Unclear("it led to no redirect".to_owned());
        };
        let (_, query, fragment) = forms::split_url(url);
        let parts = [query, fragment].into_iter().flatten().map(forms::parse);
        let parameters: Vec<_> = parts.flatten().collect();
        let has = |name: &str| forms::first(&parameters, name).is_some();
        match forms::first(&parameters, "error") {
            None if ["code", "access_token", "id_token"].into_iter().any(has) => Self::Served,
            None => Self::Unclear("a redirect with neither an answer nor an error".to_owned()),
            Some("unsupported_response_type") => {
                Self::Unsupported("unsupported_response_type".to_owned())
            }
            Some("unauthorized_client") => Self::NotForThisClient("unauthorized_client".to_owned()),
            Some(code) => Self::Understood(code.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_clear_answer_speaks_against_the_list() {
        let code = || "x".to_owned();
        assert_eq!(Tried::Served.against(true), Agreement::Agrees);
        assert_eq!(Tried::Served.against(false), Agreement::Understated);
        assert_eq!(Tried::Unsupported(code()).against(true), Agreement::Overstated);
        assert_eq!(Tried::Unsupported(code()).against(false), Agreement::Agrees);
        assert_eq!(Tried::Understood(code()).against(false), Agreement::Open);
        assert_eq!(Tried::NotForThisClient(code()).against(true), Agreement::Open);
        assert_eq!(Tried::Unclear(code()).against(true), Agreement::Open);
    }
}
