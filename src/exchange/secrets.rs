//! What is a secret in a message: its names, and how its value stands there.

/// Parameters and JSON members whose values are secret.
pub(super) const SECRET_NAMES: &[&str] = &[
    "access_token",
    "refresh_token",
    "id_token",
    "subject_token",
    "actor_token",
    "token",
    "code",
    "code_verifier",
    "client_secret",
    "client_assertion",
    "assertion",
    "password",
    "device_code",
];

/// Those of them that the server makes up, and whose characters are judged.
pub(super) const ISSUED: &[&str] = &["access_token", "refresh_token", "id_token", "token", "code"];

/// The value of the JSON string at the start of a text, unescaped; of an unclosed one the rest.
pub(super) fn string_literal(text: &str) -> Option<String> {
    let inside = text.strip_prefix('"')?;
    let mut escaped = false;
    let end = inside.find(|c| {
        let closes = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        closes
    });
    let raw = &inside[..end.unwrap_or(inside.len())];
    let value = serde_json::from_str(&format!("\"{raw}\""));
    Some(value.unwrap_or_else(|_| raw.to_owned()))
}

/// What the pseudonym keeps of a value's odd characters, so that a check of them finds in the record
/// what it found on the wire: one that is not printable ASCII, or one beyond b64token (RFC 6750
/// section 2.1).
pub(super) fn oddity(value: &str) -> &'static str {
    let b64token = |b: u8| b.is_ascii_alphanumeric() || b"-._~+/=".contains(&b);
    if !value.bytes().all(|b| (0x20..=0x7E).contains(&b)) {
        "\u{fffd}"
    } else if !value.bytes().all(b64token) {
        "!"
    } else {
        ""
    }
}

pub(super) fn is_cookie_attribute(name: &str) -> bool {
    ["path", "domain", "expires", "max-age", "samesite", "priority"]
        .contains(&name.to_ascii_lowercase().as_str())
}
