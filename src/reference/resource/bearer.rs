//! The token of a request (RFC 6750 section 2.1). Only the header counts: the form body and the
//! query of sections 2.2 and 2.3 are not read.

use crate::oauth::forms;
use crate::reference::fault::Fault;
use crate::reference::request::{Incoming, Parameters};
use crate::reference::server::Server;

use super::challenge::Problem;

/// The token that a request presents.
pub(super) fn presented(server: &Server, request: &Incoming) -> Result<String, Problem> {
    let fields = request.header("authorization");
    let faults = &server.faults;
    let field = match fields.as_slice() {
        [] => {
            let found = from_query(server, request).or_else(|| from_body(server, request));
            return found.ok_or(Problem::NoToken);
        }
        [field] => field.trim(),
        [field, ..] if faults.has(Fault::FirstAuthorizationCounts) => field.trim(),
        _ => return Err(Problem::Malformed("more than one Authorization header")),
    };
    let (scheme, rest) = field.split_once(' ').unwrap_or((field, ""));
    // RFC 9110 section 11.1: scheme names ignore case.
    let is_bearer = if server.faults.has(Fault::BearerSchemeCaseSensitive) {
        scheme == "Bearer"
    } else {
        scheme.eq_ignore_ascii_case("Bearer")
    };
    if !is_bearer {
        return Err(Problem::OtherScheme);
    }
    // RFC 6750 section 3.1: more than one way to send a token is invalid_request.
    let also_in_query = request.query_parameters().get("access_token").is_some();
    if also_in_query && !faults.has(Fault::TwoTokenPlacesAccepted) {
        return Err(Problem::Malformed("a token in the header and in the query"));
    }
    // RFC 9110 section 11.4: credentials = auth-scheme [ 1*SP ( token68 / #auth-param ) ]
    let token = rest.trim_start_matches(' ');
    if rest.len() > token.len() && server.faults.has(Fault::BearerMultipleSpacesRefused) {
        return Err(Problem::Malformed("more than one space"));
    }
    if token.is_empty() {
        return Err(Problem::EmptyToken);
    }
    if faults.has(Fault::BearerFirstWordCounts) {
        return Ok(token.split(' ').next().unwrap_or_default().to_owned());
    }
    if token.contains([' ', '\t', ',']) {
        return Err(Problem::Malformed("more than a token"));
    }
    Ok(token.to_owned())
}

/// RFC 9700 section 4.3.2: access tokens MUST NOT be in a URI query.
fn from_query(server: &Server, request: &Incoming) -> Option<String> {
    let faults = &server.faults;
    let accepted =
        faults.has(Fault::QueryTokenAccepted) || faults.has(Fault::TwoTokenPlacesAccepted);
    accepted.then(|| request.query_parameters().get("access_token").map(str::to_owned)).flatten()
}

/// RFC 6750 section 2.2: a form body only, and never with GET; here not at all.
fn from_body(server: &Server, request: &Incoming) -> Option<String> {
    if !server.faults.has(Fault::BodyTokenAccepted) {
        return None;
    }
    let text = request.text();
    let json: Option<serde_json::Value> = serde_json::from_str(&text).ok();
    let member = json.and_then(|json| json["access_token"].as_str().map(str::to_owned));
    let form = Parameters(forms::parse(&text));
    member.or_else(|| form.get("access_token").map(str::to_owned))
}
