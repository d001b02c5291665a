//! Where the browser may go: answers end at the client, credentials stay with the target.

use url::Url;

use super::browser::{Browser, shown};
use super::page::Page;
use crate::exchange::{Ending, Request};
use crate::oauth::forms;

impl Browser<'_, '_> {
    /// Where a `Location`, or its like in a page, leads.
    pub(super) fn follow(&self, from: &str, location: &str, via: &str) -> Result<Request, Ending> {
        if let Some(ending) = self.callback.ending(location, via) {
            return Err(ending);
        }
        let Ok(next) = Url::parse(from).and_then(|base| base.join(location)) else {
            return Err(Ending::DeadEnd(format!(
                "{} redirects to {location:?}, which is no URL",
                shown(from)
            )));
        };
        if let Some(ending) = self.callback.ending(next.as_str(), via) {
            return Err(ending);
        }
        if self.is_allowed(&next) {
            return Ok(Request::new("GET", next));
        }
        let parameters = forms::parse(next.query().unwrap_or_default());
        // An error page of the server's own may live elsewhere; an answer goes where a redirect URI
        // points (RFC 6749 section 3.1.2.4 is about that URI alone).
        let has = |name: &str| forms::first(&parameters, name).is_some();
        let is_answer = has("code")
            || has("access_token")
            || self.callback.brings_token(&parameters)
            || has("error") && next.host_str().is_some_and(|host| self.callback.is_host(host));
        Err(if is_answer {
            Ending::Foreign { to: location.to_owned(), via: via.to_owned() }
        } else {
            let origin = next.origin().ascii_serialization();
            Ending::DeadEnd(format!(
                "{} leads to {origin}, which is not the target's; list it under [[resource_owner]] origins",
                shown(from)
            ))
        })
    }

    /// A page that sends the browser to an unregistered URI without a redirect.
    pub(super) fn lured(&self, page: &Page) -> Option<Ending> {
        let foreign = self.callback.unregistered().filter(|uri| uri.contains("://"))?;
        let points = |target: &str| target.starts_with(foreign);
        let via = if page.refresh.as_deref().is_some_and(points) {
            "meta refresh"
        } else if page.forms.iter().any(|form| points(&form.action)) {
            "form"
        } else if page.scripts.contains("location") && page.scripts.contains(foreign) {
            "script"
        } else {
            return None;
        };
        Some(Ending::Foreign { to: foreign.to_owned(), via: via.to_owned() })
    }

    /// Credentials go to the target's own origins only.
    pub(super) fn is_allowed(&self, url: &Url) -> bool {
        let target = &self.flow.context.target;
        let endpoints = [&target.issuer, &target.endpoints.authorization, &target.endpoints.token];
        let own = endpoints.into_iter().flatten();
        let listed = self.owner.into_iter().flat_map(|owner| &owner.origins);
        let mut known = own.chain(listed).filter_map(|own| Url::parse(own).ok());
        known.any(|own| own.origin() == url.origin())
    }
}
