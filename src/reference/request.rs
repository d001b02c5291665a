//! A request as the endpoints see it: octets with names, nothing decided.

use std::borrow::Cow;

use axum::body::Bytes;
use axum::http::{HeaderMap, Method};

use crate::oauth::forms::{self, Parameter};

/// One HTTP request, read to its end.
#[derive(Debug, Clone, Default)]
pub(crate) struct Incoming {
    /// The method.
    pub(crate) method: Method,
    /// The path as it was sent, not decoded.
    pub(crate) path: String,
    /// The query as it was sent, empty if there is none.
    pub(crate) query: String,
    /// The header fields.
    pub(crate) headers: HeaderMap,
    /// The body.
    pub(crate) body: Bytes,
}

impl Incoming {
    /// Every value of a header field.
    pub(crate) fn header(&self, name: &str) -> Vec<Cow<'_, str>> {
        let values = self.headers.get_all(name).iter();
        values.map(|value| String::from_utf8_lossy(value.as_bytes())).collect()
    }

    /// Whether query, body and credentials together are longer than two kilobytes.
    pub(crate) fn is_long(&self) -> bool {
        let credentials: usize = self.header("authorization").iter().map(|own| own.len()).sum();
        self.query.len() + self.body.len() + credentials > 2048
    }

    /// The parameters of the query.
    pub(crate) fn query_parameters(&self) -> Parameters {
        Parameters(forms::parse(&self.query))
    }

    /// The body as text; octets that are no UTF-8 become U+FFFD.
    pub(crate) fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }

    /// The media type of the body in lower case, and whether it has parameters.
    pub(crate) fn content_type(&self) -> Option<(String, bool)> {
        let value = self.header("content-type").into_iter().next()?;
        let (essence, parameters) = value.split_once(';').unwrap_or((&value, ""));
        Some((essence.trim().to_ascii_lowercase(), !parameters.trim().is_empty()))
    }

    /// A cookie (RFC 6265 section 4.2).
    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        let fields = self.header("cookie");
        let mut pairs = fields.iter().flat_map(|field| field.split(';'));
        pairs.find_map(|pair| {
            let (own, value) = pair.trim().split_once('=')?;
            (own == name).then(|| value.to_owned())
        })
    }
}

/// Request parameters in order, with repeated and empty ones.
///
/// "Parameters sent without a value MUST be treated as if they were omitted from the request"
/// (RFC 6749 section 3.1), so only [`Parameters::is_empty_value`] sees those.
#[derive(Debug, Clone, Default)]
pub(crate) struct Parameters(pub(crate) Vec<Parameter>);

impl Parameters {
    /// The first value of `name` that is not empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.values(name).next()
    }

    /// Every value of `name` that is not empty.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        self.values(name).collect()
    }

    fn values<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        let own = self.0.iter().filter(move |(own, value)| own == name && !value.is_empty());
        own.map(|(_, value)| value.as_str())
    }

    /// Whether `name` is there more than once.
    pub(crate) fn is_repeated(&self, name: &str) -> bool {
        self.values(name).nth(1).is_some()
    }

    /// Whether `name` is there, but without a value.
    pub(crate) fn is_empty_value(&self, name: &str) -> bool {
        self.get(name).is_none() && self.0.iter().any(|(own, _)| own == name)
    }

    /// The parameters whose name is not in `known`.
    pub(crate) fn unknown(&self, known: &[&str]) -> Vec<&Parameter> {
        self.0.iter().filter(|(name, _)| !known.contains(&name.as_str())).collect()
    }
}
