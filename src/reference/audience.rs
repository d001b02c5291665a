//! Resource indicators (RFC 8707): which resources a token is for.
//!
//! In: the `resource` parameters of a request, and what was granted before. Out: an [`Audience`], or
//! `invalid_target`. Platforms with a dialect of their own know nothing of it, unless their file says so.

use serde_json::{Value, json};
use url::Url;

use super::dialect::Dialect;
use super::fault::Fault;
use super::oauth_error::OAuthError;
use super::request::Parameters;
use super::server::Server;

/// The parameter. Unlike every other it may be repeated (RFC 8707 section 2).
pub(crate) const RESOURCE: &str = "resource";

/// The resources that a token is for, by their URLs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Audience(Vec<String>);

impl Audience {
    fn is_within(&self, other: &Self) -> bool {
        self.0.iter().all(|own| other.0.contains(own))
    }
}

/// What an authorization request, or a client for itself, asks for; every resource where it names
/// none (RFC 8707 section 2.1 leaves that to the server).
pub(crate) fn asked_for(server: &Server, form: &Parameters) -> Result<Audience, OAuthError> {
    Ok(requested(server, form)?.unwrap_or_else(|| every(server)))
}

/// What a token request gets of what was granted: all of it, or the part that it names
/// (RFC 8707 section 2.2).
pub(crate) fn part_of(
    server: &Server,
    granted: &Audience,
    form: &Parameters,
) -> Result<Audience, OAuthError> {
    let faults = &server.faults;
    if faults.has(Fault::ResourceSubsetIgnored) {
        return Ok(granted.clone());
    }
    match requested(server, form)? {
        None => Ok(granted.clone()),
        Some(part) if part.is_within(granted) || faults.has(Fault::ResourceNotGrantedIssued) => {
            Ok(part)
        }
        Some(_) => Err(invalid_target("the resource was not granted")),
    }
}

/// What a refresh token stays good for: all that was granted, whatever the first access token was for
/// (RFC 8707 section 2.2).
pub(crate) fn kept<'a>(server: &Server, granted: &'a Audience, part: &'a Audience) -> &'a Audience {
    if server.faults.has(Fault::RefreshForgetsResources) { part } else { granted }
}

/// What the memory writes down for an access token.
pub(crate) fn of_token(server: &Server, audience: &Audience) -> Audience {
    let everywhere = server.faults.has(Fault::AudienceNotRestricted);
    if everywhere { every(server) } else { audience.clone() }
}

/// `aud` of an introspection answer (RFC 7662 section 2.2).
pub(crate) fn claim(server: &Server, audience: &Audience) -> Option<Value> {
    if server.faults.has(Fault::IntrospectionAudienceMissing) {
        return None;
    }
    match audience.0.as_slice() {
        [] => None,
        [only] => Some(json!(only)),
        several => Some(json!(several)),
    }
}

/// Whether a token may be used at the resource of that path (RFC 9700 section 2.3).
pub(crate) fn opens(server: &Server, audience: &Audience, path: &str) -> bool {
    !speaks(server)
        || server.faults.has(Fault::AudienceNotChecked)
        || audience.0.contains(&server.url(path))
}

fn speaks(server: &Server) -> bool {
    server.settings.dialect.as_ref().is_none_or(Dialect::knows_resources)
}

fn every(server: &Server) -> Audience {
    let guarded = server.settings.resources.iter().filter(|own| !own.open);
    let mut all: Vec<String> = Vec::new();
    for own in guarded.filter(|_| speaks(server)) {
        let url = server.url(&own.path);
        if !all.contains(&url) {
            all.push(url);
        }
    }
    Audience(all)
}

/// The resources that a request names; `None` if it names none.
fn requested(server: &Server, form: &Parameters) -> Result<Option<Audience>, OAuthError> {
    let faults = &server.faults;
    let named = form.all(RESOURCE);
    if named.is_empty() || !speaks(server) {
        return Ok(None);
    }
    if faults.has(Fault::ResourceParameterRefused) {
        return Err(OAuthError::invalid_request("resource is unknown"));
    }
    if named.len() > 1 && faults.has(Fault::ResourceRepeatedRefused) {
        return Err(OAuthError::invalid_request("resource is there more than once"));
    }
    let known = every(server);
    let mut asked = Vec::new();
    for value in named {
        asked.extend(found(server, &known, value)?);
    }
    Ok((!asked.is_empty()).then_some(Audience(asked)))
}

/// RFC 8707 section 2: an absolute URI without fragment, of a resource that there is.
fn found(server: &Server, known: &Audience, value: &str) -> Result<Option<String>, OAuthError> {
    let faults = &server.faults;
    if Url::parse(value).is_err() {
        let ignored = faults.has(Fault::ResourceRelativeAccepted);
        return if ignored { Ok(None) } else { Err(invalid_target("resource is no absolute URI")) };
    }
    let (base, fragment) = value.split_once('#').map_or((value, false), |(base, _)| (base, true));
    if fragment && !faults.has(Fault::ResourceFragmentAccepted) {
        return Err(invalid_target("resource has a fragment"));
    }
    if known.0.iter().any(|own| own == base) {
        return Ok(Some(base.to_owned()));
    }
    if faults.has(Fault::ResourceUnknownAccepted) {
        return Ok(None);
    }
    let wrong = faults.has(Fault::ResourceUnknownWrongError);
    let code = if wrong { "invalid_request" } else { "invalid_target" };
    Err(OAuthError::new(code, "the resource is unknown"))
}

fn invalid_target(description: &str) -> OAuthError {
    OAuthError::new("invalid_target", description)
}
