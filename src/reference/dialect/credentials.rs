//! Credentials of a call that do not stand in `Authorization: Bearer`.

use crate::reference::fault::Fault;
use crate::reference::request::Incoming;
use crate::reference::resource::{Problem, Resource};
use crate::reference::secret::same_secret;
use crate::reference::server::Server;
use crate::reference::settings::Client;

use super::file::{Dialect, SecretRule};

const TWO: &str = "more than one credential";

impl Dialect {
    /// What a call presents at a place of the dialect's own; `None` if nothing stands there and
    /// `Authorization` is to be read.
    pub(crate) fn presented(
        &self,
        server: &Server,
        request: &Incoming,
        resource: &Resource,
    ) -> Option<Result<String, Problem>> {
        let own = &self.credentials;
        let key = own.key_query.as_deref().filter(|_| resource.keys);
        let in_query = own.token_query.as_deref().into_iter().chain(key);
        let mut found: Vec<String> = in_query.filter_map(|name| queried(request, name)).collect();
        found.extend(own.token_header.as_deref().and_then(|name| field(request, name)));
        let by_bearer = !own.no_bearer && !request.header("authorization").is_empty();
        match (found.as_slice(), by_bearer) {
            ([], _) if own.no_bearer => Some(Err(Problem::NoToken)),
            ([], _) => None,
            ([value], false) => Some(self.with_secret(server, request, value)),
            ([value, ..], _) if server.faults.has(Fault::TwoTokenPlacesAccepted) => {
                Some(self.with_secret(server, request, value))
            }
            _ => Some(Err(Problem::Malformed(TWO))),
        }
    }

    /// Where the platform wants the secret of the client along with its token, it must be the right
    /// one.
    fn with_secret(
        &self,
        server: &Server,
        request: &Incoming,
        value: &str,
    ) -> Result<String, Problem> {
        let own = &self.credentials;
        let needless = own.secret_query.is_none() && own.secret_header.is_none();
        if needless || own.secret == SecretRule::Unread {
            return Ok(value.to_owned());
        }
        let in_query = own.secret_query.as_deref().and_then(|name| queried(request, name));
        let in_header = own.secret_header.as_deref().and_then(|name| field(request, name));
        let secret = in_query.or(in_header).ok_or(Problem::NoToken)?;
        let client_id = server.store().token(value).map(|token| token.client_id.clone());
        let counts = |client: &&Client| {
            own.secret == SecretRule::OfAnyClient || client_id.as_deref() == Some(&client.id)
        };
        let clients = server.settings.clients.iter().chain(server.registered.iter());
        let mut secrets = clients.filter(counts).flat_map(|own| &own.secret);
        let is_right = secrets.any(|right| same_secret(right, &secret));
        if is_right { Ok(value.to_owned()) } else { Err(Problem::UnknownToken) }
    }
}

fn queried(request: &Incoming, name: &str) -> Option<String> {
    request.query_parameters().get(name).map(str::to_owned)
}

fn field(request: &Incoming, name: &str) -> Option<String> {
    request.header(name).first().map(|value| value.trim().to_owned())
}
