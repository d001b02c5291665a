//! Error codes and the characters that error members may hold.

use std::fmt;

/// An `error` value as it stood on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ErrorCode(String);

/// Codes of the token endpoint (RFC 6749 section 5.2).
pub const TOKEN: &[&str] = &[
    "invalid_request",
    "invalid_client",
    "invalid_grant",
    "unauthorized_client",
    "unsupported_grant_type",
    "invalid_scope",
];

/// Codes of the authorization endpoint (RFC 6749 section 4.1.2.1).
pub const AUTHORIZATION: &[&str] = &[
    "invalid_request",
    "unauthorized_client",
    "access_denied",
    "unsupported_response_type",
    "invalid_scope",
    "server_error",
    "temporarily_unavailable",
];

/// Codes of a protected resource (RFC 6750 section 3.1).
pub const BEARER: &[&str] = &["invalid_request", "invalid_token", "insufficient_scope"];

/// Codes that registered extensions add at any of the three places: OpenID Connect Core 3.1.2.6,
/// RFC 7009, RFC 8628, RFC 8707, RFC 9101, RFC 9396, RFC 9449, RFC 9470, User-Managed Access 2.0.
pub const EXTENSIONS: &[&str] = &[
    "interaction_required",
    "login_required",
    "account_selection_required",
    "consent_required",
    "invalid_request_uri",
    "invalid_request_object",
    "request_not_supported",
    "request_uri_not_supported",
    "registration_not_supported",
    "unsupported_token_type",
    "access_denied",
    "authorization_pending",
    "slow_down",
    "expired_token",
    "invalid_target",
    "invalid_authorization_details",
    "invalid_dpop_proof",
    "use_dpop_nonce",
    "insufficient_user_authentication",
    "unmet_authentication_requirements",
    "need_info",
    "request_denied",
    "request_submitted",
];

impl ErrorCode {
    /// Takes the value as it stood on the wire.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The wire spelling.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `own` (one of the tables above) or a registered extension defines the code.
    #[must_use]
    pub fn is_defined_in(&self, own: &[&str]) -> bool {
        own.contains(&self.as_str()) || EXTENSIONS.contains(&self.as_str())
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether every character of an `error` or `error_description` is in
/// `%x20-21 / %x23-5B / %x5D-7E` (RFC 6749 sections 4.1.2.1 and 5.2, RFC 6750 section 3).
#[must_use]
pub fn is_error_text(value: &str) -> bool {
    value.bytes().all(|b| matches!(b, 0x20..=0x21 | 0x23..=0x5B | 0x5D..=0x7E))
}

/// Whether every character of an `error_uri` is in `%x21 / %x23-5B / %x5D-7E`.
#[must_use]
pub fn is_error_uri_text(value: &str) -> bool {
    !value.is_empty() && value.bytes().all(|b| matches!(b, 0x21 | 0x23..=0x5B | 0x5D..=0x7E))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_backslashes_and_utf8_are_outside_the_error_text() {
        assert!(is_error_text("the code is unknown, or it was used"));
        for wrong in ["say \"no\"", "a\\b", "line\nbreak", "na\u{ef}ve"] {
            assert!(!is_error_text(wrong), "{wrong:?}");
        }
    }

    #[test]
    fn an_extension_code_is_defined_everywhere() {
        assert!(ErrorCode::new("invalid_target").is_defined_in(TOKEN));
        assert!(!ErrorCode::new("invalid_token").is_defined_in(TOKEN));
    }
}
