//! Header fields, each in the form in which two answers can be compared: lists as sets, challenges by
//! their parameters, cookies by their attributes, locations by their parts.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use url::Url;

use super::known::Known;
use crate::exchange::Response;
use crate::oauth::{Challenge, challenge, forms};

/// Fields that belong to the connection or frame the message (RFC 9110 section 7.6.1, RFC 9112
/// section 6): they say nothing about the server's answer.
const OF_THE_CONNECTION: [&str; 5] =
    ["connection", "keep-alive", "transfer-encoding", "content-length", "upgrade"];

/// Fields whose values are comma-separated words in any order.
const LISTS: [&str; 9] = [
    "cache-control",
    "pragma",
    "vary",
    "allow",
    "access-control-allow-methods",
    "access-control-allow-headers",
    "access-control-expose-headers",
    "x-content-type-options",
    "clear-site-data",
];

/// Fields that are new in each answer: part of the name, and what the value is.
const FRESH: [(&str, &str); 14] = [
    ("request-id", "request id"),
    ("requestid", "request id"),
    ("correlation-id", "request id"),
    ("trace", "request id"),
    ("cf-ray", "request id"),
    ("amz-cf-id", "request id"),
    ("nonce", "nonce"),
    ("etag", "etag"),
    ("ratelimit", "number"),
    ("rate-limit", "number"),
    ("retry-after", "number"),
    ("runtime", "number"),
    ("response-time", "number"),
    ("server-timing", "number"),
];

/// The header fields of an answer to a request for `url`, by name.
pub(super) fn headers(known: &Known, url: &str, response: &Response) -> Map<String, Value> {
    let mut names: Vec<&str> = response.headers.iter().map(|(name, _)| name.as_str()).collect();
    names.retain(|name| !OF_THE_CONNECTION.contains(name));
    names.sort_unstable();
    names.dedup();
    let field = |name: &str| {
        let values: Vec<&str> = response.headers_named(name).collect();
        (known.text(name), value(known, url, name, &values))
    };
    names.into_iter().map(field).collect()
}

fn value(known: &Known, url: &str, name: &str, values: &[&str]) -> Value {
    let fresh = FRESH.iter().find(|(part, _)| name.contains(part) || name == "age");
    match name {
        "set-cookie" => cookies(known, values),
        "www-authenticate" | "proxy-authenticate" => challenges(known, values),
        "location" | "content-location" => {
            one_or_many(values.iter().map(|own| location(known, url, own)).collect())
        }
        "content-type" => one_or_many(values.iter().map(|own| media_type(known, own)).collect()),
        _ if LISTS.contains(&name) => list(known, values),
        _ => match fresh {
            Some((_, kind)) => json!(format!("<{kind}>")),
            None => one_or_many(values.iter().map(|own| json!(known.text(own))).collect()),
        },
    }
}

fn one_or_many(mut values: Vec<Value>) -> Value {
    if values.len() == 1 { values.remove(0) } else { Value::Array(values) }
}

fn list(known: &Known, values: &[&str]) -> Value {
    let words = values.iter().flat_map(|own| own.split(',')).map(str::trim);
    let words = words.filter(|own| !own.is_empty());
    let mut words: Vec<String> = words.map(|own| known.text(&own.to_ascii_lowercase())).collect();
    words.sort();
    words.dedup();
    json!(words)
}

/// Type and parameters, in the one spelling: case and space mean nothing (RFC 9110 section 8.3.1).
fn media_type(known: &Known, value: &str) -> Value {
    let parts = value.split(';').map(|part| known.text(part.trim()).to_ascii_lowercase());
    json!(parts.collect::<Vec<_>>().join("; "))
}

/// Cookies by name; of their values nothing is kept.
fn cookies(known: &Known, values: &[&str]) -> Value {
    let mut cookies: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for value in values {
        let mut parts = value.split(';').map(str::trim);
        let name = parts.next().and_then(|pair| pair.split_once('=')).map_or("", |(name, _)| name);
        let attributes = cookies.entry(known.text(name)).or_default();
        attributes.extend(parts.filter(|own| !own.is_empty()).map(|own| attribute(known, own)));
        attributes.sort();
        attributes.dedup();
    }
    json!(cookies)
}

fn attribute(known: &Known, text: &str) -> String {
    match text.split_once('=') {
        Some((name, value)) => {
            format!("{}={}", known.text(&name.to_ascii_lowercase()), known.text(value))
        }
        None => known.text(&text.to_ascii_lowercase()),
    }
}

