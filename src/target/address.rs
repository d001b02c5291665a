//! URLs of a target file: written in full, or as paths of the issuer's host.

use super::model::Target;
use super::reader::Reader;
use crate::document::DocumentError;

/// What the paths of a target file are paths of.
#[derive(Debug, Clone)]
pub(super) struct Host {
    /// Scheme and authority, without a slash at the end; none if the issuer is unknown.
    origin: Option<String>,
    /// An emulation will be the host.
    emulated: bool,
}

impl Host {
    pub(super) fn new(issuer: Option<&str>, emulated: bool) -> Self {
        Self { origin: issuer.and_then(origin), emulated }
    }
}

impl Reader<'_> {
    /// A URL that requests go to, in full; a path stays one where only an emulation can be the host.
    pub(super) fn address(&self, url: String, host: &Host) -> Result<String, Box<DocumentError>> {
        let is_path = url.starts_with('/') && !url.starts_with("//");
        match &host.origin {
            Some(origin) if is_path => {
                let full = format!("{origin}{url}");
                self.reachable(&full)?;
                Ok(full)
            }
            None if is_path && host.emulated => Ok(url),
            None if is_path => {
                let message = format!("`{url}` is a path, and no issuer says of which host");
                self.wrong(&url, message, "set `issuer`, or write it in full: https://host/path")
            }
            _ => {
                self.reachable(&url)?;
                Ok(url)
            }
        }
    }

    /// The same for a URL that may be left out.
    pub(super) fn address_of(
        &self,
        url: Option<String>,
        host: &Host,
    ) -> Result<Option<String>, Box<DocumentError>> {
        url.map(|url| self.address(url, host)).transpose()
    }
}

impl Target {
    /// Whether the file names no host: only an emulation can be tested.
    #[must_use]
    pub fn is_nowhere(&self) -> bool {
        self.issuer.is_none() && self.urls().into_iter().all(|url| url.starts_with('/'))
    }

    /// The same target at another issuer: every path stays, and every host becomes the new one.
    pub fn move_to(&mut self, issuer: &str) {
        let Some(origin) = origin(issuer) else { return };
        for url in self.urls_mut() {
            *url = format!("{origin}{}", path_of(url));
        }
        for indicator in self.resources.iter_mut().filter_map(|own| own.indicator.as_mut()) {
            if indicator.starts_with(['/', 'h']) {
                *indicator = format!("{origin}{}", path_of(indicator));
            }
        }
        for owner in &mut self.owners {
            owner.origins.clear();
        }
        self.issuer = Some(issuer.to_owned());
    }

    /// Every URL that requests go to, but for the issuer and the metadata.
    fn urls(&self) -> Vec<&String> {
        let own = &self.endpoints;
        let endpoints = [&own.authorization, &own.token, &own.revocation, &own.introspection];
        let endpoints = endpoints.into_iter().chain([&self.dialect.refresh.url]).flatten();
        let changes = self.keys.iter().filter_map(|key| key.change.as_ref().map(|own| &own.url));
        let calls = self.dialect.before.iter().map(|call| &call.url).chain(changes);
        endpoints.chain(calls).chain(self.resources.iter().map(|own| &own.url)).collect()
    }

    fn urls_mut(&mut self) -> Vec<&mut String> {
        let own = &mut self.endpoints;
        let endpoints = [
            &mut own.authorization,
            &mut own.token,
            &mut own.revocation,
            &mut own.introspection,
            &mut self.dialect.refresh.url,
        ];
        let endpoints = endpoints.into_iter().flatten();
        let changes = self.keys.iter_mut().filter_map(|key| key.change.as_mut());
        let calls = self.dialect.before.iter_mut().map(|call| &mut call.url);
        let calls = calls.chain(changes.map(|own| &mut own.url));
        endpoints.chain(calls).chain(self.resources.iter_mut().map(|own| &mut own.url)).collect()
    }
}

/// What stands behind scheme and authority, as it is written: hosts and ports differ from one place to
/// the next.
pub(super) fn path_of(url: &str) -> &str {
    let Some((_, rest)) = url.split_once("://") else { return url };
    rest.find(['/', '?']).map_or("/", |at| &rest[at..])
}

fn origin(url: &str) -> Option<String> {
    let origin = url::Url::parse(url).ok()?.origin();
    origin.is_tuple().then(|| origin.ascii_serialization())
}
