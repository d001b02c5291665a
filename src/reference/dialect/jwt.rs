//! Access tokens that are JWTs (RFC 7519), signed by RS256.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use serde_json::{Value, json};

use super::file::Dialect;

/// A key made for these emulations alone; whoever reads this can sign with it.
const KEY: &[u8] = include_bytes!("../../../fixtures/dialects/signing-key.pk8");

impl Dialect {
    /// An access token around a random value.
    pub(crate) fn access_token(&self, random: &str, claims: &Value) -> String {
        if self.token.jwt {
            let written = if self.token.unsigned { unsigned } else { signed };
            written(random, claims).unwrap_or_else(|| random.to_owned())
        } else {
            format!("{}{random}", self.token.access_prefix)
        }
    }

    /// A refresh token around a random value.
    pub(crate) fn refresh_token(&self, random: &str) -> String {
        format!("{}{random}", self.token.refresh_prefix)
    }
}

/// RFC 7519 section 6.
fn unsigned(random: &str, claims: &Value) -> Option<String> {
    Some(format!("{}.", text("none", random, claims)))
}

/// The part that is signed (RFC 7515 section 2).
fn text(algorithm: &str, random: &str, claims: &Value) -> String {
    let mut claims = claims.clone();
    claims["jti"] = json!(random);
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", part(&json!({"typ": "JWT", "alg": algorithm})), part(&claims))
}

fn signed(random: &str, claims: &Value) -> Option<String> {
    let text = text("RS256", random, claims);
    let key = RsaKeyPair::from_pkcs8(KEY).ok()?;
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature).ok()?;
    Some(format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature)))
}
