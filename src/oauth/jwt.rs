//! What an access token that is a JWT says (RFC 7519 section 7.2). Nothing is verified here: what
//! the token says about itself is compared with what others say about it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

/// The claims of a signed JWT; `None` if the text is none.
#[must_use]
pub fn claims(token: &str) -> Option<Map<String, Value>> {
    let mut parts = token.split('.');
    let (header, claims, _signature) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    object(header)?.get("alg")?;
    object(claims)
}

/// The algorithm in the header of a JWT (RFC 7515 section 4.1.1); `None` if the text is none.
#[must_use]
pub fn algorithm(token: &str) -> Option<String> {
    let parts: Vec<&str> = token.split('.').collect();
    let [header, _claims, _signature] = parts.as_slice() else {
        return None;
    };
    object(header)?.get("alg")?.as_str().map(str::to_owned)
}

fn object(part: &str) -> Option<Map<String, Value>> {
    let octets = URL_SAFE_NO_PAD.decode(part).ok()?;
    serde_json::from_slice(&octets).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_claims_of_a_jwt_are_read_and_other_tokens_have_none() {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let (header, own) = (part(r#"{"alg":"none"}"#), part(r#"{"scope":"read write"}"#));
        let token = format!("{header}.{own}.c2ln");
        assert_eq!(claims(&token).expect("a JWT")["scope"], "read write");
        assert_eq!(algorithm(&token).as_deref(), Some("none"));
        assert_eq!(algorithm("a.b.c"), None);
        for other in ["opaque", "a.b.c", &format!("{header}.{own}"), &format!("{token}.x")] {
            assert_eq!(claims(other), None, "{other}");
        }
    }
}