/// Challenges by scheme; what is irregular about their grammar stands beside them.
fn challenges(known: &Known, values: &[&str]) -> Value {
    let mut schemes: BTreeMap<String, Value> = BTreeMap::new();
    let mut irregular = Vec::new();
    for value in values {
        let (challenges, wrong) = challenge::parse(value);
        irregular.extend(wrong.iter().map(|own| json!(known.text(&own.to_string()))));
        for own in challenges {
            schemes.insert(known.text(&own.scheme), parameters_of(known, &own));
        }
    }
    if !irregular.is_empty() {
        schemes.insert("irregular".to_owned(), Value::Array(irregular));
    }
    json!(schemes)
}

fn parameters_of(known: &Known, challenge: &Challenge) -> Value {
    let lower = challenge.parameters.iter();
    let lower = lower.map(|(name, value)| (name.to_ascii_lowercase(), value.clone()));
    let mut own = by_name(known, &lower.collect::<Vec<_>>());
    if let Some(token) = &challenge.token68 {
        own.insert("token68".to_owned(), json!(known.text(token)));
    }
    Value::Object(own)
}

/// Where a browser is sent: the place and, by name, the parameters.
pub(super) fn location(known: &Known, from: &str, to: &str) -> Value {
    let (place, query, fragment) = forms::split_url(to);
    let relative = !place.contains("://");
    let joined = Url::parse(from).and_then(|base| base.join(place)).ok();
    // RFC 9110 section 10.2.2: a relative reference means the same as the whole URL.
    let place = match joined.filter(|_| relative) {
        Some(url) => forms::split_url(url.as_str()).0.to_owned(),
        None => place.to_owned(),
    };
    let mut parts = Map::new();
    parts.insert("to".to_owned(), json!(known.text(&place)));
    for (name, part) in [("query", query), ("fragment", fragment)] {
        let parameters = part.map(forms::parse).unwrap_or_default();
        if !parameters.is_empty() {
            parts.insert(name.to_owned(), Value::Object(by_name(known, &parameters)));
        }
    }
    Value::Object(parts)
}

/// Parameters by name, in alphabetical order; one that occurs again has all its values.
fn by_name(known: &Known, parameters: &[forms::Parameter]) -> Map<String, Value> {
    let mut named: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for (name, value) in parameters {
        named.entry(known.text(name)).or_default().push(json!(known.named(name, value)));
    }
    named.into_iter().map(|(name, values)| (name, one_or_many(values))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::Transcript;
    use crate::target::Target;

    fn known() -> Known {
        let now = "2026-11-22T09:00:00Z".parse().expect("a time");
        Known::of(&Target::of_issuer("https://h"), &Transcript::default(), now)
    }

    fn own(fields: &[(&str, &str)]) -> Value {
        let fields = fields.iter().map(|(name, value)| (*name, value.as_bytes()));
        let response = Response::received(200, fields, b"", false);
        Value::Object(headers(&known(), "https://h/authorize", &response))
    }

    #[test]
    fn order_case_and_what_is_new_each_time_leave_no_trace() {
        let one = own(&[
            ("cache-control", "no-store, private"),
            ("x-request-id", "a1"),
            ("content-length", "10"),
            ("set-cookie", "sid=abcdefghijkl; HttpOnly; Path=/"),
            ("date", "Sun, 22 Nov 2026 08:49:37 GMT"),
        ]);
        let two = own(&[
            ("date", "Sun, 22 Nov 2026 08:50:00 GMT"),
            ("set-cookie", "sid=zyxwvutsrq; path=/; httponly"),
            ("cache-control", "private"),
            ("cache-control", "No-Store"),
            ("x-request-id", "b2"),
        ]);
        assert_eq!(one, two);
        assert_eq!(one["set-cookie"], json!({"sid": ["httponly", "path=/"]}));
        assert_eq!(one["date"], "<date>");
    }

    #[test]
    fn challenges_and_locations_are_read_into_their_parts() {
        let own = own(&[
            ("www-authenticate", "Bearer realm=\"r\" error=\"invalid_token\""),
            ("location", "/login?code=aB3xYz9&n=1"),
        ]);
        assert_eq!(own["www-authenticate"]["Bearer"]["error"], "invalid_token");
        assert_eq!(own["www-authenticate"]["irregular"][0], "no comma before the parameter error");
        let to = json!({"to": "<issuer>/login", "query": {"code": "<code: opaque>", "n": "1"}});
        assert_eq!(own["location"], to);
    }
}
