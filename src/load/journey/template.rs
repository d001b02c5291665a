//! A request that was sent once, with holes where tokens stood.

use std::collections::BTreeMap;

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{HOST, HeaderName, HeaderValue};
use hyper::http::uri::PathAndQuery;
use hyper::{HeaderMap, Method, Request as HttpRequest, Uri};

use super::pieces::{Pieces, Slot, holes};
use crate::exchange::{Endpoint, Facts, Request};
use crate::runner::connect::Address;
use crate::scenario::{Action, Step};

/// What a virtual user holds on its journey.
#[derive(Debug, Clone, Default)]
pub(in crate::load) struct Holding {
    /// By path, `latest.refresh_token`.
    pub(in crate::load) values: BTreeMap<String, String>,
}

/// A request with holes.
#[derive(Debug, Clone)]
pub(in crate::load) struct Template {
    /// Which part of the target it speaks with.
    pub(in crate::load) endpoint: Endpoint,
    /// Where it goes.
    pub(in crate::load) address: Address,
    method: Method,
    path: Pieces,
    /// Parsed once, where the path has no holes.
    uri: Option<Uri>,
    headers: HeaderMap,
    bent_headers: Vec<(HeaderName, Pieces)>,
    body: Pieces,
}

impl Template {
    /// Makes a template of a request; the values of `facts` that are tokens become holes.
    ///
    /// # Errors
    /// A request that cannot be put on the wire.
    pub(in crate::load) fn of(
        endpoint: Endpoint,
        request: &Request,
        facts: &Facts,
        http2: bool,
    ) -> Result<Self, String> {
        let holes = holes(facts);
        let (address, path) = Address::of(&request.url)?;
        let method = Method::from_bytes(request.method.as_bytes())
            .map_err(|error| format!("{}: {error}", request.method))?;
        let mut headers = HeaderMap::new();
        let mut bent_headers = Vec::new();
        let agent = ("user-agent".to_owned(), format!("assay/{}", env!("CARGO_PKG_VERSION")));
        let sent = request.headers.iter().filter(|(name, _)| !OWN.contains(&name.as_str()));
        for (name, value) in sent.chain([&agent]) {
            let wrong = |error: &dyn std::fmt::Display| format!("{name}: {error}");
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(|error| wrong(&error))?;
            let pieces = Pieces::cut(value, &holes, false);
            if pieces.whole().is_some() {
                let value = HeaderValue::from_str(value).map_err(|error| wrong(&error))?;
                headers.append(name, value);
            } else {
                bent_headers.push((name, pieces));
            }
        }
        if !http2 {
            let host = HeaderValue::from_str(&address.authority)
                .map_err(|error| format!("{}: {error}", address.authority))?;
            headers.insert(HOST, host);
        }
        let target = if http2 {
            let scheme = if address.tls { "https" } else { "http" };
            format!("{scheme}://{}{path}", address.authority)
        } else {
            path.to_string()
        };
        let path = Pieces::cut(&target, &holes, true);
        let uri = path.whole().cloned().map(uri).transpose()?;
        Ok(Self {
            endpoint,
            method,
            path,
            uri,
            headers,
            bent_headers,
            body: Pieces::cut(request.body.as_deref().unwrap_or_default(), &holes, true),
            address,
        })
    }

    /// The request with every hole filled by `value`.
    ///
    /// # Errors
    /// A hole for which there is no value, or a value that cannot be sent.
    pub(in crate::load) fn fill<'v>(
        &self,
        value: impl Fn(&Slot) -> Option<&'v str> + Copy,
    ) -> Result<HttpRequest<Full<Bytes>>, String> {
        let uri = match &self.uri {
            Some(uri) => uri.clone(),
            None => uri(self.path.fill(value)?)?,
        };
        let mut request = HttpRequest::new(Full::new(self.body.fill(value)?));
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = uri;
        let mut headers = self.headers.clone();
        for (name, pieces) in &self.bent_headers {
            let value = HeaderValue::from_maybe_shared(pieces.fill(value)?);
            headers.append(name.clone(), value.map_err(|error| format!("{name}: {error}"))?);
        }
        *request.headers_mut() = headers;
        Ok(request)
    }

    /// Whether it is a GET.
    pub(in crate::load) fn is_get(&self) -> bool {
        self.method == Method::GET
    }

    /// The filled request as checks and reports read it.
    pub(in crate::load) fn shown<'v>(
        &self,
        value: impl Fn(&Slot) -> Option<&'v str> + Copy,
    ) -> Request {
        let text = |pieces: &Pieces| {
            let octets = pieces.fill(value).unwrap_or_default();
            String::from_utf8_lossy(&octets).into_owned()
        };
        let scheme = if self.address.tls { "https" } else { "http" };
        let path = text(&self.path);
        let url = if path.starts_with('/') {
            format!("{scheme}://{}{path}", self.address.authority)
        } else {
            path
        };
        let mut request = Request::new(self.method.as_str(), url);
        let plain = self.headers.iter().map(|(name, value)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        });
        request.headers.extend(plain);
        let bent = self.bent_headers.iter();
        request.headers.extend(bent.map(|(name, own)| (name.as_str().to_owned(), text(own))));
        request.body = Some(text(&self.body)).filter(|body| !body.is_empty());
        request
    }

    /// The slots that it needs.
    pub(in crate::load) fn slots(&self) -> impl Iterator<Item = &Slot> {
        let all = [&self.path, &self.body].into_iter();
        let all = all.chain(self.bent_headers.iter().map(|(_, pieces)| pieces));
        all.flat_map(Pieces::slots)
    }

    /// The kind of pool token that it asks about.
    pub(in crate::load) fn pool(&self) -> Option<&'static str> {
        self.slots().find_map(|slot| match slot {
            Slot::Pool(kind) => Some(*kind),
            Slot::Held(_) => None,
        })
    }
}

