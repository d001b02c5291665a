//! Whom a token is for: what an introspection answer says, and what a JWT says of itself.

use serde_json::Value;

use super::{Arguments, Subject};

/// The audiences of a token: `aud` of the introspection answer (RFC 7662 section 2.2), or, if that is
/// silent, those of `claimed`, which the token names itself.
pub(super) fn of(subject: &Subject<'_>, arguments: &Arguments) -> Vec<String> {
    let json = subject.json().ok();
    let own = match json.as_ref().and_then(|json| json.member("aud")) {
        Some(Value::String(only)) => vec![only.clone()],
        Some(Value::Array(all)) => {
            all.iter().filter_map(Value::as_str).map(str::to_owned).collect()
        }
        _ => Vec::new(),
    };
    let claimed = || arguments.text("claimed").split_whitespace().map(str::to_owned).collect();
    if own.is_empty() { claimed() } else { own }
}
