//! `/jwks`: a JWK Set (RFC 7517) with the public half of one signing key. Nothing is signed with it
//! yet; it is there because metadata may name it (RFC 8414 section 2).

use serde_json::json;

use super::fault::Fault;
use super::reply::Reply;
use super::server::Server;

/// The key of RFC 8037 Appendix A.2.
pub(crate) fn answer(server: &Server) -> Reply {
    let mut key = json!({
        "kty": "OKP",
        "crv": "Ed25519",
        "use": "sig",
        "kid": "reference",
        "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    });
    if server.faults.has(Fault::PrivateKeyPublished) {
        key["d"] = json!("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A");
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
