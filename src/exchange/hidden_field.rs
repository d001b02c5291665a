//! Hidden fields of login pages: what guards a form against forgery is as good as a cookie.

use std::collections::BTreeSet;

use super::message::{Endpoint, Exchange};
use crate::oauth::forms;

/// A shorter value guards nothing.
const SHORTEST: usize = 16;

/// So many capitals behind small letters have no names, even if they are written like this: inCamelCase.
const RISES: usize = 6;

/// No word is as long.
const ENDLESS: usize = 32;

/// Parameters of authorization requests (RFC 6749 section 4.1.1, RFC 7636 section 4.3 and others), which
/// pages carry along and which are no secret.
const OPEN: [&str; 9] = [
    "client_id",
    "redirect_uri",
    "response_type",
    "response_mode",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
];

/// The values of hidden fields that look drawn at random, as the page has them and as they are sent.
pub(super) fn guards(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for input in inputs(html) {
        let raw = input.value("value");
        let sent = unescaped(raw);
        let hidden = input.value("type").eq_ignore_ascii_case("hidden");
        if hidden && !OPEN.contains(&input.value("name")) && is_random(&sent) {
            found.push(raw.to_owned());
            found.push(sent);
        }
    }
    found.dedup();
    found
}

/// The names of the fields of a page that take a password.
#[must_use]
pub fn password_fields(html: &str) -> Vec<String> {
    let all = inputs(html).into_iter();
    let own = all.filter(|input| input.value("type").eq_ignore_ascii_case("password"));
    own.map(|input| unescaped(input.value("name"))).filter(|name| !name.is_empty()).collect()
}

/// What went out with an authorization request, and what the server itself puts into addresses: a page
/// may carry it along, and it guards nothing.
pub(super) fn sent_openly(exchange: &Exchange) -> BTreeSet<String> {
    let query = |url: &str| forms::parse(forms::split_url(url).1.unwrap_or_default());
    let mut sent = Vec::new();
    if exchange.endpoint == Endpoint::Authorization {
        sent.extend(query(&exchange.request.url));
        sent.extend(exchange.request.form());
    }
    let location = exchange.response().and_then(|own| own.header("location"));
    sent.extend(location.map(query).unwrap_or_default());
    sent.into_iter().map(|(_, value)| value).collect()
}

/// Long, of one piece, and drawn: no word, no path and no list.
fn is_random(value: &str) -> bool {
    let usual = |c: char| c.is_ascii_alphanumeric() || "-_.~+/=:|,!".contains(c);
    value.len() >= SHORTEST
        && value.chars().all(usual)
        && value.chars().any(|c| c.is_ascii_alphabetic())
        && !value.starts_with('/')
        && !value.contains("://")
        && is_drawn(value)
}

/// It has digits or, as one in some thousand drawn values has none, letters as no name has them.
fn is_drawn(value: &str) -> bool {
    let digits = value.bytes().any(|b| b.is_ascii_digit());
    let steps = value.as_bytes().windows(2);
    let rises = steps.filter(|two| two[0].is_ascii_lowercase() && two[1].is_ascii_uppercase());
    let mut words = value.split(|c: char| !c.is_ascii_alphanumeric());
    digits || rises.count() >= RISES || words.any(|word| word.len() >= ENDLESS)
}

/// The attributes of an `input`, their names in small letters.
struct Input<'a>(Vec<(String, &'a str)>);

impl<'a> Input<'a> {
    /// An attribute as the page has it; empty if it is not there.
    fn value(&self, name: &str) -> &'a str {
        self.0.iter().find(|(own, _)| own == name).map_or("", |(_, value)| *value)
    }
}

fn inputs(html: &str) -> Vec<Input<'_>> {
    // Letters change, octets stay in their places.
    let lower = html.to_ascii_lowercase();
    let elements = lower.match_indices("<input").map(|(at, tag)| &html[at + tag.len()..]);
    elements.map(|element| Input(attributes(element))).collect()
}

