//! Dynamic client registration (RFC 7591 section 3): a client asks to be known.

use miette::Diagnostic;
use secrecy::{ExposeSecret as _, SecretString};
use thiserror::Error;

use super::transport::Transport;
use crate::exchange::{Endpoint, Redactor, Reply, Request, Response, Transcript, tame};
use crate::oauth::{ClientInformation, ClientMetadata};

/// Why a client was not registered.
#[derive(Debug, Error, Diagnostic)]
pub enum RegistrationError {
    /// The endpoint does not answer.
    #[error("failed to reach the registration endpoint {url}: {detail}")]
    Unreachable {
        /// The endpoint.
        url: String,
        /// Why.
        detail: String,
    },
    /// It refuses.
    #[error("the registration endpoint refuses: status {status}{said}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// The words of RFC 7591 section 3.2.2 after a comma, or nothing.
        said: String,
    },
    /// Whatever it did, no client came of it.
    #[error("the registration endpoint answered {0}, which registers nothing")]
    Unreadable(String),
}

/// Registers one client. `initial` is the initial access token, where the server wants one
/// (RFC 7591 section 3). The exchange is not recorded: its answer holds the secrets of the client.
///
/// # Errors
/// An endpoint that does not answer, refuses, or says nothing that is a client.
pub async fn register(
    transport: &Transport,
    endpoint: &str,
    initial: Option<&SecretString>,
    asked: &ClientMetadata,
) -> Result<ClientInformation, RegistrationError> {
    let request = request(endpoint, initial, asked);
    let exchange = transport.send(Endpoint::Registration, request, "init").await;
    let response = match &exchange.reply {
        Reply::Response(response) => response,
        Reply::Failure(failure) => {
            let detail = tame(&failure.detail);
            return Err(RegistrationError::Unreachable { url: tame(endpoint), detail });
        }
    };
    // RFC 7591 section 3.2.1 says 201; some servers answer 200.
    if !(200..300).contains(&response.status) {
        let said = refusal(response, initial);
        return Err(RegistrationError::Refused { status: response.status, said });
    }
    let json = response.json().ok();
    let object = json.as_ref().and_then(|own| own.object());
    let information = object.and_then(|own| ClientInformation::from_object(own, asked));
    information.ok_or_else(|| RegistrationError::Unreadable(exchange.summary()))
}

fn request(endpoint: &str, initial: Option<&SecretString>, asked: &ClientMetadata) -> Request {
    let mut request = Request::new("POST", endpoint);
    request.headers.push(("content-type".to_owned(), "application/json".to_owned()));
    request.headers.push(("accept".to_owned(), "application/json".to_owned()));
    if let Some(token) = initial {
        let bearer = format!("Bearer {}", token.expose_secret());
        request.headers.push(("authorization".to_owned(), bearer));
    }
    // Texts and lists of texts are always JSON.
    request.body = serde_json::to_string(asked).ok();
    request
}

/// The error in the server's own words, without the token if it repeats that.
fn refusal(response: &Response, initial: Option<&SecretString>) -> String {
    let words: Vec<String> =
        ["error", "error_description"].iter().filter_map(|own| response.json_text(own)).collect();
    let said = if words.is_empty() { String::new() } else { format!(", {}", words.join(": ")) };
    let mut redactor = Redactor::default();
    if let Some(token) = initial {
        redactor.declare("access_token", token.expose_secret());
    }
    tame(&redactor.knowing(&Transcript::default()).text(&said))
}
