//! What is left of an answer when tokens and times are taken out.
//!
//! The skeleton holds everything that a check could look at: the status, the header fields that
//! checks read, and the body; of a JSON object each member as it stands, except that a token is
//! replaced by its kind of characters and a time by its kind of number. Two answers with the same
//! skeleton are judged alike.

use std::borrow::Cow;
use std::fmt;

use hyper::HeaderMap;
use serde::de::{Deserializer as _, MapAccess, Visitor};
use serde_json::value::RawValue;

/// Header fields that checks of token, revocation, introspection and resource answers read.
pub(in crate::load) const READ_BY_CHECKS: [&str; 6] =
    ["content-type", "cache-control", "pragma", "www-authenticate", "location", "content-encoding"];

/// Members that are new in each answer: secrets and identifiers.
const FRESH_TEXTS: [&str; 5] = ["access_token", "refresh_token", "id_token", "jti", "sid"];

/// Members that are times.
const TIMES: [&str; 6] = ["exp", "iat", "nbf", "auth_time", "updated_at", "expires_at"];

/// One member of a JSON object, as it stands in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::load) struct Member<'a> {
    /// Its name.
    pub(in crate::load) name: &'a str,
    /// Its value as JSON text.
    pub(in crate::load) raw: &'a str,
}

impl<'a> Member<'a> {
    /// The value of a string without escapes, or with them resolved.
    pub(in crate::load) fn text(&self) -> Option<Cow<'a, str>> {
        let inner = self.raw.strip_prefix('"')?.strip_suffix('"')?;
        if inner.contains('\\') {
            serde_json::from_str::<String>(self.raw).ok().map(Cow::Owned)
        } else {
            Some(Cow::Borrowed(inner))
        }
    }
}

/// Builds skeletons into one buffer that is used again.
#[derive(Debug, Default)]
pub(in crate::load) struct Skeleton {
    text: Vec<u8>,
}

impl Skeleton {
    /// Builds the skeleton of an answer; the members of its JSON object, if it is one, go into
    /// `members`.
    pub(in crate::load) fn build<'a>(
        &mut self,
        status: u16,
        headers: &HeaderMap,
        body: &'a [u8],
        members: &mut Vec<Member<'a>>,
    ) -> &[u8] {
        self.text.clear();
        members.clear();
        self.text.extend_from_slice(&status.to_be_bytes());
        for (at, name) in READ_BY_CHECKS.into_iter().enumerate() {
            for value in headers.get_all(name) {
                self.text.push(at as u8);
                self.text.extend_from_slice(value.as_bytes());
                self.text.push(0);
            }
        }
        self.text.push(0xFF);
        match std::str::from_utf8(body).ok().filter(|body| read_members(body, members).is_ok()) {
            Some(_) => members.iter().for_each(|member| add(&mut self.text, member)),
            None => {
                members.clear();
                self.text.extend_from_slice(body);
            }
        }
        &self.text
    }
}

fn add(text: &mut Vec<u8>, member: &Member<'_>) {
    text.extend_from_slice(member.name.as_bytes());
    text.push(b':');
    if FRESH_TEXTS.contains(&member.name) && member.raw.starts_with('"') {
        text.push(characters(member.raw));
    } else if TIMES.contains(&member.name) && is_whole_number(member.raw) {
        text.push(b'#');
    } else {
        text.extend_from_slice(member.raw.as_bytes());
    }
    text.push(0);
}

/// What checks can tell of a token: whether it is empty, escaped, within b64token (RFC 6750 section
/// 2.1), or else printable. As one octet.
fn characters(raw: &str) -> u8 {
    let inner = &raw.as_bytes()[1..raw.len() - 1];
    let body = inner.iter().rposition(|octet| *octet != b'=').map_or(0, |last| last + 1);
    // One pass without a branch for each octet.
    let plain = inner[..body].iter().fold(true, |all, octet| all & B64TOKEN[usize::from(*octet)]);
    if body > 0 && plain {
        return b't';
    }
    let printable = inner.iter().all(|octet| (0x20..=0x7E).contains(octet) && *octet != b'\\');
    match (inner.is_empty(), printable) {
        (true, _) => b'e',
        (false, true) => b'p',
        (false, false) => b'x',
    }
}

const B64TOKEN: [bool; 256] = {
    let mut table = [false; 256];
    let mut octet = 0;
    while octet < 256 {
        let own = octet as u8;
        table[octet] =
            own.is_ascii_alphanumeric() || matches!(own, b'-' | b'.' | b'_' | b'~' | b'+' | b'/');
        octet += 1;
    }
    table
};

