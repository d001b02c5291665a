//! The dialect, ready to be spoken.

use std::collections::BTreeMap;

use super::callback::CallbackWords;
use super::credential::CredentialPlace;
use super::errors::ErrorWords;
use super::file::{RefreshTokenPlace, TokenBody};
use crate::exchange::Redactor;

/// Where a platform departs from the RFCs; the default departs nowhere.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dialect {
    /// Names on the wire, by standard name, in authorization and token requests.
    pub parameters: BTreeMap<String, String>,
    /// Parameters, by standard name, that its authorization requests do not have.
    pub omitted: Vec<String>,
    /// How token requests are written.
    pub body: TokenBody,
    /// Header fields of each call of a protected resource.
    pub headers: Vec<(String, String)>,
    /// How errors are said.
    pub errors: ErrorWords,
    /// The member of a 403's body, a path with dots, that names the scope that is needed.
    pub needed_scope: Option<String>,
    /// How refresh requests differ.
    pub refresh: Refreshing,
    /// What the authorization endpoint answers instead of a code.
    pub callback: Option<CallbackWords>,
    /// Where access tokens go in the call of a protected resource.
    pub token: CredentialPlace,
    /// Where the client's secret goes in such a call, if it goes along.
    pub client_secret: Option<CredentialPlace>,
    /// Calls that come before the first one of a protected resource.
    pub before: Vec<CallBefore>,
}

/// How refresh requests differ from those of RFC 6749 section 6.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Refreshing {
    /// A URL of its own; the token endpoint's if there is none.
    pub url: Option<String>,
    /// Where the refresh token goes.
    pub token: RefreshTokenPlace,
}

/// A call that must come before the first one of a protected resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallBefore {
    /// HTTP method.
    pub method: String,
    /// URL.
    pub url: String,
    /// The scope of the token that it is made with; the first allowed one if there is none.
    pub scope: Option<String>,
    /// JSON body.
    pub json: Option<String>,
}

impl Dialect {
    /// The name on the wire.
    #[must_use]
    pub fn name<'n>(&'n self, standard: &'n str) -> &'n str {
        self.parameters.get(standard).map_or(standard, String::as_str)
    }

    /// Tells the names by which secrets show on the wire.
    pub(in crate::target) fn give_away(&self, redactor: &mut Redactor) {
        for (standard, wire) in &self.parameters {
            redactor.also(standard, wire);
        }
        let returned = self.callback.as_ref().and_then(|own| own.token.as_deref());
        for name in self.token.name().into_iter().chain(returned) {
            redactor.also("access_token", name);
        }
        if let Some(name) = self.client_secret.as_ref().and_then(CredentialPlace::name) {
            redactor.also("client_secret", name);
        }
    }

    /// Whether an authorization brings the access token itself.
    #[must_use]
    pub fn returns_token(&self) -> bool {
        self.callback.as_ref().is_some_and(|own| own.token.is_some())
    }
}
