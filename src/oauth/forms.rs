//! `application/x-www-form-urlencoded` (RFC 6749 Appendix B), without losing anything.
//!
//! Repeated and empty parameters stay as they are, in order: the common parsers fold them away,
//! and they are just what a conformance test needs to send and to see.

/// One parameter: name and value, decoded.
pub type Parameter = (String, String);

/// Encodes one name or value: unreserved characters stay, space becomes `+`, the rest is
/// percent-encoded as UTF-8.
#[must_use]
pub fn encode_component(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            b' ' => out.push('+'),
            _ => {
                out.push('%');
                out.push(HEX[usize::from(byte >> 4)]);
                out.push(HEX[usize::from(byte & 0x0F)]);
            }
        }
    }
    out
}

/// Decodes one name or value: `+` is a space, `%XX` an octet; a broken escape stays as it is and
/// octets that are no UTF-8 become U+FFFD.
#[must_use]
pub fn decode_component(value: &str) -> String {
    let bytes = value.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escape = bytes.get(at + 1).zip(bytes.get(at + 2));
        match (bytes[at], escape.and_then(|(high, low)| hex_pair(*high, *low))) {
            (b'%', Some(octet)) => {
                out.push(octet);
                at += 3;
            }
            (b'+', _) => {
                out.push(b' ');
                at += 1;
            }
            (byte, _) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(out)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// Encodes parameters in order; repeated and empty ones survive.
#[must_use]
pub fn encode<N: AsRef<str>, V: AsRef<str>>(parameters: &[(N, V)]) -> String {
    let pairs = parameters.iter().map(|(name, value)| {
        format!("{}={}", encode_component(name.as_ref()), encode_component(value.as_ref()))
    });
    pairs.collect::<Vec<_>>().join("&")
}

/// Splits and decodes a form or query string; repeated and empty parameters survive.
#[must_use]
pub fn parse(text: &str) -> Vec<Parameter> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode_component(name), decode_component(value))
        })
        .collect()
}

/// The first value of `name`.
#[must_use]
pub fn first<'a>(parameters: &'a [Parameter], name: &str) -> Option<&'a str> {
    parameters.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
}

/// How often `name` occurs.
#[must_use]
pub fn count(parameters: &[Parameter], name: &str) -> usize {
    parameters.iter().filter(|(own, _)| own == name).count()
}

/// Splits a URL into what stands before the query, the raw query and the raw fragment.
///
/// Works on the text, because URL libraries normalise.
#[must_use]
pub fn split_url(url: &str) -> (&str, Option<&str>, Option<&str>) {
    let (rest, fragment) = match url.split_once('#') {
        Some((rest, fragment)) => (rest, Some(fragment)),
        None => (url, None),
    };
    match rest.split_once('?') {
        Some((base, query)) => (base, Some(query), fragment),
        None => (rest, None, fragment),
    }
}

/// Appends a raw query to a URL that may have one already (RFC 6749 section 3.1: the existing
/// query is retained). A fragment is dropped.
#[must_use]
pub fn append_query(url: &str, query: &str) -> String {
    let (base, own, _) = split_url(url);
    match own {
        Some(own) if !own.is_empty() => format!("{base}?{own}&{query}"),
        _ => format!("{base}?{query}"),
    }
}

const HEX: [char; 16] =
    ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];

fn hex_pair(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(high)? << 4 | digit(low)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_rfc_6749_appendix_b() {
        assert_eq!(encode_component(" %&+\u{a3}\u{20ac}"), "+%25%26%2B%C2%A3%E2%82%AC");
        assert_eq!(decode_component("+%25%26%2B%C2%A3%E2%82%AC"), " %&+\u{a3}\u{20ac}");
    }

    #[test]
    fn repeated_empty_and_broken_parameters_survive() {
        let parameters = parse("a=1&a=2&b=&c&d=%zz");
        assert_eq!(count(&parameters, "a"), 2);
        assert_eq!(first(&parameters, "b"), Some(""));
        assert_eq!(first(&parameters, "c"), Some(""));
        assert_eq!(first(&parameters, "d"), Some("%zz"));
        assert_eq!(encode(&[("a", "1"), ("a", "2"), ("b", "")]), "a=1&a=2&b=");
    }

    #[test]
    fn urls_are_split_as_text() {
        assert_eq!(split_url("https://h/p?q=1#f"), ("https://h/p", Some("q=1"), Some("f")));
        assert_eq!(append_query("https://h/p?a=1", "b=2"), "https://h/p?a=1&b=2");
        assert_eq!(append_query("https://h/p", "b=2"), "https://h/p?b=2");
    }
}
