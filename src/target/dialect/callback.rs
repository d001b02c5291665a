//! What an authorization endpoint answers instead of a code.

use crate::oauth::forms::{self, Parameter};

/// How the answer at the redirect URI is to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallbackWords {
    /// The parameter, and its value, by which it grants.
    pub granted: Option<Parameter>,
    /// The parameter, and its value, by which it refuses.
    pub refused: Option<Parameter>,
    /// The parameter that holds an access token.
    pub token: Option<String>,
}

/// What an answer says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Returned {
    /// The resource owner granted.
    Granted,
    /// The resource owner refused.
    Refused,
}

impl CallbackWords {
    /// Reads the URL that the browser was sent to; `None` if it says neither.
    #[must_use]
    pub fn read(&self, url: &str) -> Option<Returned> {
        let parameters = parameters(url);
        let says = |own: &Option<Parameter>| {
            own.as_ref().is_some_and(|(name, value)| {
                parameters.iter().any(|(is, stands)| is == name && stands == value)
            })
        };
        if says(&self.refused) {
            return Some(Returned::Refused);
        }
        let brings = self.token.as_ref().map(|name| !value(&parameters, name).is_empty());
        let granted = match (&self.granted, brings) {
            (None, brings) => brings == Some(true),
            (Some(_), brings) => says(&self.granted) && brings != Some(false),
        };
        granted.then_some(Returned::Granted)
    }

    /// The access token in such a URL.
    #[must_use]
    pub fn token(&self, url: &str) -> Option<String> {
        let token = value(&parameters(url), self.token.as_ref()?).to_owned();
        (!token.is_empty()).then_some(token)
    }
}

/// The parameters of query and fragment.
fn parameters(url: &str) -> Vec<Parameter> {
    let (_, query, fragment) = forms::split_url(url);
    [query, fragment].into_iter().flatten().flat_map(forms::parse).collect()
}

fn value<'p>(parameters: &'p [Parameter], name: &str) -> &'p str {
    forms::first(parameters, name).unwrap_or_default()
}
