//! The answer is a JWK Set that holds public keys alone.
//!
//! A JSON object with the array `keys` (RFC 7517 section 5). No key has a private member, and where
//! some keys sign and others encrypt, each says by `use` which it does (RFC 8414 section 2).

use serde_json::Value;

use super::{Argument, Arguments, Mismatch, Subject};

pub(super) const ID: &str = "jwk-set";
pub(super) const ARGUMENTS: &[Argument] = &[];

const PRIVATE: &[&str] = &["d", "p", "q", "dp", "dq", "qi", "k"];

pub(super) fn judge(subject: &Subject<'_>, _: &Arguments) -> Vec<Mismatch> {
    let json = match subject.json() {
        Ok(json) => json,
        Err(mismatch) => return vec![mismatch],
    };
    let Some(keys) = json.member("keys").and_then(Value::as_array) else {
        return vec![Mismatch::new("an array `keys`", "none")];
    };
    let shown = keys.iter().flat_map(|key| PRIVATE.iter().filter(|name| key.get(name).is_some()));
    let mut found: Vec<Mismatch> = shown
        .map(|name| Mismatch::new("public keys alone", format!("a key with the member `{name}`")))
        .collect();
    let uses: Vec<Option<&str>> = keys.iter().map(|key| key["use"].as_str()).collect();
    let mixed = uses.contains(&Some("sig")) && uses.contains(&Some("enc"));
    if mixed && uses.contains(&None) {
        found.push(Mismatch::new("`use` in every key", "a key without `use`"));
    }
    found
}
