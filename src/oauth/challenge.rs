//! `WWW-Authenticate` challenges (RFC 9110 section 11.6.1), read strictly and leniently.
//!
//! The lenient reader understands what the strict grammar forbids and names each deviation, so
//! that a missing comma is reported as a missing comma and the rest is still judged.

use std::fmt;

/// One challenge: a scheme with its parameters or its token68.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Challenge {
    /// The scheme as written; compare with [`Challenge::is`].
    pub scheme: String,
    /// Parameters in order, repeated ones kept; names as written, values unquoted.
    pub parameters: Vec<(String, String)>,
    /// The token68 form, if the challenge has it instead of parameters.
    pub token68: Option<String>,
}

impl Challenge {
    /// Whether the scheme is `scheme`; scheme names ignore case (RFC 9110 section 11.1).
    #[must_use]
    pub fn is(&self, scheme: &str) -> bool {
        self.scheme.eq_ignore_ascii_case(scheme)
    }

    /// The first value of a parameter; names ignore case (RFC 9110 section 11.2).
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let own = self.parameters.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
        own.map(|(_, value)| value.as_str())
    }

    /// How often a parameter occurs.
    #[must_use]
    pub fn count(&self, name: &str) -> usize {
        self.parameters.iter().filter(|(own, _)| own.eq_ignore_ascii_case(name)).count()
    }
}

/// What a field value breaks of the grammar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Irregularity {
    /// Two parameters follow each other without a comma; the name of the second.
    MissingComma(String),
    /// A quoted string is not closed; the name of its parameter.
    UnclosedQuote(String),
    /// A value is neither a token nor a quoted string; the name of its parameter.
    BadValue(String),
    /// Something that is no scheme, parameter or token68.
    Stray(String),
}

impl fmt::Display for Irregularity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingComma(name) => write!(f, "no comma before the parameter {name}"),
            Self::UnclosedQuote(name) => write!(f, "the quoted value of {name} is not closed"),
            Self::BadValue(name) => {
                write!(f, "the value of {name} is neither token nor quoted string")
            }
            Self::Stray(text) => write!(f, "{text:?} is neither scheme, parameter nor token68"),
        }
    }
}

/// Reads all challenges of one field value and lists what is irregular about it.
///
/// An empty list means that the value matches `#challenge` of RFC 9110.
#[must_use]
pub fn parse(field: &str) -> (Vec<Challenge>, Vec<Irregularity>) {
    let mut reader = Reader { rest: field, challenges: Vec::new(), irregular: Vec::new() };
    reader.run();
    (reader.challenges, reader.irregular)
}

struct Reader<'a> {
    rest: &'a str,
    challenges: Vec<Challenge>,
    irregular: Vec<Irregularity>,
}

impl Reader<'_> {
    fn run(&mut self) {
        // A comma is owed between two parameters, never between a scheme and its first one.
        let mut comma_owed = false;
        loop {
            let commas = self.skip_separators();
            if self.rest.is_empty() {
                return;
            }
            let word = self.take_while(is_token_char);
            if word.is_empty() {
                let stray = self.take_while(|c| c != ',' && !c.is_ascii_whitespace());
                self.irregular.push(Irregularity::Stray(stray));
                continue;
            }
            let after_word = self.rest;
            self.rest = self.rest.trim_start_matches([' ', '\t']);
            if self.rest.starts_with('=') && !self.challenges.is_empty() {
                if comma_owed && !commas {
                    self.irregular.push(Irregularity::MissingComma(word.clone()));
                }
                self.parameter(word);
                comma_owed = true;
            } else {
                self.rest = after_word;
                if comma_owed && !commas {
                    self.irregular.push(Irregularity::MissingComma(word.clone()));
                }
                self.scheme(word);
                comma_owed = self.challenges.last().is_some_and(|own| own.token68.is_some());
            }
        }
    }

    /// A scheme, and the token68 behind it if there is one.
    fn scheme(&mut self, scheme: String) {
        let mut challenge = Challenge { scheme, ..Challenge::default() };
        let rest = self.rest.trim_start_matches(' ');
        let end = rest.find([',', ' ', '\t']).unwrap_or(rest.len());
        let candidate = &rest[..end];
        let after = rest[end..].trim_start_matches([' ', '\t']);
        // `name=value` and a following scheme look alike at first; token68 ends its challenge.
        if is_token68(candidate)
            && (after.is_empty() || after.starts_with(','))
            && rest.len() < self.rest.len()
        {
            challenge.token68 = Some(candidate.to_owned());
            self.rest = &rest[end..];
        }
        self.challenges.push(challenge);
    }

    fn parameter(&mut self, name: String) {
        self.rest = self.rest[1..].trim_start_matches([' ', '\t']);
        let value = if self.rest.starts_with('"') {
            self.quoted(&name)
        } else {
            let value = self.take_while(|c| c != ',' && !c.is_ascii_whitespace());
            if value.is_empty() || !value.chars().all(is_token_char) {
                self.irregular.push(Irregularity::BadValue(name.clone()));
            }
            value
        };
        if let Some(challenge) = self.challenges.last_mut() {
            challenge.parameters.push((name, value));
        }
    }

    fn quoted(&mut self, name: &str) -> String {
        let mut value = String::new();
        let mut chars = self.rest.char_indices().skip(1);
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => {
                    self.rest = &self.rest[at + 1..];
                    return value;
                }
                '\\' => value.extend(chars.next().map(|(_, escaped)| escaped)),
                _ => value.push(c),
            }
        }
        self.rest = "";
        self.irregular.push(Irregularity::UnclosedQuote(name.to_owned()));
        value
    }

    /// Skips white space and commas; whether a comma was among them.
    fn skip_separators(&mut self) -> bool {
        let trimmed = self.rest.trim_start_matches([' ', '\t', ',']);
        let comma = self.rest[..self.rest.len() - trimmed.len()].contains(',');
        self.rest = trimmed;
        comma
    }

    fn take_while(&mut self, keep: impl Fn(char) -> bool) -> String {
        let end = self.rest.find(|c| !keep(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken.to_owned()
    }
}

fn is_token_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c)
}

