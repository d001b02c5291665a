//! OpenID Connect, as far as the scope `openid` brings it: an ID Token beside the access token
//! (OpenID Connect Core 1.0 section 3.1.3.3) and what the UserInfo endpoint tells (section 5.3).
//!
//! The server is no OpenID Provider that can be discovered, and dialects have nothing of this.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::Ed25519KeyPair;
use serde_json::{Value, json};

use super::fault::Fault;
use super::jwks;
use super::resource::Access;
use super::server::Server;
use super::store::Code;

/// The scope that asks for it.
const OPENID: &str = "openid";

/// The scope that opens the e-mail address (section 5.4).
const EMAIL: &str = "email";

/// The path of the UserInfo endpoint, a protected resource.
pub(crate) const USERINFO: &str = "/userinfo";

/// The ID Token that goes with the redemption of a code, if the scope asks for one.
pub(crate) fn id_token(server: &Server, code: &Code) -> Option<String> {
    let asked = code.scope.contains(OPENID) && server.settings.dialect.is_none();
    if !asked || server.faults.has(Fault::IdTokenMissing) {
        return None;
    }
    let issued = server.now() / 1000;
    let mut claims = json!({
        "iss": server.settings.issuer,
        "sub": code.owner,
        "aud": code.client_id,
        "iat": issued,
        "exp": issued.saturating_add(300),
    });
    if let Some(nonce) = &code.nonce {
        claims["nonce"] = json!(nonce);
    }
    signed(&claims)
}

/// What UserInfo tells of the resource owner: `sub`, and what the scope opens (section 5.4).
pub(crate) fn userinfo(server: &Server, access: &Access) -> Value {
    let faults = &server.faults;
    let owner = access.owner.as_deref().unwrap_or_default();
    let mut told = json!({});
    if !faults.has(Fault::UserinfoWithoutSub) {
        told["sub"] = json!(owner);
    }
    if access.scope.contains(EMAIL) || faults.has(Fault::UserinfoTellsEverything) {
        told["email"] = json!(format!("{owner}@example.com"));
    }
    told
}

fn signed(claims: &Value) -> Option<String> {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let header = json!({"typ": "JWT", "alg": "EdDSA", "kid": jwks::KEY_ID});
    let text = format!("{}.{}", part(&header), part(claims));
    let seed = URL_SAFE_NO_PAD.decode(jwks::PRIVATE).ok()?;
    let key = Ed25519KeyPair::from_seed_unchecked(&seed).ok()?;
    Some(format!("{text}.{}", URL_SAFE_NO_PAD.encode(key.sign(text.as_bytes()))))
}
