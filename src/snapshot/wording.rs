//! A change in words that a person understands without the snapshot beside it.

use serde_json::Value;

use super::change::{Change, What};

/// The change as a sentence without a full stop.
pub(super) fn sentence(change: &Change) -> String {
    let path = change.path();
    match (path.as_slice(), &change.what) {
        (["status"], What::Changed(old, new)) => {
            format!("the status is {} instead of {}", shown(new), shown(old))
        }
        (["body", "kind"], What::Changed(old, new)) => {
            format!("the body is {} instead of {}", body_kind(new), body_kind(old))
        }
        (["body", "repeated"], What::Gained(name) | What::Listed(name)) => {
            format!("the member {} stands twice", shown(name))
        }
        (["headers", name], what) => about(&format!("header `{name}`"), what),
        (["headers", name, rest @ ..], what) => {
            format!("in the header `{name}`, {}", about(&format!("`{}`", rest.join(".")), what))
        }
        (["body", "members", rest @ ..], what) => {
            about(&format!("member `{}`", rest.join(".")), what)
        }
        (["body", rest @ ..], what) => about(&format!("`{}` of the page", rest.join(".")), what),
        (path, what) => about(&format!("`{}`", path.join(".")), what),
    }
}

fn about(place: &str, what: &What) -> String {
    let the = if place.starts_with('`') { "" } else { "the " };
    match what {
        What::Lost(value) => format!("{the}{place} is gone; it was {}", shown(value)),
        What::Gained(value) => format!("{the}{place} is new: {}", shown(value)),
        What::Changed(old, new) => {
            format!("{the}{place} is {} instead of {}", shown(new), shown(old))
        }
        What::Unlisted(word) => format!("{the}{place} no longer lists {}", shown(word)),
        What::Listed(word) => format!("{the}{place} also lists {}", shown(word)),
    }
}

fn body_kind(value: &Value) -> String {
    match value.as_str() {
        Some("json") => "JSON".to_owned(),
        Some(kind @ ("empty" | "endless" | "no text")) => kind.to_owned(),
        Some(kind) if kind.starts_with('e') => format!("an {kind}"),
        Some(kind) => format!("a {kind}"),
        None => shown(value),
    }
}

/// A value as it is read: words in backquotes, lists and objects as JSON.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) if text.starts_with('<') => text.clone(),
        // A text that reads like a number or a word of JSON keeps its quotes.
        Value::String(text) if serde_json::from_str::<Value>(text).is_ok() => value.to_string(),
        Value::String(text) => format!("`{text}`"),
        Value::Array(items) if !items.is_empty() && items.iter().all(Value::is_string) => {
            let items = items.iter().filter_map(Value::as_str);
            format!("`{}`", items.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_change_reads_as_a_sentence() {
        for (path, what, expected) in [
            ("status", What::Changed(json!(400), json!(422)), "the status is 422 instead of 400"),
            (
                "headers/cache-control",
                What::Lost(json!(["no-store"])),
                "the header `cache-control` is gone; it was `no-store`",
            ),
            (
                "headers/set-cookie/sid",
                What::Lost(json!("httponly")),
                "in the header `set-cookie`, `sid` is gone; it was `httponly`",
            ),
            (
                "body/members/grant_types_supported",
                What::Listed(json!("password")),
                "the member `grant_types_supported` also lists `password`",
            ),
            (
                "body/members/expires_in",
                What::Changed(json!(60), json!("60")),
                "the member `expires_in` is \"60\" instead of 60",
            ),
            (
                "body/members/access_token",
                What::Gained(json!("<access token: opaque>")),
                "the member `access_token` is new: <access token: opaque>",
            ),
            (
                "body/kind",
                What::Changed(json!("json"), json!("error page")),
                "the body is an error page instead of JSON",
            ),
        ] {
            let path = path.split('/').map(str::to_owned).collect();
            assert_eq!(sentence(&Change { path, what }), expected);
        }
    }
}
