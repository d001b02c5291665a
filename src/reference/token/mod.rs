//! The token endpoint (RFC 6749 sections 3.2, 4.1.3, 4.4, 5 and 6).
//!
//! In: a form. Out: a token answer or an error, both JSON. One file a grant type; each finds out
//! what may be issued, and `answer` says it.

mod answer;
mod client_credentials;
mod code_grant;
mod endpoint;
mod issue;
mod refresh_grant;

pub(crate) use endpoint::endpoint;
