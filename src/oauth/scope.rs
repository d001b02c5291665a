//! Scope values (RFC 6749 section 3.3).

use std::collections::BTreeSet;
use std::fmt;

/// A set of scope tokens that remembers the spelling it came from.
///
/// Order and repetition carry no meaning (RFC 6749 section 3.3), so equality is set equality.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    tokens: Vec<String>,
}

impl Scope {
    /// Splits a `scope` value at single spaces; empty parts are dropped.
    #[must_use]
    pub fn parse(value: &str) -> Self {
        Self::from_tokens(value.split(' '))
    }

    /// Builds a scope from its tokens; empty ones are dropped.
    pub fn from_tokens<S: Into<String>>(tokens: impl IntoIterator<Item = S>) -> Self {
        let tokens = tokens.into_iter().map(Into::into).filter(|token: &String| !token.is_empty());
        Self { tokens: tokens.collect() }
    }

    /// The tokens in the order they were written.
    #[must_use]
    pub fn tokens(&self) -> &[String] {
        &self.tokens
    }

    /// Whether no token is there at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// Whether `token` is one of the tokens; case counts (RFC 6749 section 3.3).
    #[must_use]
    pub fn contains(&self, token: &str) -> bool {
        self.tokens.iter().any(|own| own == token)
    }

    /// The tokens of `self` that `other` lacks.
    #[must_use]
    pub fn beyond(&self, other: &Self) -> Vec<String> {
        self.tokens.iter().filter(|token| !other.contains(token)).cloned().collect()
    }

    fn set(&self) -> BTreeSet<&str> {
        self.tokens.iter().map(String::as_str).collect()
    }
}

impl PartialEq for Scope {
    fn eq(&self, other: &Self) -> bool {
        self.set() == other.set()
    }
}

impl Eq for Scope {}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.tokens.join(" "))
    }
}

/// Whether `token` matches `scope-token = 1*( %x21 / %x23-5B / %x5D-7E )`.
#[must_use]
pub fn is_scope_token(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|b| matches!(b, 0x21 | 0x23..=0x5B | 0x5D..=0x7E))
}

/// Whether `value` matches `scope = scope-token *( SP scope-token )`: no leading, trailing or
/// doubled space.
#[must_use]
pub fn is_scope_value(value: &str) -> bool {
    value.split(' ').all(is_scope_token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_and_repetition_carry_no_meaning() {
        assert_eq!(Scope::parse("read write"), Scope::parse("write read read"));
        assert_ne!(Scope::parse("read"), Scope::parse("Read"));
    }

    #[test]
    fn the_grammar_excludes_quote_backslash_and_stray_spaces() {
        assert!(is_scope_value("read:all write"));
        for wrong in ["", " read", "read  write", "re\"ad", "re\\ad", "r\u{e9}ad", "read\t"] {
            assert!(!is_scope_value(wrong), "{wrong:?}");
        }
    }

    #[test]
    fn beyond_names_what_the_other_lacks() {
        assert_eq!(Scope::parse("a b").beyond(&Scope::parse("a")), ["b"]);
    }
}