fn is_token68(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    !body.is_empty() && body.chars().all(|c| c.is_ascii_alphanumeric() || "-._~+/".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strict(field: &str) -> Vec<Challenge> {
        let (challenges, irregular) = parse(field);
        assert_eq!(irregular, [], "{field}");
        challenges
    }

    #[test]
    fn several_challenges_in_one_field() {
        let challenges =
            strict(r#"Basic realm="a, b", Bearer error="invalid_token", scope=read, Negotiate"#);
        assert_eq!(challenges.len(), 3);
        assert_eq!(challenges[0].parameter("REALM"), Some("a, b"));
        assert!(challenges[1].is("bearer"));
        assert_eq!(challenges[1].parameter("scope"), Some("read"));
        assert!(challenges[2].parameters.is_empty());
    }

    #[test]
    fn token68_is_no_parameter() {
        let challenges = strict("Negotiate YWJj==, Bearer realm=x");
        assert_eq!(challenges[0].token68.as_deref(), Some("YWJj=="));
        assert_eq!(challenges[1].parameter("realm"), Some("x"));
    }

    #[test]
    fn quoted_pairs_are_unescaped() {
        assert_eq!(strict(r#"Basic realm="a \"b\"""#)[0].parameter("realm"), Some("a \"b\""));
    }

    #[test]
    fn a_missing_comma_is_named_and_read_over() {
        let (challenges, irregular) = parse(r#"Bearer error="insufficient_scope" scope="read""#);
        assert_eq!(irregular, [Irregularity::MissingComma("scope".to_owned())]);
        assert_eq!(challenges[0].parameter("scope"), Some("read"));
    }

    #[test]
    fn an_unclosed_quote_and_a_bad_value_are_named() {
        assert_eq!(parse("Bearer realm=\"x").1, [Irregularity::UnclosedQuote("realm".to_owned())]);
        assert_eq!(parse("Bearer error=a:b").1, [Irregularity::BadValue("error".to_owned())]);
    }

    #[test]
    fn strict_reading_agrees_with_another_parser() {
        for field in [
            "Bearer",
            r#"Bearer realm="example""#,
            r#"Bearer realm="example", error="invalid_token", error_description="The access token expired""#,
            r#"Basic realm="x", Bearer scope="a b""#,
            r#"Newauth realm="apps", type=1, title="Login to \"apps\"", Basic realm="simple""#,
            r#"Bearer error="e" scope="s""#,
            "Bearer realm=\"open",
        ] {
            let (own, irregular) = parse(field);
            match http_auth::parse_challenges(field) {
                Ok(other) => {
                    assert_eq!(irregular, [], "{field}");
                    assert_eq!(own.len(), other.len(), "{field}");
                    for (own, other) in own.iter().zip(other) {
                        assert!(own.is(other.scheme));
                        let values = other.params.iter().map(|(_, value)| value.to_unescaped());
                        assert!(
                            own.parameters.iter().map(|(_, v)| v.clone()).eq(values),
                            "{field}"
                        );
                    }
                }
                Err(_) => assert_ne!(irregular, [], "{field}"),
            }
        }
    }
}
