//! What an attacker gains when a requirement is not met.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A threat of RFC 9700, the worst first: the order is the rank by which findings are shown.
///
/// A requirement has at most one: the one that its breach opens most directly.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Threat {
    /// Codes and tokens are sent to a place that the attacker chose.
    RedirectUriValidation,
    /// A code that was stolen, or belongs to somebody else, is redeemed.
    CodeInjection,
    /// The attacker switches PKCE off, or to a weaker method.
    PkceDowngrade,
    /// Somebody else speaks as the client.
    ClientImpersonation,
    /// An access token works for those, or at a time, it was not meant for.
    TokenMisuse,
    /// A stolen refresh token works, and keeps working.
    RefreshTokenTheft,
    /// A token can do more than the resource owner agreed to.
    ExcessPrivilege,
    /// The resource owner's password reaches the client.
    CredentialForwarding,
    /// Codes, tokens or passwords are written down where others read.
    CredentialLeak,
    /// A client takes the answer of one server for that of another.
    MixUp,
    /// An answer is delivered to a browser that did not ask.
    RequestForgery,
    /// The server lends its name to a link that leads elsewhere.
    OpenRedirection,
    /// The resource owner clicks on a consent that cannot be seen.
    Clickjacking,
}

impl Threat {
    /// Every threat, the worst first.
    pub const ALL: [Self; 13] = [
        Self::RedirectUriValidation,
        Self::CodeInjection,
        Self::PkceDowngrade,
        Self::ClientImpersonation,
        Self::TokenMisuse,
        Self::RefreshTokenTheft,
        Self::ExcessPrivilege,
        Self::CredentialForwarding,
        Self::CredentialLeak,
        Self::MixUp,
        Self::RequestForgery,
        Self::OpenRedirection,
        Self::Clickjacking,
    ];

    /// The word in requirement files and reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RedirectUriValidation => "redirect-uri-validation",
            Self::CodeInjection => "code-injection",
            Self::PkceDowngrade => "pkce-downgrade",
            Self::ClientImpersonation => "client-impersonation",
            Self::TokenMisuse => "token-misuse",
            Self::RefreshTokenTheft => "refresh-token-theft",
            Self::ExcessPrivilege => "excess-privilege",
            Self::CredentialForwarding => "credential-forwarding",
            Self::CredentialLeak => "credential-leak",
            Self::MixUp => "mix-up",
            Self::RequestForgery => "request-forgery",
            Self::OpenRedirection => "open-redirection",
            Self::Clickjacking => "clickjacking",
        }
    }

    /// The section of RFC 9700 that is about it.
    #[must_use]
    pub const fn section(self) -> &'static str {
        match self {
            Self::RedirectUriValidation => "4.1",
            Self::CodeInjection => "4.5",
            Self::PkceDowngrade => "4.8",
            Self::ClientImpersonation => "2.5",
            Self::TokenMisuse => "4.10",
            Self::RefreshTokenTheft => "4.14",
            Self::ExcessPrivilege => "2.3",
            Self::CredentialForwarding => "4.12",
            Self::CredentialLeak => "4.3",
            Self::MixUp => "4.4",
            Self::RequestForgery => "4.7",
            Self::OpenRedirection => "4.11",
            Self::Clickjacking => "4.16",
        }
    }

    /// What the attacker gains, as a sentence without its point.
    #[must_use]
    pub const fn gain(self) -> &'static str {
        match self {
            Self::RedirectUriValidation => {
                "codes and tokens of any resource owner can be sent to an attacker"
            }
            Self::CodeInjection => "a stolen or foreign authorization code can be redeemed",
            Self::PkceDowngrade => "PKCE can be switched off by whoever is in the middle",
            Self::ClientImpersonation => "somebody else can speak as the client",
            Self::TokenMisuse => "an access token works where, or when, it should not",
            Self::RefreshTokenTheft => "a stolen refresh token works without being noticed",
            Self::ExcessPrivilege => "a token can do more than the resource owner agreed to",
            Self::CredentialForwarding => "the resource owner's password can reach the client",
            Self::CredentialLeak => "codes, tokens or passwords end up where others can read them",
            Self::MixUp => "a client can be made to take one server's answer for another's",
            Self::RequestForgery => "a browser can be given an answer that it did not ask for",
            Self::OpenRedirection => "links to the server can lead to an attacker's page",
            Self::Clickjacking => "consent can be clicked without being seen",
        }
    }
}

impl fmt::Display for Threat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_the_rank_and_each_word_is_read_back() {
        assert!(Threat::ALL.is_sorted());
        for own in Threat::ALL {
            let word = serde_json::to_value(own).expect("JSON");
            assert_eq!(word, own.as_str());
            assert_eq!(serde_json::from_value::<Threat>(word).expect("a threat"), own);
        }
    }
}
