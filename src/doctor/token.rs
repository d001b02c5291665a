//! What can be asked about a fresh token, and how it is taken back.

use super::answer::{error, in_words, response};
use super::client::key;
use super::diagnosis::{Area, Examination, State};
use crate::exchange::StepRecord;
use crate::target::Client;

/// Introspection of a token that was just issued; `client` is the one who asked.
#[must_use]
pub fn introspected(client: &Client, record: &StepRecord) -> Examination {
    let own = Examination::of(Area::Introspection, &client.id);
    let (own, response) = match response(own, record) {
        Ok(both) => both,
        Err(own) => return *own,
    };
    let cure = "have the server allow introspection to it, or name a client that may introspect: \
                role = \"resource-server\"";
    let active = response.json().ok().and_then(|own| own.member("active").cloned());
    match (response.status, active.and_then(|own| own.as_bool())) {
        (200, Some(true)) => own.right("a fresh token is active"),
        // RFC 7662 section 2.2: so a server answers who may not know about the token.
        (200, Some(false)) => {
            let seen = "a token that was just issued is inactive to it";
            own.wrong(seen).cured(key(client, "role"), cure)
        }
        (401 | 403, _) => {
            let seen = format!("it may not introspect: {}", in_words(response));
            own.wrong(seen).cured(key(client, "role"), cure)
        }
        _ => own.came(State::Server, format!("introspection answered {}", in_words(response))),
    }
}

/// Revocation of the token by the client that it was issued to.
#[must_use]
pub fn revoked(client: &Client, record: &StepRecord) -> Examination {
    let own = Examination::of(Area::Revocation, &client.id);
    let (own, response) = match response(own, record) {
        Ok(both) => both,
        Err(own) => return *own,
    };
    let seen = format!("revocation answered {}", in_words(response));
    match (response.status, error(response).as_str()) {
        (200..300, _) => own.right("a token can be revoked"),
        // RFC 7009 section 2.2.1.
        (_, "unsupported_token_type") => own.came(State::LeftOut, seen),
        _ => own.came(State::Server, seen),
    }
}
