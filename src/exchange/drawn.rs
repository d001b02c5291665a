//! Values in a text that look drawn at random: nobody writes like this, so each may be a secret that no
//! name tells yet.

/// A shorter piece is no value.
const SHORTEST: usize = 4;

/// Letters alone are judged from this length on: shorter ones are `html`, `https`, `nonce`.
const SHORTEST_OF_LETTERS: usize = 8;

/// Years, ports and seconds are shorter.
const DIGITS: usize = 6;

/// `rfc6749`, `sha256`, `oauth2`: a word may have so many digits behind it.
const DIGITS_BEHIND: usize = 4;

/// No word is longer.
const LONGEST_WORD: usize = 24;

/// No word has so many consonants in a row.
const CONSONANTS: usize = 5;

/// Members whose value is a time or a span, and no secret (RFC 6749 section 5.1, RFC 7662 section 2.2).
const NUMBERS: [&str; 4] = ["\"exp\":", "\"iat\":", "\"nbf\":", "\"expires_in\":"];

/// Every run of letters, digits, `-` and `_` that looks drawn. One that other signs tear apart, as base64
/// may be, is found by its pieces.
pub(super) fn drawn(text: &str) -> impl Iterator<Item = &str> {
    runs(text).filter(|(at, run)| is_drawn(run) && !is_number(&text[..*at], run)).map(|own| own.1)
}

/// The runs of a text with their places; an octet that is percent-encoded ends one.
fn runs(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let octets = text.as_bytes();
    let is_sign = |own: &u8| own.is_ascii_alphanumeric() || matches!(own, b'-' | b'_');
    let mut at = 0;
    std::iter::from_fn(move || {
        while octets.get(at).is_some_and(|own| !is_sign(own)) {
            let encoded = octets[at] == b'%'
                && octets
                    .get(at + 1..at + 3)
                    .is_some_and(|own| own.iter().all(u8::is_ascii_hexdigit));
            at += if encoded { 3 } else { 1 };
        }
        let begin = at;
        at += octets[begin..].iter().take_while(|own| is_sign(own)).count();
        (at > begin).then(|| (begin, &text[begin..at]))
    })
}

fn is_number(before: &str, run: &str) -> bool {
    let before = before.trim_end();
    run.bytes().all(|own| own.is_ascii_digit()) && NUMBERS.iter().any(|own| before.ends_with(own))
}

fn is_drawn(run: &str) -> bool {
    let mixed = |part: &str| {
        let letters = letters(part);
        let behind = part.len() - letters.len();
        let most = if letters.is_empty() { DIGITS - 1 } else { DIGITS_BEHIND };
        behind > most || letters.bytes().any(|own| own.is_ascii_digit())
    };
    let parts = || run.split(['-', '_']);
    run.len() >= SHORTEST && parts().any(mixed)
        || run.len() >= SHORTEST_OF_LETTERS && parts().any(|part| !is_word(letters(part)))
}

/// A part without the digits behind it.
fn letters(part: &str) -> &str {
    part.trim_end_matches(|c: char| c.is_ascii_digit())
}

/// Letters as words and names in code have them: `word`, `Word`, `WORD`, `inCamelCase`.
fn is_word(part: &str) -> bool {
    let upper = |own: &u8| own.is_ascii_uppercase();
    let octets = part.as_bytes();
    let one_case = octets.iter().all(upper) || !octets.iter().any(upper);
    let humps = octets.windows(2).all(|two| !(upper(&two[0]) && upper(&two[1])))
        && !octets.last().is_some_and(upper);
    part.len() <= LONGEST_WORD && (one_case || humps) && is_speakable(part)
}

fn is_speakable(part: &str) -> bool {
    let vowel = |c: char| "aeiouyAEIOUY".contains(c);
    // `jwks`, `html`
    let short = part.len() == SHORTEST && part.bytes().all(|own| own.is_ascii_lowercase());
    part.len() < SHORTEST
        || short
        || part.contains(vowel) && part.split(vowel).all(|own| own.len() < CONSONANTS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_draws_is_seen_wherever_it_stands() {
        for value in [
            "0b6f2c1e-8d0a-4c55-9a53-1f0e0c7d9c11",
            "SplxlOBeZQQYbYS6WxSbIA",
            "tGzv3JOkF0XG5Qx2TlKWIA",
            "qzjxkwvbnm",
            "WDJB-MJHT",
            "JRPfsDDRGxVlIHRObLtqGXsdLsAkWXrbp_mythFoJjg",
            "483920",
            "4839201234",
            "dGVzdA9x",
        ] {
            for text in [
                value.to_owned(),
                format!("<a href=\"/consent/{value}?x\">"),
                format!("next=https%3A%2F%2Fas.example%2F{value}%26a"),
                format!("{{\"handle\": \"{value}\", \"exp\": 1700000000}}"),
                format!("\u{fffd}{value}\u{e4}"),
            ] {
                assert_eq!(drawn(&text).collect::<Vec<_>>(), [value], "{text}");
            }
        }
    }

    #[test]
    fn a_value_with_other_signs_is_seen_by_its_pieces() {
        let found: Vec<&str> = drawn("aGVsbG8gd29y/bGQhISEhISEh+c2VjcmV0MQ==").collect();
        assert_eq!(found, ["aGVsbG8gd29y", "bGQhISEhISEh", "c2VjcmV0MQ"]);
    }

    #[test]
    fn words_and_the_terms_of_the_protocols_stay() {
        for text in [
            "application/json;charset=UTF-8",
            "no-store, max-age=3600, must-revalidate",
            "Bearer realm=\"example\", error=\"insufficient_scope\", scope=\"read write\"",
            "{\"error\":\"unsupported_grant_type\",\"error_description\":\"The authorization code has expired.\"}",
            "{\"active\":true,\"exp\":1700000000,\"iat\" : 5,\"token_type\":\"Bearer\",\"expires_in\":604800,\"jwks_uri\":1}",
            "https://as.example:8443/oauth2/authorize?code_challenge_method=S256&redirect_uri=https%3A%2F%2Fclient.example%2Fcb",
            "Sun, 22 Nov 2026 15:05:30 GMT",
            "<form method=\"post\"><input name=\"username\" autocomplete=\"username\">AuthorizationConsentForm",
            "http://127.0.0.1:54321/.well-known/oauth-authorization-server",
        ] {
            assert_eq!(drawn(text).collect::<Vec<_>>(), Vec::<&str>::new(), "{text}");
        }
    }
}
