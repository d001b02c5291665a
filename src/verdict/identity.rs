//! What makes two findings the same one, in runs of different days.
//!
//! What was seen is part of it, but for what differs from run to run: pseudonyms of secrets are
//! numbered as they come, ports and random words are drawn anew.

use super::finding::Finding;

/// Words at least this long may be random.
const SHORTEST_RANDOM: usize = 16;
/// Numbers at least this long are times or serial numbers.
const SHORTEST_SERIAL: usize = 9;
/// What the redactor writes in front of every pseudonym.
const PSEUDONYM: &str = "redacted-";

/// What a finding is recognised by within its scenario.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity {
    /// The requirement that is breached.
    pub requirement: String,
    /// The check that saw it.
    pub check: String,
    /// What was seen, without what differs from run to run.
    pub actual: String,
}

impl Identity {
    /// From the three parts; `actual` may be as seen.
    #[must_use]
    pub fn new(requirement: &str, check: &str, actual: &str) -> Self {
        // The figures of a trial are counts and times, and no two runs have the same.
        let counts = check == "trial";
        let actual = steady(actual, counts);
        Self { requirement: requirement.to_owned(), check: check.to_owned(), actual }
    }
}

impl Finding {
    /// What it is recognised by within its scenario.
    #[must_use]
    pub fn identity(&self) -> Identity {
        Identity::new(&self.requirement, &self.check, &self.actual)
    }
}

/// The text with everything replaced that differs from run to run; with `counts` every number.
fn steady(text: &str, counts: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
        if end == 0 {
            out.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let (word, tail) = rest.split_at(end);
        match steady_word(word, &out, counts) {
            Some(steady) => out.push_str(&steady),
            None => out.push_str(word),
        }
        rest = tail;
    }
    out
}

const fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

/// What stands for a word that differs from run to run; `before` is the text in front of it.
fn steady_word(word: &str, before: &str, counts: bool) -> Option<String> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if let Some(kind) = word.strip_prefix(PSEUDONYM) {
        let named = kind.rsplit_once('-').filter(|(_, number)| digits(number));
        return named.map(|(kind, _)| format!("<{kind}>"));
    }
    if digits(word) {
        let host = before.strip_suffix(':').and_then(|own| own.chars().next_back());
        return match host {
            Some(c) if c.is_ascii_alphanumeric() || c == ']' => Some("<port>".to_owned()),
            _ if word.len() >= SHORTEST_SERIAL || counts => Some("<number>".to_owned()),
            _ => None,
        };
    }
    // A colon in a form or a query.
    let encoded = word.strip_prefix("3A").or_else(|| word.strip_prefix("3a"));
    if before.ends_with('%') && encoded.is_some_and(digits) {
        return Some(format!("{}<port>", &word[..2]));
    }
    if word.len() >= SHORTEST_RANDOM && word.split(['-', '_']).any(|part| is_random(part, word)) {
        return Some("<random>".to_owned());
    }
    let unit = word.trim_start_matches(|c: char| c.is_ascii_digit());
    (counts && unit.len() < word.len()).then(|| format!("<number>{unit}"))
}

/// Letters and digits through one another, or capitals in the middle of it more than once.
fn is_random(part: &str, word: &str) -> bool {
    let pairs = || part.as_bytes().windows(2);
    let to_digit = pairs().filter(|own| own[0].is_ascii_alphabetic() && own[1].is_ascii_digit());
    let to_letter = pairs().filter(|own| own[0].is_ascii_digit() && own[1].is_ascii_alphabetic());
    let capitals = pairs().filter(|own| own[0].is_ascii_lowercase() && own[1].is_ascii_uppercase());
    let changes = to_digit.count() + to_letter.count();
    // A word of several parts, such as a UUID, changes less within each of them.
    let many = if part.len() < word.len() { 1 } else { 2 };
    changes >= many || capitals.count() >= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(text: &str) -> String {
        Identity::new("r", "c", text).actual
    }

    #[test]
    fn what_differs_from_run_to_run_is_no_part_of_a_finding() {
        for (text, steady_text) in [
            (
                "a script to https://h/cb?code=redacted-code-7",
                "a script to https://h/cb?code=<code>",
            ),
            ("http://127.0.0.1:43521/x", "http://127.0.0.1:<port>/x"),
            ("iss=http%3A%2F%2F127.0.0.1%3A43521%2F", "iss=http%3A%2F%2F127.0.0.1%3A<port>%2F"),
            ("state q8Zr1nWk2TgYb7Lx0VdP4sHcJ6mA9fEu", "state <random>"),
            ("jti 9b2ce0a4-75d1-4c8e-a3b0-6f1d2e3c4b5a", "jti <random>"),
            ("exp: 1795312345", "exp: <number>"),
        ] {
            assert_eq!(seen(text), steady_text);
            assert_eq!(seen(steady_text), steady_text, "it is its own steady text");
        }
    }

    #[test]
    fn what_tells_two_findings_apart_stays() {
        for text in [
            "status 400 with error invalid_grant",
            "status 200 application/x-www-form-urlencoded",
            "expires_in: -3600",
            "Access-Control-Allow-Origin",
            "client_secret_basic, private_key_jwt",
            "`authorization_response_iss_parameter_supported` is absent",
        ] {
            assert_eq!(seen(text), text);
        }
        assert_ne!(seen("status 500"), seen("status 400"));
    }

    #[test]
    fn the_counts_of_a_trial_are_no_part_of_it() {
        let trial = |text| Identity::new("r", "trial", text).actual;
        assert_eq!(trial("2 of 16 won in 312ms"), trial("3 of 8 won in 9ms"));
        assert_ne!(trial("2 of 16 won"), trial("2 of 16 lived"));
    }
}
