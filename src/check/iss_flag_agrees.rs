//! The metadata say that the server names itself in its answers, if it does.
//!
//! A server with metadata that sends `iss` sets `authorization_response_iss_parameter_supported` to
//! true (RFC 9207 section 2.3). The argument is the `iss` that was seen, empty if there was none.

use super::{Argument, Arguments, Mismatch, Subject};

pub(super) const ID: &str = "iss-flag-agrees";
pub(super) const ARGUMENTS: &[Argument] =
    &[Argument::required("iss", "the `iss` of an authorization answer, or nothing")];

pub(super) fn judge(subject: &Subject<'_>, arguments: &Arguments) -> Vec<Mismatch> {
    let Ok(json) = subject.json() else { return Vec::new() };
    let flag = json
        .member("authorization_response_iss_parameter_supported")
        .and_then(serde_json::Value::as_bool);
    if arguments.text("iss").is_empty() || flag == Some(true) {
        return Vec::new();
    }
    let expected = "authorization_response_iss_parameter_supported: true, since iss is sent";
    vec![Mismatch::new(expected, flag.map_or("no such member".to_owned(), |flag| flag.to_string()))]
}
