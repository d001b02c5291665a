//! `/authorize`: check the request, then hand over to the resource owner.

use axum::http::Method;

use crate::reference::fault::Fault;
use crate::reference::reply::Reply;
use crate::reference::request::{Incoming, Parameters};
use crate::reference::server::Server;

use super::respond::{self, ReturnAddress};
use super::{page, session, validate};

/// Answers an authorization request (RFC 6749 section 4.1.1).
pub(crate) fn endpoint(server: &Server, request: &Incoming) -> Reply {
    let parameters = match read(server, request) {
        Ok(parameters) => parameters,
        Err(reply) => return reply,
    };
    let address = match validate::return_address(server, &parameters) {
        Ok(address) => address,
        Err(reply) => return *reply,
    };
    remember_state(server, &address);
    match validate::request(server, &address, &parameters) {
        Err(error) => respond::error(server, &address, &error),
        Ok(valid) if server.faults.has(Fault::CodeWithoutLogin) => {
            let anybody = server.settings.owners.first().map_or("", |(name, _)| name.as_str());
            respond::code(server, &valid, anybody, valid.scope.clone())
        }
        Ok(valid) => session::begin(server, request, valid),
    }
}

/// RFC 6749 section 3.1: GET MUST be supported, POST MAY be.
fn read(server: &Server, request: &Incoming) -> Result<Parameters, Reply> {
    let faults = &server.faults;
    if request.method == Method::GET && !faults.has(Fault::AuthorizeGetRefused) {
        let mut parameters = request.query_parameters();
        if faults.has(Fault::ParameterNamesIgnoreCase) {
            parameters.0.iter_mut().for_each(|(name, _)| name.make_ascii_lowercase());
        }
        return Ok(parameters);
    }
    if request.method != Method::POST {
        return Err(Reply::method_not_allowed("GET, POST"));
    }
    session::form(request).ok_or_else(|| page::error(server, "the body is no form", &[]))
}

fn remember_state(server: &Server, address: &ReturnAddress) {
    let mut store = server.store();
    store.latest_state.insert(address.client_id.clone(), address.state.clone());
}
