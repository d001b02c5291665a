//! The JWT in `signed_metadata`, of servers (RFC 8414 section 2.1) and resources (RFC 9728 section
//! 2.2) alike: signed or MACed, with `iss`, and without itself.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::super::subject::Mismatch;
use crate::exchange::Json;

/// Judges the member, if it is there; cites `valid`, or `nested` for a JWT that holds itself.
pub(super) fn judge(json: &Json, [valid, nested]: [&'static str; 2], found: &mut Vec<Mismatch>) {
    let Some(member) = json.member("signed_metadata") else { return };
    let mut parts = member.as_str().unwrap_or_default().split('.').map(decoded);
    let (Some(Some(header)), Some(Some(claims))) = (parts.next(), parts.next()) else {
        found.push(Mismatch::new("signed_metadata: a JWT", "something else").of(valid));
        return;
    };
    let algorithm = header["alg"].as_str().unwrap_or("none");
    if algorithm.eq_ignore_ascii_case("none") {
        found.push(Mismatch::new("a JWT that is signed", "alg none").of(valid));
    }
    if !claims["iss"].is_string() {
        found.push(Mismatch::new("a JWT with iss", "no iss").of(valid));
    }
    if claims.get("signed_metadata").is_some() {
        found.push(Mismatch::new("a JWT without itself", "a claim signed_metadata").of(nested));
    }
}

fn decoded(part: &str) -> Option<Value> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}
