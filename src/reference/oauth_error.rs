//! Errors as OAuth names them, and their JSON shape (RFC 6749 section 5.2).

use serde_json::{Map, Value, json};

use super::fault::Fault;
use super::reply::Reply;
use super::server::Server;

/// An `error` with its `error_description`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OAuthError {
    /// `error`.
    pub(crate) code: &'static str,
    /// `error_description`.
    pub(crate) description: String,
}

impl OAuthError {
    /// An error of that code.
    pub(crate) fn new(code: &'static str, description: impl Into<String>) -> Self {
        Self { code, description: description.into() }
    }

    /// `invalid_request`.
    pub(crate) fn invalid_request(description: impl Into<String>) -> Self {
        Self::new("invalid_request", description)
    }

    /// `invalid_grant`.
    pub(crate) fn invalid_grant(description: impl Into<String>) -> Self {
        Self::new("invalid_grant", description)
    }

    /// The error as an answer of status 400.
    pub(crate) fn reply(&self, server: &Server) -> Reply {
        self.reply_with_status(server, 400)
    }

    /// The error as an answer. JSON, and out of every cache, as the token answer is
    /// (RFC 6749 section 5.2).
    pub(crate) fn reply_with_status(&self, server: &Server, status: u16) -> Reply {
        let status = bend_status(server, status);
        if server.faults.has(Fault::ErrorAsHtml) {
            let page = format!("<!DOCTYPE html><title>Error</title><p>{}</p>", self.code);
            return Reply::text(status, &page)
                .without("content-type")
                .with("content-type", "text/html; charset=utf-8")
                .uncached();
        }
        Reply::json(status, &self.body(server)).uncached()
    }

    fn body(&self, server: &Server) -> Value {
        let code =
            if self.code == "invalid_request" && server.faults.has(Fault::ErrorCodeUnregistered) {
                "bad_request"
            } else {
                self.code
            };
        let description = if server.faults.has(Fault::ErrorDescriptionQuotes) {
            format!("\"{}\" \\ {}", self.code, self.description)
        } else {
            self.description.clone()
        };
        if server.faults.has(Fault::ErrorNested) {
            return json!({"error": {"code": code, "message": description}});
        }
        let name = if server.faults.has(Fault::ErrorMemberMissing) { "code" } else { "error" };
        let mut body = Map::new();
        body.insert(name.to_owned(), code.into());
        body.insert("error_description".to_owned(), description.into());
        if server.faults.has(Fault::ErrorWithToken) {
            body.insert("access_token".to_owned(), server.secrets.token().into());
            body.insert("token_type".to_owned(), "Bearer".into());
        }
        Value::Object(body)
    }
}

fn bend_status(server: &Server, status: u16) -> u16 {
    if server.faults.has(Fault::ErrorStatus200) {
        return 200;
    }
    if status == 400 && server.faults.has(Fault::ErrorStatus422) {
        return 422;
    }
    status
}
