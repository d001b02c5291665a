//! Authorization and token requests.

use crate::check::{CALLBACK_TOKEN, CREDENTIALS, QUERY_SECRET, QUERY_TOKEN, SEPARATOR};
use crate::exchange::{Facts, Request};
use crate::oauth::forms::Parameter;
use crate::scenario::{Action, BodyKind, Step};
use crate::target::{CredentialPlace, Dialect, RefreshTokenPlace, Target, TokenBody};

/// What the record must tell of the dialect, so that it can be judged without the target.
pub(in crate::runner) fn facts(target: &Target) -> Facts {
    let Target { dialect, scopes, .. } = target;
    let separator = Some(&scopes.separator).filter(|own| *own != " ");
    let callback = dialect.callback.as_ref().and_then(|own| own.token.as_ref());
    let token = dialect.token.in_query();
    let secret = dialect.client_secret.as_ref().and_then(CredentialPlace::in_query);
    let places = target.keys.iter().map(|own| &own.place).chain([&dialect.token]);
    let names: Vec<&str> = places.filter_map(CredentialPlace::name).collect();
    let names = Some(names.join(" ")).filter(|own| !own.is_empty());
    let told = [
        (CREDENTIALS, names.as_deref()),
        (SEPARATOR, separator.map(String::as_str)),
        (CALLBACK_TOKEN, callback.map(String::as_str)),
        (QUERY_TOKEN, token),
        (QUERY_SECRET, secret),
    ];
    let told =
        told.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())));
    told.collect()
}

/// Leaves out what the authorization requests of the target do not have, unless the scenario itself
/// sends it.
pub(in crate::runner) fn omit(dialect: &Dialect, step: &Step, sent: &mut Vec<Parameter>) {
    if step.plain {
        return;
    }
    sent.retain(|(name, _)| is_meant(step, name) || !dialect.omitted.contains(name));
}

/// Gives every parameter its name on the wire.
pub(in crate::runner) fn rename(dialect: &Dialect, step: &Step, sent: &mut [Parameter]) {
    if step.plain {
        return;
    }
    for (name, _) in sent {
        *name = dialect.name(name).to_owned();
    }
}

/// How the parameters of a token request are written.
pub(in crate::runner) fn body(dialect: &Dialect, step: &Step) -> BodyKind {
    let asks = matches!(step.action, Action::Token | Action::Refresh);
    match (step.body, dialect.body) {
        (Some(kind), _) => kind,
        (None, TokenBody::Json) if asks && !step.plain => BodyKind::Json,
        (None, _) => BodyKind::Form,
    }
}

/// Where a refresh request goes, if not to the token endpoint.
pub(in crate::runner) fn refresh_url(dialect: &Dialect, step: &Step) -> Option<String> {
    let url = dialect.refresh.url.clone();
    url.filter(|_| step.action == Action::Refresh && !step.plain)
}

/// Puts the refresh token where the target wants it.
pub(in crate::runner) fn refresh(
    dialect: &Dialect,
    step: &Step,
    request: &mut Request,
    sent: &mut Vec<Parameter>,
) {
    if step.action != Action::Refresh || step.plain {
        return;
    }
    match dialect.refresh.token {
        RefreshTokenPlace::Body => {}
        RefreshTokenPlace::Authorization => {
            for (_, token) in sent.extract_if(.., |(name, _)| name == "refresh_token") {
                request.headers.push(("authorization".to_owned(), format!("Bearer {token}")));
            }
        }
        RefreshTokenPlace::Absent => {
            sent.retain(|(name, _)| name != "refresh_token" || is_meant(step, name));
        }
    }
}

/// Whether the scenario itself sends the parameter.
fn is_meant(step: &Step, name: &str) -> bool {
    step.set.contains_key(name) || step.repeat.contains_key(name)
}