/// The attributes of an element, from behind its name to its end.
fn attributes(element: &str) -> Vec<(String, &str)> {
    let mut all = Vec::new();
    let mut rest = element;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if rest.is_empty() || rest.starts_with('>') {
            return all;
        }
        let end = rest.find(|c: char| c.is_whitespace() || c == '=' || c == '>');
        let (name, behind) = rest.split_at(end.unwrap_or(rest.len()));
        let behind = behind.trim_start();
        let Some(value) = behind.strip_prefix('=').map(str::trim_start) else {
            all.push((name.to_ascii_lowercase(), ""));
            rest = behind;
            continue;
        };
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let inside = if quote.is_some() { &value[1..] } else { value };
        let ends = |c: char| match quote {
            Some(quote) => c == quote,
            None => c.is_whitespace() || c == '>',
        };
        let end = inside.find(ends).unwrap_or(inside.len());
        all.push((name.to_ascii_lowercase(), &inside[..end]));
        rest = &inside[end..];
        rest = quote.and_then(|quote| rest.strip_prefix(quote)).unwrap_or(rest);
    }
}

/// The text without character references; those that no token has stay as they are.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(';').unwrap_or(0);
        match rest.get(1..end).and_then(character) {
            Some(c) => {
                out.push(c);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out + rest
}

fn character(name: &str) -> Option<char> {
    let number = name.strip_prefix('#');
    match (name, number) {
        ("amp", _) => Some('&'),
        ("quot", _) => Some('"'),
        ("apos", _) => Some('\''),
        ("lt", _) => Some('<'),
        ("gt", _) => Some('>'),
        (_, Some(number)) => {
            let hex = number.strip_prefix(['x', 'X']);
            let code = hex.map_or_else(|| number.parse(), |hex| u32::from_str_radix(hex, 16));
            code.ok().and_then(char::from_u32)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_for_passwords_are_named() {
        let page = "<input name=user><INPUT Type=\"Password\" name='p&amp;w'><input type=password>";
        assert_eq!(password_fields(page), ["p&w"]);
    }

    #[test]
    fn a_guard_is_seen_however_it_is_written() {
        for page in [
            r#"<input type="hidden" name="csrf" value="abcDEF0123456789">"#,
            "<INPUT name=_token type='HIDDEN' value='abcDEF0123456789'/>",
            "<input value=abcDEF0123456789 type=hidden>",
            "<input disabled type = hidden value = abcDEF0123456789 >",
        ] {
            assert_eq!(guards(page), ["abcDEF0123456789"], "{page}");
        }
        for drawn in [
            "JRPfsDDRGxVlIHRObLtqGXsdLsAkWXrbp_mythFoJjg",
            "TBZrBYwriMEWcAOMUaNysdnLdJRDsAkWlsgAALXCNks",
            "qzjxkwvbnmqzjxkwvbnmqzjxkwvbnmqzjxkwvbnm",
        ] {
            assert_eq!(guards(&format!("<input type=hidden value={drawn}>")), [drawn]);
        }
        let escaped = r#"<input type=hidden value="abcDEF0123456789&#43;&#x3D;">"#;
        assert_eq!(guards(escaped), ["abcDEF0123456789&#43;&#x3D;", "abcDEF0123456789+="]);
    }

    #[test]
    fn words_paths_and_what_the_client_sent_are_no_guards() {
        for page in [
            r#"<input type="hidden" name="state" value="abcDEF0123456789abc">"#,
            r#"<input type="hidden" name="step" value="login">"#,
            r#"<input type="hidden" name="form" value="authorization-consent-form">"#,
            r#"<input type="hidden" name="form" value="AuthorizationConsentForm">"#,
            r#"<input type="hidden" name="to" value="/authorize/0123456789abc">"#,
            r#"<input type="hidden" name="to" value="https://as.example/0123456789">"#,
            r#"<input type="text" name="csrf" value="abcDEF0123456789">"#,
            "<input",
            "<input =",
            "<input ==='",
        ] {
            assert_eq!(guards(page), Vec::<String>::new(), "{page}");
        }
    }
}
