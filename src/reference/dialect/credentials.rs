//! Credentials of a call that do not stand in `Authorization: Bearer`.

use crate::reference::fault::Fault;
use crate::reference::request::Incoming;
use crate::reference::resource::{Problem, Resource};
use crate::reference::secret::same_secret;
use crate::reference::server::Server;

use super::file::Dialect;

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
        if own.secret_query.is_none() && own.secret_header.is_none() {
            return Ok(value.to_owned());
        }
        let in_query = own.secret_query.as_deref().and_then(|name| queried(request, name));
        let in_header = own.secret_header.as_deref().and_then(|name| field(request, name));
        let secret = in_query.or(in_header).ok_or(Problem::NoToken)?;
        let client_id = server.store().token(value).map(|token| token.client_id.clone());
        let client = client_id.and_then(|id| server.client(&id));
        let right = client.and_then(|client| client.secret.as_deref());
        match right {
            Some(right) if same_secret(right, &secret) => Ok(value.to_owned()),
            _ => Err(Problem::UnknownToken),
        }
    }
}

fn queried(request: &Incoming, name: &str) -> Option<String> {
    request.query_parameters().get(name).map(str::to_owned)
}

fn field(request: &Incoming, name: &str) -> Option<String> {
    request.header(name).first().map(|value| value.trim().to_owned())
}
