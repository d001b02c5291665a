//! An answer as the endpoints build it, and its way to the wire.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode};
use serde_json::Value;

/// One HTTP response under construction.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    /// The status code.
    pub(crate) status: u16,
    /// The header fields in order; names in lower case.
    pub(crate) headers: Vec<(&'static str, String)>,
    /// The body.
    pub(crate) body: String,
}

impl Reply {
    /// An answer without a body.
    pub(crate) const fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: String::new() }
    }

    /// A plain text answer.
    pub(crate) fn text(status: u16, body: &str) -> Self {
        Self { body: body.to_owned(), ..Self::empty(status) }
            .with("content-type", "text/plain; charset=utf-8")
    }

    /// A JSON answer; JSON has no charset parameter (RFC 8259 section 11).
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self { body: body.to_string(), ..Self::empty(status) }
            .with("content-type", "application/json")
    }

    /// The answer to a method that the path does not have (RFC 9110 section 15.5.6).
    pub(crate) fn method_not_allowed(allow: &str) -> Self {
        Self::text(405, "method not allowed\n").with("allow", allow).uncached()
    }

    /// Adds a header field.
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// Removes every header field of that name.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(own, _)| *own != name);
        self
    }

    /// Keeps the answer out of every cache (RFC 6749 section 5.1).
    pub(crate) fn uncached(self) -> Self {
        self.with("cache-control", "no-store").with("pragma", "no-cache")
    }

    /// Puts the answer on the wire.
    pub(crate) fn into_response(self) -> Response<Body> {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        for (name, value) in self.headers {
            if let Ok(value) = HeaderValue::try_from(visible(value)) {
                response.headers_mut().append(HeaderName::from_static(name), value);
            }
        }
        response
    }
}

/// Percent-encodes what a field value cannot hold, so that no input can split a response
/// (RFC 9110 section 5.5).
fn visible(value: String) -> String {
    let is_visible = |byte: u8| matches!(byte, b' '..=b'~');
    if value.bytes().all(is_visible) {
        return value;
    }
    let mut out = String::with_capacity(value.len() + 2);
    for byte in value.bytes() {
        if is_visible(byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
