//! Proof Key for Code Exchange (RFC 7636).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// A `code_challenge_method` (RFC 7636 section 4.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeChallengeMethod {
    /// The challenge is the base64url-encoded SHA-256 of the verifier.
    S256,
    /// The challenge is the verifier.
    Plain,
}

impl CodeChallengeMethod {
    /// Reads the wire spelling; names are case-sensitive (RFC 7636 section 6.2.1).
    #[must_use]
    pub fn parse(value: &str) -> Option<Self> {
        match value {
            "S256" => Some(Self::S256),
            "plain" => Some(Self::Plain),
            _ => None,
        }
    }

    /// The wire spelling.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::S256 => "S256",
            Self::Plain => "plain",
        }
    }
}

/// `BASE64URL-ENCODE(SHA256(ASCII(code_verifier)))`, 43 characters (RFC 7636 section 4.2).
#[must_use]
pub fn code_challenge_s256(code_verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(code_verifier.as_bytes()))
}

/// Whether `value` matches `43*128unreserved`, the grammar of verifier and challenge
/// (RFC 7636 sections 4.1 and 4.2).
#[must_use]
pub fn is_pkce_value(value: &str) -> bool {
    (43..=128).contains(&value.len())
        && value.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vector_of_rfc_7636_appendix_b() {
        assert_eq!(
            code_challenge_s256("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }

    #[test]
    fn the_grammar_bounds_length_and_alphabet() {
        assert!(is_pkce_value(&"a".repeat(43)) && is_pkce_value(&"~".repeat(128)));
        assert!(!is_pkce_value(&"a".repeat(42)) && !is_pkce_value(&"a".repeat(129)));
        assert!(!is_pkce_value(&format!("{}=", "a".repeat(43))));
    }
}