fn is_whole_number(raw: &str) -> bool {
    !raw.is_empty() && raw.len() < 19 && raw.bytes().all(|octet| octet.is_ascii_digit())
}

/// Reads the members of a JSON object in order, repeated ones kept; an error when it is none, or
/// when a name has escapes.
fn read_members<'a>(body: &'a str, members: &mut Vec<Member<'a>>) -> Result<(), serde_json::Error> {
    struct Members<'m, 'a>(&'m mut Vec<Member<'a>>);
    impl<'a> Visitor<'a> for Members<'_, 'a> {
        type Value = ();
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a JSON object")
        }
        fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
            while let Some((name, value)) = map.next_entry::<&str, &RawValue>()? {
                self.0.push(Member { name, raw: value.get() });
            }
            Ok(())
        }
    }
    let mut reader = serde_json::Deserializer::from_str(body);
    reader.deserialize_map(Members(members))?;
    reader.end()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn skeleton(body: &str) -> Vec<u8> {
        Skeleton::default().build(200, &HeaderMap::new(), body.as_bytes(), &mut Vec::new()).to_vec()
    }

    #[test]
    fn another_token_and_another_time_leave_the_skeleton_as_it_is() {
        let one = skeleton(r#"{"access_token":"abc-1","token_type":"Bearer","exp":1700000000}"#);
        let two = skeleton(r#"{"access_token":"XYZ_2==","token_type":"Bearer","exp":1800000001}"#);
        assert_eq!(one, two);
    }

    #[test]
    fn whatever_a_check_could_see_changes_it() {
        let base = r#"{"access_token":"abc","token_type":"Bearer","expires_in":60,"exp":1}"#;
        for other in [
            r#"{"access_token":"a\"c","token_type":"Bearer","expires_in":60,"exp":1}"#,
            r#"{"access_token":"a c","token_type":"Bearer","expires_in":60,"exp":1}"#,
            r#"{"access_token":"","token_type":"Bearer","expires_in":60,"exp":1}"#,
            r#"{"access_token":7,"token_type":"Bearer","expires_in":60,"exp":1}"#,
            r#"{"access_token":"abc","token_type":"bearer","expires_in":60,"exp":1}"#,
            r#"{"access_token":"abc","token_type":"Bearer","expires_in":"60","exp":1}"#,
            r#"{"access_token":"abc","token_type":"Bearer","expires_in":60,"exp":"1"}"#,
            r#"{"access_token":"abc","token_type":"Bearer","expires_in":60,"exp":1,"exp":1}"#,
            r#"{"access_token":"abc","token_type":"Bearer","expires_in":60}"#,
            r#"{"access_token":"abc","token_type":"Bearer","expires_in":60,"exp":1"#,
        ] {
            assert_ne!(skeleton(base), skeleton(other), "{other}");
        }
    }

    #[test]
    fn every_header_field_that_a_check_reads_is_in_the_skeleton() {
        let own = include_str!("../../exchange/message.rs");
        let named = crate::check::ALL.iter().map(|check| check.source);
        let ambient = crate::check::ambient::ALL.iter().map(|check| check.source);
        let mut read = Vec::new();
        for source in named.chain(ambient).chain([own]) {
            for call in ["header(\"", "headers_named(\"", "has_directive(\""] {
                let rests = source.split(call).skip(1);
                read.extend(rests.filter_map(|rest| rest.split('"').next()));
            }
        }
        assert!(read.contains(&"cache-control"), "the search finds nothing: {read:?}");
        // Fields of pages, and cookies, which are new in each answer: both are judged at rest alone.
        let at_rest =
            ["referrer-policy", "x-frame-options", "content-security-policy", "set-cookie"];
        for name in read.into_iter().filter(|name| !at_rest.contains(name)) {
            assert!(READ_BY_CHECKS.contains(&name), "{name} is read and not in the skeleton");
        }
    }

    #[test]
    fn members_are_read_as_they_stand() {
        let body = br#"{"scope":"a b","active":true,"sub":"a\u0041"}"#;
        let mut members = Vec::new();
        Skeleton::default().build(200, &HeaderMap::new(), body, &mut members);
        assert_eq!(members.len(), 3);
        assert_eq!(members[1].raw, "true");
        assert_eq!(members[2].text().as_deref(), Some("aA"));
    }
}
