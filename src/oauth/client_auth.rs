//! Client authentication (RFC 6749 section 2.3.1).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::forms;

/// How a client proves who it is at the token, revocation and introspection endpoints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClientAuthMethod {
    /// HTTP Basic with form-encoded id and secret.
    ClientSecretBasic,
    /// `client_id` and `client_secret` in the form body.
    ClientSecretPost,
    /// `client_id` alone: a public client.
    None,
}

impl ClientAuthMethod {
    /// The spelling of the OAuth parameters registry.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ClientSecretBasic => "client_secret_basic",
            Self::ClientSecretPost => "client_secret_post",
            Self::None => "none",
        }
    }
}

/// The credentials part of a Basic `Authorization` header: id and secret are form-encoded, joined
/// by a colon and base64-encoded (RFC 6749 section 2.3.1).
#[must_use]
pub fn basic_credentials(id: &str, secret: &str) -> String {
    STANDARD.encode(format!("{}:{}", forms::encode_component(id), forms::encode_component(secret)))
}

/// Reads the credentials part of a Basic header back into id and secret.
///
/// `None` when it is no base64, no UTF-8 or has no colon.
#[must_use]
pub fn parse_basic_credentials(credentials: &str) -> Option<(String, String)> {
    let octets = STANDARD.decode(credentials.trim()).ok()?;
    let text = String::from_utf8(octets).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((forms::decode_component(id), forms::decode_component(secret)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basic_credentials_survive_reserved_characters() {
        let credentials = basic_credentials("id:with%", "p+w d\u{e9}");
        assert_eq!(
            parse_basic_credentials(&credentials),
            Some(("id:with%".to_owned(), "p+w d\u{e9}".to_owned()))
        );
    }

    #[test]
    fn the_example_of_rfc_6749_section_2_3_1() {
        assert_eq!(
            basic_credentials("s6BhdRkqt3", "7Fjfp0ZBr1KtDRbnfVdmIw"),
            "czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3"
        );
        assert_eq!(parse_basic_credentials("!!!"), None);
        assert_eq!(parse_basic_credentials("bm9jb2xvbg=="), None);
    }
}
