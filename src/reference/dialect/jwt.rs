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
            signed(random, claims).unwrap_or_else(|| random.to_owned())
        } else {
            format!("{}{random}", self.token.access_prefix)
        }
    }

    /// A refresh token around a random value.
    pub(crate) fn refresh_token(&self, random: &str) -> String {
        format!("{}{random}", self.token.refresh_prefix)
    }
}

fn signed(random: &str, claims: &Value) -> Option<String> {
    let mut claims = claims.clone();
    claims["jti"] = json!(random);
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let text = format!("{}.{}", part(&json!({"typ": "JWT", "alg": "RS256"})), part(&claims));
    let key = RsaKeyPair::from_pkcs8(KEY).ok()?;
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature).ok()?;
    Some(format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature)))
}
