//! `/jwks`: a JWK Set (RFC 7517) with the public half of the key that signs ID Tokens; metadata name
//! it (RFC 8414 section 2).

use serde_json::json;

use super::fault::Fault;
use super::reply::Reply;
use super::server::Server;

/// The id of the one key.
pub(crate) const KEY_ID: &str = "reference";

/// Its private half, which RFC 8037 Appendix A.1 prints: whoever reads it can sign.
pub(crate) const PRIVATE: &str = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";

/// The key of RFC 8037 Appendix A.2.
pub(crate) fn answer(server: &Server) -> Reply {
    let mut key = json!({
        "kty": "OKP",
        "crv": "Ed25519",
        "use": "sig",
        "kid": KEY_ID,
        "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    });
    if server.faults.has(Fault::PrivateKeyPublished) {
        key["d"] = json!(PRIVATE);
    }
    let mut keys = vec![key.clone()];
    if server.faults.has(Fault::KeyWithoutUse) {
        let other = |kid: &str| json!({"kty": "OKP", "crv": "X25519", "kid": kid, "x": key["x"]});
        let mut sealing = other("sealing");
        sealing["use"] = json!("enc");
        keys.extend([sealing, other("either")]);
    }
    Reply::json(200, &json!({ "keys": keys }))
}
