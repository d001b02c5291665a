//! Bodies of answers: JSON member by member, pages by their forms, other texts by their words.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::known::Known;
use super::page;
use crate::exchange::{Json, Response};

/// Members of an object and items of a list that are looked at; no answer of OAuth has more.
const MOST: usize = 200;

/// Reads the bodies of one performance in their order: a token that was seen before is named so.
#[derive(Debug)]
pub(super) struct Bodies<'k> {
    known: &'k Known,
    seen: BTreeSet<String>,
}

impl<'k> Bodies<'k> {
    pub(super) fn new(known: &'k Known) -> Self {
        Self { known, seen: BTreeSet::new() }
    }

    /// The body of an answer to a request for `url`.
    pub(super) fn read(&mut self, url: &str, response: &Response) -> Value {
        if response.body.trim().is_empty() {
            return json!({ "kind": "empty" });
        }
        if response.cut {
            return json!({ "kind": "endless" });
        }
        if let Ok(read) = response.json() {
            return self.json(&read);
        }
        if response.is_html() {
            return Value::Object(page::page(self.known, url, response));
        }
        let kind = if response.not_utf8 { "no text" } else { "text" };
        json!({ "kind": kind, "text": self.known.text(response.body.trim()) })
    }

    fn json(&mut self, read: &Json) -> Value {
        let mut body = Map::new();
        body.insert("kind".to_owned(), json!("json"));
        body.insert("members".to_owned(), self.value("", &read.value));
        if !read.repeated.is_empty() {
            let mut names: Vec<String> =
                read.repeated.iter().take(MOST).map(|own| self.known.text(own)).collect();
            names.sort();
            body.insert("repeated".to_owned(), json!(names));
        }
        Value::Object(body)
    }

    fn value(&mut self, name: &str, value: &Value) -> Value {
        match value {
            Value::String(text) => json!(self.text(name, text)),
            Value::Number(_) if Known::is_fresh(name) => {
                json!(format!("<{}: number>", name.replace('_', " ")))
            }
            Value::Number(number) => match number.as_i64() {
                Some(own) if super::kind::is_clock(own, self.known.now) => json!("<time>"),
                _ => value.clone(),
            },
            Value::Array(items) => self.list(name, items),
            Value::Object(members) => self.object(members),
            Value::Null | Value::Bool(_) => value.clone(),
        }
    }

    fn text(&mut self, name: &str, text: &str) -> String {
        let named = self.known.named(name, text);
        let is_token = matches!(name, "access_token" | "refresh_token") && !text.is_empty();
        if is_token && !self.seen.insert(text.to_owned()) {
            return format!("{}, as before>", named.trim_end_matches('>'));
        }
        named
    }

    /// Words in a list have no order: metadata and `aud` are sets.
    fn list(&mut self, name: &str, items: &[Value]) -> Value {
        let mut own: Vec<Value> =
            items.iter().take(MOST).map(|item| self.value(name, item)).collect();
        if own.iter().all(Value::is_string) {
            own.sort_by(|one, other| one.as_str().cmp(&other.as_str()));
        }
        if items.len() > MOST {
            own.push(json!(format!("<{} more>", items.len() - MOST)));
        }
        Value::Array(own)
    }

    fn object(&mut self, members: &Map<String, Value>) -> Value {
        let mut sorted: Vec<(&String, &Value)> = members.iter().collect();
        sorted.sort_by_key(|(name, _)| *name);
        let own = sorted.iter().take(MOST);
        let mut own: Map<String, Value> =
            own.map(|(name, value)| (self.known.text(name), self.value(name, value))).collect();
        if members.len() > MOST {
            own.insert("<more>".to_owned(), json!(members.len() - MOST));
        }
        Value::Object(own)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::Transcript;
    use crate::target::Target;

    #[test]
    fn members_are_shapes_where_they_are_new_and_values_where_they_mean_something() {
        let now = "2026-11-22T09:00:00Z".parse().expect("a time");
        let known = Known::of(&Target::of_issuer("https://h"), &Transcript::default(), now);
        let mut bodies = Bodies::new(&known);
        let body = r#"{"token_type":"Bearer","refresh_token":"r-1","access_token":"t-1","expires_in":3600,
                       "exp":1795337999,"aud":["b","a"],"scope":"write read","n":null,"n":1,"device_code":7}"#;
        let response = Response::received(200, [], body.as_bytes(), false);
        let read = bodies.read("https://h/token", &response);
        let expected = json!({
            "access_token": "<access token: opaque>", "aud": ["a", "b"],
            "device_code": "<device code: number>", "exp": "<time>", "expires_in": 3600, "n": 1,
            "refresh_token": "<refresh token: opaque>", "scope": "read write", "token_type": "Bearer",
        });
        assert_eq!(read["members"], expected);
        assert_eq!(read["repeated"], json!(["n"]));
        let again = bodies.read("https://h/token", &response);
        assert_eq!(again["members"]["refresh_token"], "<refresh token: opaque, as before>");
    }

    #[test]
    fn what_is_no_json_has_a_kind() {
        let now = "2026-11-22T09:00:00Z".parse().expect("a time");
        let known = Known::of(&Target::of_issuer("https://h"), &Transcript::default(), now);
        let kind = |body: &[u8], cut| {
            let response = Response::received(200, [], body, cut);
            Bodies::new(&known).read("https://h", &response)["kind"].clone()
        };
        assert_eq!(kind(b" ", false), "empty");
        assert_eq!(kind(b"<html><p>No such page", false), "page");
        assert_eq!(kind(b"not found", false), "text");
        assert_eq!(kind(b"a\xff", false), "no text");
        assert_eq!(kind(b"x", true), "endless");
    }
}
