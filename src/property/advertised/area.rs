//! The members of the metadata that are held against the server, and how their values are tried.

use std::collections::BTreeMap;

use super::tried::{Agreement, Tried};
use crate::exchange::StepRecord;
use crate::oauth::GrantType;
use crate::scenario::{Action, Auth, AuthMethod, Step};
use crate::target::Target;

/// One member of the metadata.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Area {
    GrantTypes,
    ResponseTypes,
    PkceMethods,
    AuthMethods,
    Scopes,
}

/// One value of a member and the steps that try it; the answer to the last one tells.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) value: String,
    pub(super) steps: Vec<Step>,
}

/// Grant types that are registered, with the parameters that each takes besides.
const GRANTS: &[(&str, &[(&str, &str)])] = &[
    ("authorization_code", &[("code", "${fresh.code}")]),
    ("refresh_token", &[("refresh_token", "${fresh.token}")]),
    ("client_credentials", &[]),
    ("password", &[("username", "no-such-resource-owner"), ("password", "${fresh.secret}")]),
    ("urn:ietf:params:oauth:grant-type:device_code", &[("device_code", "${fresh.code}")]),
    ("urn:ietf:params:oauth:grant-type:jwt-bearer", &[("assertion", "${fresh.token}")]),
    ("urn:ietf:params:oauth:grant-type:saml2-bearer", &[("assertion", "${fresh.token}")]),
    (
        "urn:ietf:params:oauth:grant-type:token-exchange",
        &[
            ("subject_token", "${fresh.token}"),
            ("subject_token_type", "urn:ietf:params:oauth:token-type:access_token"),
        ],
    ),
];

const RESPONSE_TYPES: &[&str] =
    &["code", "token", "id_token", "code token", "code id_token", "id_token token"];

/// So many scopes are tried at the most.
const MOST_SCOPES: usize = 12;

impl Area {
    pub(super) const ALL: [Self; 5] =
        [Self::GrantTypes, Self::ResponseTypes, Self::PkceMethods, Self::AuthMethods, Self::Scopes];

    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::GrantTypes => "advertised/grant-types",
            Self::ResponseTypes => "advertised/response-types",
            Self::PkceMethods => "advertised/pkce-methods",
            Self::AuthMethods => "advertised/client-authentication-methods",
            Self::Scopes => "advertised/scopes",
        }
    }

    pub(super) const fn member(self) -> &'static str {
        match self {
            Self::GrantTypes => "grant_types_supported",
            Self::ResponseTypes => "response_types_supported",
            Self::PkceMethods => "code_challenge_methods_supported",
            Self::AuthMethods => "token_endpoint_auth_methods_supported",
            Self::Scopes => "scopes_supported",
        }
    }

    /// What an absent member means (RFC 8414 section 2).
    pub(super) const fn when_absent(self) -> &'static [&'static str] {
        match self {
            Self::GrantTypes => &["authorization_code", "implicit"],
            Self::AuthMethods => &["client_secret_basic"],
            Self::ResponseTypes | Self::PkceMethods | Self::Scopes => &[],
        }
    }

    /// The requirement that a disagreement breaches.
    pub(super) const fn requirement(self, agreement: Agreement) -> &'static str {
        match (self, agreement) {
            (Self::GrantTypes, _) => "metadata-grant-types-consistent",
            (Self::AuthMethods, _) => "metadata-auth-methods-consistent",
            (Self::Scopes, _) => "metadata-scopes-supported",
            (Self::ResponseTypes, Agreement::Understated) => "authorize-unknown-response-type",
            (Self::ResponseTypes, _) => "metadata-response-types-present",
            (Self::PkceMethods, Agreement::Understated) => "metadata-pkce-omission-truthful",
            (Self::PkceMethods, _) => "metadata-pkce-methods-registered",
        }
    }

    /// What is tried: the standard values, or for scopes the listed ones that the client may have.
    pub(super) fn items(self, listed: &[String], target: &Target) -> Vec<Item> {
        let item = |value: &str, steps| Item { value: value.to_owned(), steps };
        match self {
            Self::GrantTypes => {
                let tried = GRANTS
                    .iter()
                    .map(|(grant, with)| item(grant, vec![token(grant, with.iter().copied())]));
                tried.collect()
            }
            Self::ResponseTypes => {
                RESPONSE_TYPES.iter().map(|own| item(own, vec![authorize(own)])).collect()
            }
            Self::PkceMethods => vec![
                item("S256", vec![by_public(Action::Authorize), Step::conforming(Action::Token)]),
                item("plain", plain()),
            ],
            Self::AuthMethods => authentication(target),
            Self::Scopes => {
                let own = listed.iter().filter(|scope| target.scopes.allowed.contains(scope));
                let tried = own.take(MOST_SCOPES);
                let with = |scope| token("client_credentials", [("scope", scope)]);
                tried.map(|scope| item(scope, vec![with(scope.as_str())])).collect()
            }
        }
    }

    /// What the answer to the last step says.
    pub(super) fn tried(self, value: &str, records: &[StepRecord], target: &Target) -> Tried {
        let Some(last) = records.last() else {
            return Tried::Unclear("nothing was sent".to_owned());
        };
        match self {
            Self::GrantTypes => Tried::at_token_endpoint(last, "unsupported_grant_type"),
            Self::Scopes => Tried::at_token_endpoint(last, "invalid_scope"),
            Self::ResponseTypes => Tried::at_authorization_endpoint(last),
            Self::PkceMethods if records.len() == 1 => match Tried::at_authorization_endpoint(last)
            {
                // Nothing but the method differs from a request that works.
                Tried::Understood(code) if value == "plain" => Tried::Unsupported(code),
                other => other,
            },
            Self::PkceMethods => Tried::at_token_endpoint(last, "invalid_request"),
            Self::AuthMethods => match Tried::at_token_endpoint(last, "invalid_client") {
                // A client is registered for one method: another one may be refused to it alone.
                Tried::Unsupported(code) if !has_own_client(value, target) => {
                    Tried::NotForThisClient(code)
                }
                other => other,
            },
        }
    }
}

