//! One request and what came back.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::json::{Json, parse_json};
use super::tame::tame;
use crate::oauth::{Challenge, challenge, forms};

/// Which part of the target an exchange speaks with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Endpoint {
    /// The authorization endpoint itself (RFC 6749 section 3.1).
    Authorization,
    /// A page between the authorization request and its answer: login, consent, redirects.
    OwnerPage,
    /// The token endpoint (RFC 6749 section 3.2).
    Token,
    /// The revocation endpoint (RFC 7009).
    Revocation,
    /// The introspection endpoint (RFC 7662).
    Introspection,
    /// A protected resource (RFC 6750).
    Resource,
    /// A metadata document (RFC 8414).
    Metadata,
    /// Where an administrator changes a key; no specification is about it.
    Administration,
    /// The client registration endpoint (RFC 7591). Never recorded: its answers hold the secrets of
    /// clients.
    #[serde(skip)]
    Registration,
}

impl Endpoint {
    /// The name in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Authorization => "authorization endpoint",
            Self::OwnerPage => "login or consent page",
            Self::Token => "token endpoint",
            Self::Revocation => "revocation endpoint",
            Self::Introspection => "introspection endpoint",
            Self::Resource => "protected resource",
            Self::Metadata => "metadata",
            Self::Administration => "administration of keys",
            Self::Registration => "registration endpoint",
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A request as it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Request {
    /// HTTP method.
    pub method: String,
    /// The whole URL, as text.
    pub url: String,
    /// Header fields in order, repeated ones kept, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
}

impl Request {
    /// A request without header fields and body.
    pub fn new(method: impl Into<String>, url: impl Into<String>) -> Self {
        Self { method: method.into(), url: url.into(), headers: Vec::new(), body: None }
    }

    /// The first value of a header field.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }

    /// The parameters of the form body; empty when the body is no form.
    #[must_use]
    pub fn form(&self) -> Vec<forms::Parameter> {
        let is_form =
            media_type(self.header("content-type")) == "application/x-www-form-urlencoded";
        self.body.as_deref().filter(|_| is_form).map(forms::parse).unwrap_or_default()
    }
}

/// A response as it was received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// Header fields in order, repeated ones kept, names in lower case, octets beyond ASCII read
    /// as Latin-1.
    pub headers: Vec<(String, String)>,
    /// The body; octets that are no UTF-8 become U+FFFD.
    pub body: String,
    /// The body went on beyond the limit and was cut there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cut: bool,
    /// The body is no UTF-8.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not_utf8: bool,
}

impl Response {
    /// A response as it came off the wire: names in lower case, values and body in octets.
    pub fn received<'h>(
        status: u16,
        headers: impl IntoIterator<Item = (&'h str, &'h [u8])>,
        body: &[u8],
        cut: bool,
    ) -> Self {
        // Octets beyond ASCII are read as Latin-1, which loses nothing.
        let text = |value: &[u8]| value.iter().map(|octet| char::from(*octet)).collect::<String>();
        let headers = headers.into_iter().map(|(name, value)| (name.to_owned(), text(value)));
        let body_text = String::from_utf8_lossy(body).into_owned();
        let not_utf8 = std::str::from_utf8(body).is_err();
        Self { status, headers: headers.collect(), body: body_text, cut, not_utf8 }
    }

    /// The first value of a header field.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }

    /// All values of a header field.
    pub fn headers_named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// The media type in lower case, without parameters; empty if there is none.
    #[must_use]
    pub fn media_type(&self) -> String {
        media_type(self.header("content-type"))
    }

    /// Whether the body is, or looks like, an HTML page. A JSON object with the wrong label is none.
    #[must_use]
    pub fn is_html(&self) -> bool {
        let start = self.body.trim_start().get(..14).unwrap_or_default().to_ascii_lowercase();
        let is_labelled =
            matches!(self.media_type().as_str(), "text/html" | "application/xhtml+xml");
        start.starts_with("<!doctype html")
            || start.starts_with("<html")
            || is_labelled && !self.json().is_ok_and(|json| json.object().is_some())
    }

    /// Whether a header's comma-separated list holds `directive`, case ignored.
    #[must_use]
    pub fn has_directive(&self, name: &str, directive: &str) -> bool {
        let mut parts = self.headers_named(name).flat_map(|value| value.split(','));
        parts.any(|part| part.trim().eq_ignore_ascii_case(directive))
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// Why it is none, in words that fit after "the body is no JSON: ".
    pub fn json(&self) -> Result<Json, String> {
        parse_json(&self.body)
    }

    /// A string member of the JSON body's top level.
    #[must_use]
    pub fn json_text(&self, member: &str) -> Option<String> {
        self.json().ok()?.text(member).map(str::to_owned)
    }

    /// All challenges of all `WWW-Authenticate` fields, read leniently.
    #[must_use]
    pub fn challenges(&self) -> Vec<Challenge> {
        self.headers_named("www-authenticate").flat_map(|field| challenge::parse(field).0).collect()
    }
}

/// Why no response came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// The host is unknown, or the connection was refused or reset.
    Connection,
    /// The TLS handshake failed.
    Tls,
    /// A deadline passed.
    Timeout,
    /// The answer is no HTTP.
    Malformed,
    /// The request cannot be put on the wire.
    Unsendable,
}

/// A failed exchange: the world's fault, never read as a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Failure {
    /// What kind.
    pub kind: FailureKind,
    /// The reason in words.
    pub detail: String,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// A response.
    Response(Response),
    /// None.
    Failure(Failure),
}

/// One request with its reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Exchange {
    /// Which part of the target was spoken to.
    pub endpoint: Endpoint,
    /// What was sent.
    pub request: Request,
    /// What came back.
    pub reply: Reply,
    /// From sending to the end of the body, in microseconds.
    pub elapsed_us: u64,
    /// The error codes of OAuth that the answer stands for in the dialect of the target, one or one
    /// of several, where that is not just what its member `error` says; runs before format 1.2.0
    /// lack it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meant: Option<Vec<String>>,
}

impl Exchange {
    /// An exchange whose answer is read as the RFCs read it.
    #[must_use]
    pub const fn new(endpoint: Endpoint, request: Request, reply: Reply, elapsed_us: u64) -> Self {
        Self { endpoint, request, reply, elapsed_us, meant: None }
    }

    /// The error codes that the answer stands for: what the dialect of the target makes of it, else
    /// `error` of its JSON body. Several are a choice, none is no error.
    #[must_use]
    pub fn error_codes(&self) -> Vec<String> {
        let plain = || self.response().and_then(|own| own.json_text("error")).into_iter().collect();
        self.meant.clone().unwrap_or_else(plain)
    }

    /// The response, if one came.
    #[must_use]
    pub fn response(&self) -> Option<&Response> {
        match &self.reply {
            Reply::Response(response) => Some(response),
            Reply::Failure(_) => None,
        }
    }

    /// One line about what came back: `401 application/json`, `timeout: ...`.
    #[must_use]
    pub fn summary(&self) -> String {
        match &self.reply {
            Reply::Response(response) => {
                let kind = tame(&response.media_type());
                format!("{} {kind}", response.status).trim_end().to_owned()
            }
            Reply::Failure(failure) => tame(&failure.detail),
        }
    }
}

fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
}

fn media_type(content_type: Option<&str>) -> String {
    let value = content_type.unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}
