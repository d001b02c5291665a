//! Endpoints: is something there, and does it speak?

use super::answer::{answered, in_words};
use super::diagnosis::{Area, Examination, State};
use crate::exchange::{Endpoint, Exchange, tame};
use crate::oauth::Metadata;
use crate::runner::ProbeError;
use crate::target::Target;

/// The metadata, and whether they are about the issuer of the target file.
#[must_use]
pub fn metadata(target: &Target, found: Option<&Metadata>) -> Examination {
    let own = Examination::of(Area::Metadata, target.issuer.clone().unwrap_or_default());
    let Some(found) = found else {
        return own.came(State::LeftOut, "none: the endpoints are given by hand");
    };
    let issuer = target.issuer.as_deref().unwrap_or_default();
    match found.issuer.as_deref() {
        Some(named) if named != issuer => {
            let seen = format!("they name the issuer {named:?}");
            // A slash at the end is a slip of the pen; another name may be the server's.
            let slip = named.trim_end_matches('/') == issuer.trim_end_matches('/');
            let state = if slip { State::Wrong } else { State::Doubtful };
            let cure = "write it as the metadata do, letter by letter, unless they are wrong";
            own.came(state, seen).cured("issuer", cure)
        }
        _ => own.right(format!("at {}", target.endpoints.metadata.as_deref().unwrap_or("?"))),
    }
}

/// What the first look came to, when it found nothing to go on with.
#[must_use]
pub fn unseen(target: &Target, error: &ProbeError) -> Examination {
    let own = Examination::of(Area::Metadata, target.issuer.clone().unwrap_or_default());
    match error {
        ProbeError::Unreachable { detail, .. } => {
            own.came(State::Unreachable, detail).cured("issuer", NOBODY)
        }
        ProbeError::NoMetadata { seen } => {
            let cure = "write the issuer as the server does, or give the endpoints by hand";
            own.wrong(tame(seen)).cured("issuer, [endpoints]", cure)
        }
    }
}

/// What an endpoint answers to a request without parameters, which any endpoint refuses in its own
/// words. `by_hand` says that its URL stands in the target file.
#[must_use]
pub fn endpoint(exchange: &Exchange, by_hand: bool) -> Examination {
    let key = key(exchange.endpoint);
    let own = Examination::of(Area::Endpoint, key);
    let (own, response) = match answered(own, exchange) {
        Ok(both) => both,
        Err(own) => return own.cured(format!("[endpoints] {key}"), NOBODY),
    };
    let page =
        exchange.endpoint != Endpoint::Authorization && response.is_html() && response.status < 300;
    let seen = match response.status {
        404 | 405 | 410 => format!("nothing is there: it answered {}", in_words(response)),
        _ if page => "a page is there, and no endpoint".to_owned(),
        _ => return own.right(exchange.request.url.clone()),
    };
    let key = format!("[endpoints] {key}");
    if by_hand {
        return own.wrong(seen).cured(key, "write the URL that the server has");
    }
    let cure = "the metadata name this URL: if they are wrong, give the right one by hand";
    own.came(State::Server, seen).cured(key, cure)
}

const NOBODY: &str = "check host and port, the network and, for https, the certificate (ca_file)";

const fn key(endpoint: Endpoint) -> &'static str {
    match endpoint {
        Endpoint::Authorization | Endpoint::OwnerPage => "authorization",
        Endpoint::Token => "token",
        Endpoint::Revocation => "revocation",
        Endpoint::Introspection => "introspection",
        Endpoint::Resource => "resource",
        Endpoint::Metadata => "metadata",
        Endpoint::Administration => "administration",
        Endpoint::Registration => "registration",
    }
}
