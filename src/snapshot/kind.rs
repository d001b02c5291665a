//! What a value is, told by the value itself: a date, a UUID, a JWT, a text that nobody chose.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::fmt::rfc2822::DateTimeParser;
use serde_json::Value;

/// Shorter texts are words and numbers.
const SHORTEST_OPAQUE: usize = 16;

/// The form of a token that no token may have.
pub(super) const ODD_CHARACTERS: &str = "odd characters";

/// Times further away are no clock's: `Expires: Thu, 01 Jan 1970` is a word, not a time.
const NEAR: i64 = 10 * 366 * 24 * 3600;

/// What a whole text is, if it is a point in time near `now`.
pub(super) fn of_time(text: &str, now: Timestamp) -> Option<&'static str> {
    let http = DateTimeParser::new().parse_timestamp(text).ok();
    let time = http.or_else(|| text.parse::<Timestamp>().ok())?;
    is_near(time.as_second(), now).then_some("date")
}

/// What one piece of a text is, if that can be told.
pub(super) fn of_piece(piece: &str, now: Timestamp) -> Option<String> {
    let kind = if is_uuid(piece) {
        "uuid"
    } else if is_jwt(piece) {
        "JWT"
    } else if piece.parse().is_ok_and(|number| is_clock(number, now)) {
        "time as text"
    } else if of_time(piece, now).is_some() || is_civil(piece, now) {
        "date"
    } else {
        return is_opaque(piece).then(|| format!("opaque {}", piece.len()));
    };
    Some(kind.to_owned())
}

/// Whether a number is a time near `now`, in seconds, milliseconds or microseconds.
pub(super) fn is_clock(number: i64, now: Timestamp) -> bool {
    [1, 1000, 1_000_000].into_iter().any(|unit| is_near(number / unit, now))
}

/// How a token or code is made, in a word.
pub(super) fn form(text: &str) -> &'static str {
    let usual = |c: char| c.is_ascii_alphanumeric() || "-._~+/=".contains(c);
    if is_jwt(text) {
        "JWT"
    } else if is_uuid(text) {
        "uuid"
    } else if text.chars().all(usual) {
        "opaque"
    } else {
        ODD_CHARACTERS
    }
}

/// Whether a text is made of words in one letter case: `invalid_grant`, `NOT-FOUND`.
pub(super) fn is_word(text: &str) -> bool {
    let letters = || text.chars().filter(|c| c.is_ascii_alphabetic());
    let one_case =
        letters().all(|c| c.is_ascii_lowercase()) || letters().all(|c| c.is_ascii_uppercase());
    let plain = text.chars().all(|c| c.is_ascii_alphabetic() || "_-. ".contains(c));
    plain && one_case && letters().next().is_some()
}

fn is_near(seconds: i64, now: Timestamp) -> bool {
    seconds.abs_diff(now.as_second()) < NEAR.unsigned_abs()
}

/// A date or a time of day on its own, as prose has them.
fn is_civil(piece: &str, now: Timestamp) -> bool {
    let bare = piece.trim_end_matches('Z');
    let this_year = |date: Date| {
        let year = now.to_zoned(jiff::tz::TimeZone::UTC).year();
        (i32::from(date.year()) - i32::from(year)).abs() <= 10
    };
    let date = bare.len() == 10 && bare.contains('-');
    let time = bare.len() >= 8 && bare.contains(':');
    date && bare.parse().is_ok_and(this_year) || time && bare.parse::<Time>().is_ok()
}

fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && text.chars().all(|c| c.is_ascii_hexdigit() || c == '-')
}

/// RFC 7519 section 3: segments in base64url, the first of them a JSON object.
fn is_jwt(text: &str) -> bool {
    let segments = text.split('.').count();
    let header = text.split('.').next().and_then(|own| URL_SAFE_NO_PAD.decode(own).ok());
    let header = header.and_then(|own| serde_json::from_slice::<Value>(&own).ok());
    matches!(segments, 3 | 5) && header.is_some_and(|own| own.get("alg").is_some())
}

/// Whether nobody chose a text: long, and its letters and digits change more often than in words.
fn is_opaque(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if text.len() < SHORTEST_OPAQUE || !text.chars().all(plain) {
        return false;
    }
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let hexadecimal = text.chars().all(|c| c.is_ascii_hexdigit());
    let words = if digits > 0 { 5 } else { 3 };
    (hexadecimal && digits > 0) || changes(text) >= text.len() / words
}

/// How often lower case, upper case and digits give way to each other.
fn changes(text: &str) -> usize {
    let class = |c: char| (c.is_ascii_digit(), c.is_ascii_uppercase());
    let classes: Vec<_> = text.chars().filter(char::is_ascii_alphanumeric).map(class).collect();
    classes.windows(2).filter(|pair| pair[0] != pair[1]).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-22T09:00:00Z".parse().expect("a time")
    }

    #[test]
    fn volatile_values_are_recognised_by_what_they_are() {
        for (text, kind) in [
            ("550e8400-e29b-41d4-a716-446655440000", "uuid"),
            ("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.", "JWT"),
            ("1795337999", "time as text"),
            ("1795337999123", "time as text"),
            ("2026-11-22T08:59:59.5Z", "date"),
            ("2026-11-21", "date"),
            ("08:59:59Z", "date"),
            ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "opaque 43"),
            ("d41d8cd98f00b204e9800998ecf8427e", "opaque 32"),
        ] {
            assert_eq!(of_piece(text, now()).as_deref(), Some(kind), "{text}");
        }
        assert_eq!(of_time("Sun, 22 Nov 2026 08:49:37 GMT", now()), Some("date"));
    }

    #[test]
    fn words_and_settings_stay_what_they_are() {
        for text in [
            "authorization_code",
            "token_endpoint_auth_methods_supported",
            "authorizationResponseIssParameterSupported",
            "includeSubDomains",
            "TLS_AES_128_GCM_SHA256",
            "S256",
            "3600",
            "31536000",
            "1.25.3",
            "12",
            "12:30",
            "1999-01-01",
            "client_secret_basic",
        ] {
            assert_eq!(of_piece(text, now()), None, "{text}");
        }
        assert_eq!(of_time("Thu, 01 Jan 1970 00:00:00 GMT", now()), None);
        assert_eq!(of_time("0", now()), None);
    }

    #[test]
    fn forms_of_tokens_and_words_are_told_apart() {
        assert_eq!(form("eyJhbGciOiJub25lIn0.e30.c2ln"), "JWT");
        assert_eq!(form("abc-._~+/="), "opaque");
        assert_eq!(form("a\"b"), "odd characters");
        assert!(is_word("invalid_grant") && is_word("NOT FOUND"));
        assert!(!is_word("aBc") && !is_word("abc1") && !is_word("") && !is_word("--"));
    }
}
