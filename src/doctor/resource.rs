//! Protected resources: open to a fitting token, closed without one.

use super::answer::{in_words, refused_by, response};
use super::diagnosis::{Area, Examination, State};
use crate::exchange::{StepRecord, tame};
use crate::scenario;
use crate::target::Resource;

/// A call with a token that has the scope which the target file names.
#[must_use]
pub fn open(resource: &Resource, record: &StepRecord) -> Examination {
    let own = Examination::of(Area::Resource, &resource.url);
    let (own, response) = match response(own, record) {
        Ok(both) => both,
        Err(own) => return *own,
    };
    let seen = format!("a fitting token is answered by {}", in_words(response));
    let challenge = response.challenges();
    let wanted = challenge.iter().find_map(|own| own.parameter("scope"));
    match response.status {
        200..=299 => own.right("it opens to a token"),
        401 => own.wrong(seen).cured(
            key(resource, "url"),
            "name a resource that takes the tokens of this server; it does not take this one",
        ),
        403 => {
            let named = wanted.map(|own| format!(": it asks for {own:?}")).unwrap_or_default();
            let cure = format!("name the scope that it needs{named}");
            own.wrong(seen).cured(key(resource, "scope"), cure)
        }
        405 => own.wrong(seen).cured(key(resource, "method"), "name a method that it has"),
        300..=399 | 404 | 410 => {
            own.wrong(seen).cured(key(resource, "url"), "write the URL that answers by itself")
        }
        _ => own.came(State::Server, seen),
    }
}

/// No token with the scope of the resource could be had.
#[must_use]
pub fn unasked(resource: &Resource, record: &StepRecord) -> Examination {
    let own = Examination::of(Area::Resource, &resource.url);
    let (own, _) = match response(own, record) {
        Ok(both) => both,
        Err(own) => return *own,
    };
    let seen = tame(&format!("no token for it could be had: {}", scenario::in_words(record)));
    if resource.scope.is_some() && refused_by("invalid_scope", record) {
        return own.wrong(seen).cured(key(resource, "scope"), "name a scope that the server knows");
    }
    own.came(State::LeftOut, seen)
}

/// A call of a resource that needs no token, as the target file says.
#[must_use]
pub fn unprotected(resource: &Resource, record: &StepRecord) -> Examination {
    let own = Examination::of(Area::Resource, &resource.url);
    let (own, response) = match response(own, record) {
        Ok(both) => both,
        Err(own) => return *own,
    };
    match response.status {
        200..=299 => own.right("it answers without a token"),
        401 | 403 => own
            .wrong(format!("it wants a token: {}", in_words(response)))
            .cured(key(resource, "open"), "leave open out, and name the scope that it needs"),
        _ => own
            .wrong(format!("it answers {}", in_words(response)))
            .cured(key(resource, "url"), "write the URL that answers by itself"),
    }
}

/// A call without a token.
#[must_use]
pub fn closed(resource: &Resource, record: &StepRecord) -> Examination {
    let own = Examination::of(Area::Resource, &resource.url);
    let (own, response) = match response(own, record) {
        Ok(both) => both,
        Err(own) => return *own,
    };
    match response.status {
        400.. => own.right(format!("without a token it is closed ({})", response.status)),
        status => own
            .wrong(format!("it answers {status} without a token: nothing protects it"))
            .cured(key(resource, "url"), "name a resource that takes a token, or leave it out"),
    }
}

fn key(resource: &Resource, name: &str) -> String {
    format!("[[resource]] url = {:?}: {name}", resource.url)
}