/// A path for HTTP/1.1, a whole URL for HTTP/2.
fn uri(text: Bytes) -> Result<Uri, String> {
    PathAndQuery::from_maybe_shared(text.clone())
        .map(Uri::from)
        .or_else(|_| Uri::from_maybe_shared(text))
        .map_err(|error| error.to_string())
}

/// Header fields that are ours to set, or hyper's.
const OWN: [&str; 5] = ["host", "content-length", "connection", "user-agent", "x-assay-scenario"];

/// The paths under which a step leaves its tokens, those that later steps look up.
pub(super) fn leaves(step: &Step, wanted: &[Slot]) -> Vec<(String, String)> {
    if !matches!(step.action, Action::Token | Action::Refresh) {
        return Vec::new();
    }
    let owners = ["latest", step.name(), step.action.as_str()];
    let mut paths = Vec::new();
    for member in ["access_token", "refresh_token"] {
        for owner in owners {
            let path = format!("{owner}.{member}");
            let pair = (member.to_owned(), path.clone());
            if wanted.contains(&Slot::Held(path)) && !paths.contains(&pair) {
                paths.push(pair);
            }
        }
    }
    paths
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;

    use super::*;

    fn request() -> Request {
        let mut request = Request::new("POST", "http://127.0.0.1:1/introspect");
        request.headers.push(("authorization".to_owned(), "Bearer the/own".to_owned()));
        request.body = Some("token=a%2Fb&token_type_hint=access_token".to_owned());
        request
    }

    #[test]
    fn tokens_become_holes_and_are_filled_in_their_encoding() {
        let facts = Facts::from([
            ("latest.access_token".to_owned(), "the/own".to_owned()),
            ("live.access_token".to_owned(), "a/b".to_owned()),
        ]);
        let template =
            Template::of(Endpoint::Introspection, &request(), &facts, false).expect("a template");
        assert_eq!(template.pool(), Some("live"));
        let filled = template
            .fill(|slot| match slot {
                Slot::Pool(_) => Some("x+y"),
                Slot::Held(_) => Some("new"),
            })
            .expect("filled");
        assert_eq!(filled.headers()["authorization"], "Bearer new");
        assert_eq!(filled.headers()["host"], "127.0.0.1:1");
        assert_eq!(filled.uri(), "/introspect");
        let body = futures::executor::block_on(filled.into_body().collect()).expect("a body");
        assert_eq!(body.to_bytes(), "token=x%2By&token_type_hint=access_token");
    }

    #[test]
    fn a_request_without_tokens_stays_as_it_was_sent() {
        let template = Template::of(Endpoint::Token, &request(), &Facts::new(), true);
        let template = template.expect("a template");
        assert_eq!(template.slots().count(), 0);
        let filled = template.fill(|_| None).expect("filled");
        assert_eq!(filled.uri(), "http://127.0.0.1:1/introspect");
        assert!(!filled.headers().contains_key("host"));
    }

    #[test]
    fn a_step_leaves_what_others_look_up() {
        let step = Step { name: Some("first".to_owned()), ..Step::conforming(Action::Token) };
        let wanted = [
            Slot::Held("latest.access_token".to_owned()),
            Slot::Held("first.refresh_token".to_owned()),
        ];
        let left = leaves(&step, &wanted);
        let path = |at: usize| left[at].1.as_str();
        assert_eq!(
            (left.len(), path(0), path(1)),
            (2, "latest.access_token", "first.refresh_token")
        );
        assert!(leaves(&Step::conforming(Action::Introspect), &wanted).is_empty());
    }
}