fn token<'a>(grant: &str, with: impl IntoIterator<Item = (&'a str, &'a str)>) -> Step {
    let mut step = Step::conforming(Action::Token);
    step.set.insert("grant_type".to_owned(), grant.to_owned());
    step.set.extend(with.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())));
    if GrantType::parse(grant).is_none() {
        // What such a grant would give is of no interest; which scope it takes neither.
        step.drop.push("scope".to_owned());
    }
    step
}

fn authorize(response_type: &str) -> Step {
    let mut step = Step::conforming(Action::Authorize);
    step.set.insert("response_type".to_owned(), response_type.to_owned());
    if response_type.contains("id_token") {
        step.set.insert("nonce".to_owned(), "${fresh.state}".to_owned());
    }
    step
}

fn by_public(action: Action) -> Step {
    let mut step = Step::conforming(action);
    step.client = Some("public".to_owned());
    step
}

/// RFC 7636 section 4.2: with `plain` the challenge is the verifier.
fn plain() -> Vec<Step> {
    let mut step = by_public(Action::Authorize);
    step.set = BTreeMap::from([
        ("code_challenge".to_owned(), "${authorize.code_verifier}".to_owned()),
        ("code_challenge_method".to_owned(), "plain".to_owned()),
    ]);
    vec![step, Step::conforming(Action::Token)]
}

/// Each way to authenticate by the client that is registered for it, else by another one.
fn authentication(target: &Target) -> Vec<Item> {
    let methods = [
        ("client_secret_basic", "basic", AuthMethod::ClientSecretBasic),
        ("client_secret_post", "post", AuthMethod::ClientSecretPost),
    ];
    let tried = methods.into_iter().map(|(value, selector, method)| {
        let by_itself = target.client("confidential", Some(GrantType::ClientCredentials)).is_some();
        let mut step = if by_itself {
            token("client_credentials", [])
        } else {
            token("authorization_code", [("code", "${fresh.code}")])
        };
        let client = if has_own_client(value, target) { selector } else { "confidential" };
        step.client = Some(client.to_owned());
        step.auth = Some(Auth { method: Some(method), id: None, secret: None, scheme: None });
        Item { value: value.to_owned(), steps: vec![step] }
    });
    tried.collect()
}

fn has_own_client(method: &str, target: &Target) -> bool {
    let selector = if method == "client_secret_post" { "post" } else { "basic" };
    target.client(selector, None).is_some()
}
