//! Clients: does the server know them, and take their secrets?

use super::answer::{error, in_words, response};
use super::diagnosis::{Area, Examination, State};
use crate::exchange::StepRecord;
use crate::oauth::{ClientAuthMethod, GrantType};
use crate::target::Client;

/// A key of a client in the target file.
pub(super) fn key(client: &Client, name: &str) -> String {
    format!("[[client]] id = {:?}: {name}", client.id)
}

/// What a token request of the client came to: by its own grant, or with a code just issued.
/// `scope` is what was asked for.
#[must_use]
pub fn issued(client: &Client, grant: GrantType, scope: &str, record: &StepRecord) -> Examination {
    let own = Examination::of(Area::Client, &client.id);
    let (own, response) = match response(own, record) {
        Ok(both) => both,
        Err(own) => return *own,
    };
    if record.facts.contains_key("token.access_token") {
        return fitting(own, client, grant, record);
    }
    let seen = format!("{grant} is refused: {}", in_words(response));
    match error(response).as_str() {
        "invalid_client" => refused(own, client, seen),
        _ if response.status == 401 => refused(own, client, seen),
        "unauthorized_client" | "unsupported_grant_type" => {
            let cure = format!("take {grant} out, or have the server allow it to this client");
            own.wrong(seen).cured(key(client, "grants"), cure)
        }
        "invalid_scope" => {
            let cure = format!("name scopes that this client may have; it asked for {scope:?}");
            own.wrong(seen).cured("[scopes] allowed", cure)
        }
        _ => own.came(State::Server, seen),
    }
}

/// A token came; a client that is registered for refresh tokens gets one with it.
fn fitting(
    own: Examination,
    client: &Client,
    grant: GrantType,
    record: &StepRecord,
) -> Examination {
    let due = grant == GrantType::AuthorizationCode
        && client.grants.contains(&GrantType::RefreshToken)
        && !record.facts.contains_key("token.refresh_token");
    if due {
        let cure = "take refresh_token out, or let the first of [scopes] allowed be one that brings \
                    a refresh token, as offline_access does on many servers";
        let seen = format!("{grant} brings no refresh token");
        return own.wrong(seen).cured(key(client, "grants"), cure);
    }
    let method = client.auth.as_str();
    own.right(format!("{grant} brings a token (authenticated by {method})"))
}

/// Whether the server takes the credentials of a client that may use no grant, at the introspection
/// endpoint.
#[must_use]
pub fn credentials(client: &Client, record: &StepRecord) -> Examination {
    let own = Examination::of(Area::Client, &client.id);
    let (own, response) = match response(own, record) {
        Ok(both) => both,
        Err(own) => return *own,
    };
    let seen = format!("introspection answered {}", in_words(response));
    match (response.status, error(response).as_str()) {
        (200, _) => own.right("its credentials are taken at the introspection endpoint"),
        (401, _) | (_, "invalid_client") => refused(own, client, seen),
        (403, _) => {
            let cure = "have the server allow introspection to it, or leave this client out";
            own.wrong(seen).cured(key(client, "role"), cure)
        }
        _ => own.came(State::Server, seen),
    }
}

fn refused(own: Examination, client: &Client, seen: String) -> Examination {
    let name = if client.auth == ClientAuthMethod::None { "id" } else { "secret" };
    let cure = match client.auth {
        ClientAuthMethod::None => {
            "the server knows no public client of this id: check id, role and auth".to_owned()
        }
        method => format!(
            "check id and secret, and whether it is registered for auth = {:?}",
            method.as_str()
        ),
    };
    own.wrong(seen).cured(key(client, name), cure)
}
